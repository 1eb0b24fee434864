// Time is money, but not here.
#include "sim/base/units.h"
using namespace trainyard;
#ifdef TRAINYARD_RIGHT
bool cheaper() {
  return dollars(1) < dollars(2);
}
#else
bool cheaper() {
  return dollars(1) < seconds(2);
}
#endif
