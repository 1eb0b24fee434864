// The problems of an input must not fall on the floor.
#include "sim/base/quantity_text.h"
using namespace trainyard;
#ifdef TRAINYARD_RIGHT
bool fine() {
  return parse_quantity<Bytes>("80 GiB").has_value();
}
#else
void fine() {
  parse_quantity<Bytes>("80 GiB");
}
#endif
