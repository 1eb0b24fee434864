#include "hardware_profiles/profile.h"

#include <cassert>

namespace trainyard {

std::string_view to_text(Format format) {
  switch (format) {
    case Format::fp32:
      return "fp32";
    case Format::tf32:
      return "tf32";
    case Format::bf16:
      return "bf16";
    case Format::fp16:
      return "fp16";
    case Format::fp8:
      return "fp8";
    case Format::fp4:
      return "nvfp4";
  }
  assert(false && "a Format outside its enumerators");
  return "fp32";
}

bool scaled_format(Format format) {
  return format == Format::fp8 || format == Format::fp4;
}

Bytes bytes_of(Format format) {
  switch (format) {
    case Format::fp32:
      return bytes(4);
    case Format::tf32:
      return bytes(4);
    case Format::bf16:
      return bytes(2);
    case Format::fp16:
      return bytes(2);
    case Format::fp8:
      return bytes(1);
    case Format::fp4:
      return bytes(9.0 / 16.0);
  }
  assert(false && "a Format outside its enumerators");
  return bytes(4);
}

}  // namespace trainyard
