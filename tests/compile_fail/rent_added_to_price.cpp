// A rent is no price until a time multiplies it.
#include "sim/base/units.h"
using namespace trainyard;
#ifdef TRAINYARD_RIGHT
Dollars total = dollars(1) + dollars_per_hour(2) * hours(1);
#else
Dollars total = dollars(1) + dollars_per_hour(2);
#endif
