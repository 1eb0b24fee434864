// An amount of data and a time cannot be added.
#include "sim/base/units.h"
using namespace trainyard;
#ifdef TRAINYARD_RIGHT
Bytes total() {
  return gigabytes(1) + mebibytes(1);
}
#else
auto total() {
  return gigabytes(1) + seconds(1);
}
#endif
