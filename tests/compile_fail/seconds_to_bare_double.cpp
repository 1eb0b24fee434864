// A time becomes a number only by naming the unit.
#include "sim/base/units.h"
using namespace trainyard;
#ifdef TRAINYARD_RIGHT
double latency = microseconds(2.0).in(milliseconds);
#else
double latency = microseconds(2.0);
#endif
