#pragma once

#include <string>
#include <vector>

#include "kernels/harness/point.h"

namespace trainyard::kernels {

/// What the command line asks for.
struct Options {
  bool help = false;
  bool list = false;        ///< name the points and stop; needs no GPU
  bool full = false;        ///< more points, more samples
  bool keep_cache = false;  ///< leave the L2 cache warm between samples
  int device = 0;
  double time_limit_seconds = 0;        ///< 0: none, as with --full; points that are left are told as skipped
  std::vector<std::string> families{};  ///< empty: all
  std::string filter{};                 ///< part of a point's name
  std::string out{};                    ///< file of the JSON document; empty: none
};

struct ParsedOptions {
  Options options{};
  std::string error{};  ///< empty when the arguments are right
};

/// Reads the arguments behind the program's name. `known_families` are what --family may name.
ParsedOptions parse_options(const std::vector<std::string>& arguments,
                            const std::vector<std::string>& known_families);

/// Whether the point is asked for: by --filter. (--family chooses whole families.)
bool is_asked_for(const Options& options, const Point& point);

/// The text of --help.
std::string usage(const std::vector<std::string>& known_families);

}  // namespace trainyard::kernels
