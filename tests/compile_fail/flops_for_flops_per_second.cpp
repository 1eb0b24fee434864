// An amount of work is no speed, although both are called FLOPS.
#include "sim/base/units.h"
using namespace trainyard;
#ifdef TRAINYARD_RIGHT
FlopsPerSecond peak = teraflops(990);
#else
FlopsPerSecond peak = teraflop(990);
#endif
