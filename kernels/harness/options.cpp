#include "kernels/harness/options.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "kernels/harness/duration.h"

namespace trainyard::kernels {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

/// The whole of `text` as a number that is not negative; false when it is none.
bool read_number(const std::string& text, double& value) {
  char* end = nullptr;
  value = std::strtod(text.c_str(), &end);
  return !text.empty() && *end == '\0' && value >= 0 && value < 1e9;
}

}  // namespace

ParsedOptions parse_options(const std::vector<std::string>& arguments,
                            const std::vector<std::string>& known_families) {
  ParsedOptions parsed;
  Options& options = parsed.options;
  const auto fail = [&](const std::string& message) {
    parsed.error = message;
    return parsed;
  };
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string name = arguments[i];
    std::string value;
    const std::size_t equals = name.find('=');
    const bool attached = name.rfind("--", 0) == 0 && equals != std::string::npos;
    if (attached) {
      value = name.substr(equals + 1);
      name.resize(equals);
    }
    const bool flag =
        name == "--help" || name == "-h" || name == "--list" || name == "--full" || name == "--keep-cache";
    const bool valued = name == "--device" || name == "--family" || name == "--filter" || name == "--out" ||
                        name == "--time-limit";
    if (!flag && !valued) return fail(name + ": no such argument; --help lists them");
    if (flag && attached) return fail(name + " takes no value");
    if (valued && !attached) {
      if (i + 1 == arguments.size()) return fail(name + " needs a value");
      value = arguments[++i];
    }
    if (name == "--help" || name == "-h") options.help = true;
    if (name == "--list") options.list = true;
    if (name == "--full") options.full = true;
    if (name == "--keep-cache") options.keep_cache = true;
    if (name == "--filter") options.filter = value;
    if (name == "--out") {
      if (value.empty()) return fail("--out needs the name of a file");
      options.out = value;
    }
    double number = 0;
    if (name == "--time-limit") {
      if (!read_number(value, number) || number == 0)
        return fail("--time-limit: \"" + value + "\" is no number of seconds above 0");
      options.time_limit_seconds = number;
    }
    if (name == "--device") {
      if (!read_number(value, number) || number != static_cast<int>(number))
        return fail("--device: \"" + value + "\" is no device number such as 0");
      options.device = static_cast<int>(number);
    }
    if (name == "--family") {
      std::istringstream list(value);
      for (std::string family; std::getline(list, family, ',');) {
        if (std::find(known_families.begin(), known_families.end(), family) == known_families.end())
          return fail("--family: no family \"" + family + "\"; there are " + joined(known_families));
        options.families.push_back(family);
      }
      if (options.families.empty()) return fail("--family needs one of " + joined(known_families));
    }
  }
  if (options.time_limit_seconds == 0 && !options.full) options.time_limit_seconds = default_limit_seconds;
  return parsed;
}

bool is_asked_for(const Options& options, const Point& point) {
  return options.filter.empty() || point.name().find(options.filter) != std::string::npos;
}

std::string usage(const std::vector<std::string>& known_families) {
  return "Measures the kernels of model training on a GPU.\n"
         "  --list             name the points, measure nothing\n"
         "  --family A,B       only these of: " +
         joined(known_families) +
         "\n"
         "  --filter TEXT      only points with TEXT in their name\n"
         "  --full             more points and samples\n"
         "  --keep-cache       leave the L2 cache as the last sample left it (else it is flushed)\n"
         "  --device N         which GPU (0)\n"
         "  --time-limit S     end within S seconds; what is left is told as skipped (120, with --full "
         "none)\n"
         "  --out FILE         write the JSON document to FILE\n"
         "Exit codes: 0 done, 1 nothing measured, an output was wrong, or FILE not written, 2 wrong "
         "arguments,\n"
         "77 no GPU.\n";
}

}  // namespace trainyard::kernels
