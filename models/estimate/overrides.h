#pragma once
// `--set path=value`: to which document of a scenario it belongs, and how it is written there.
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/base/json_reader.h"

namespace trainyard {

/// One override as the user gave it: dotted path and value.
using Override = std::pair<std::string, std::string>;

/// Reads "plan.pp=8". Errors: no '=', an empty path.
[[nodiscard]] Result<Override> parse_override(std::string_view text);

/// The documents a scenario is made of.
enum class ScenarioPart { scenario, model, cluster, node, fabric, gpu, kernels, software };

/// All overrides, sorted to their documents.
class OverrideSet {
 public:
  /// Errors: first elements that name nothing in a scenario (all of them, each with the nearest names).
  static Result<OverrideSet> sort(const std::vector<Override>& overrides);

  /// `document` with every override of its kind, in the order given. A field of the form {"value", "source"}
  /// may be given as its value alone: then its source is "--set" and its evidence "assumed"; null takes it
  /// away. Adds to `problems` what could not be put in.
  [[nodiscard]] JsonDocument apply(ScenarioPart kind, JsonDocument document, Diagnostics& problems);
  /// Rewrites problems that were told against an inner path to what the user typed.
  void restore_names(Diagnostics& problems) const;

 private:
  struct Placed {
    ScenarioPart kind = ScenarioPart::scenario;
    std::string path{};     // inside its document
    std::size_t given = 0;  // index into given_
  };
  std::vector<Override> given_{};
  std::vector<Placed> placed_{};
  std::map<std::string, std::string> typed_{};  // "--set inner=value" -> "--set typed=value"
};

}  // namespace trainyard
