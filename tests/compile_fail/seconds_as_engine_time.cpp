// Engine time is whole picoseconds; there is one place that rounds to it.
#include "sim/base/units.h"
using namespace trainyard;
#ifdef TRAINYARD_RIGHT
Picoseconds start = to_picoseconds(microseconds(2));
#else
Picoseconds start = microseconds(2);
#endif
