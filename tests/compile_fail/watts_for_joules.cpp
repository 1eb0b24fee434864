// A power is no energy until a time multiplies it.
#include "sim/base/units.h"
using namespace trainyard;
#ifdef TRAINYARD_RIGHT
Joules energy = watts(700) * hours(1);
#else
Joules energy = watts(700);
#endif
