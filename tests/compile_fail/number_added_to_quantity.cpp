// A pure number has no place in a sum of quantities.
#include "sim/base/units.h"
using namespace trainyard;
#ifdef TRAINYARD_RIGHT
Bytes total = gigabytes(1) * 2.0;
#else
Bytes total = gigabytes(1) + 2.0;
#endif
