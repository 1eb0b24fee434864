// "80 GB" is no bandwidth.
#include "sim/base/units.h"
using namespace trainyard;
Seconds transfer_time(Bytes message, BytesPerSecond bandwidth) {
  return message / bandwidth;
}
#ifdef TRAINYARD_RIGHT
Seconds t() {
  return transfer_time(gigabytes(1), gigabytes_per_second(80));
}
#else
Seconds t() {
  return transfer_time(gigabytes(1), gigabytes(80));
}
#endif
