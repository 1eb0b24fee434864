// A number becomes a time only by naming the unit.
#include "sim/base/units.h"
using namespace trainyard;
#ifdef TRAINYARD_RIGHT
Seconds latency = microseconds(2.0);
#else
Seconds latency = 2.0;
#endif
