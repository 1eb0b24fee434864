// A rate given in bits leaves in a rate's unit, not in an amount's.
#include "sim/base/units.h"
using namespace trainyard;
#ifdef TRAINYARD_RIGHT
double line_rate = gigabits_per_second(400).in(gigabytes_per_second);
#else
double line_rate = gigabits_per_second(400).in(gigabytes);
#endif
