// Layouts as text: "E+3,4x14,2+M+H".
#include <fmt/format.h>

#include <numeric>
#include <optional>

#include "models/parallel/layout.h"
#include "sim/base/text_parts.h"

namespace trainyard {
namespace {

constexpr std::string_view grammar =
    "stages are parted by commas and hold items joined by '+': E (embedding), a number of layers, M (MTP "
    "module), H (head); "
    "4x14 stands for 14 stages of 4 layers";

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(separator);
    parts.push_back(trimmed(text.substr(0, at)));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::optional<int> small_number(std::string_view text, int most) {
  const std::optional<int> value = number_of<int>(text);
  return value && *value >= 0 && *value <= most ? value : std::nullopt;
}

/// A stage as written, before layers get their indices.
struct WrittenStage {
  int layers = 0;
  int embeddings = 0;
  int heads = 0;
  int mtp_modules = 0;
};

/// Reads one comma-parted piece into `stages`; false when it is none.
bool read_stages(std::string_view piece, const ModelSpec& model, std::vector<WrittenStage>& stages) {
  if (const std::size_t cross = piece.find('x'); cross != std::string_view::npos) {
    const std::optional<int> layers = small_number(trimmed(piece.substr(0, cross)), model.layers);
    const std::optional<int> repeats = small_number(trimmed(piece.substr(cross + 1)), model.layers + 1);
    if (!layers || !repeats || *repeats == 0) return false;
    stages.insert(stages.end(), static_cast<std::size_t>(*repeats), WrittenStage{.layers = *layers});
    return true;
  }
  WrittenStage stage;
  for (const std::string_view item : split(piece, '+')) {
    if (item == "E") {
      ++stage.embeddings;
    } else if (item == "H") {
      ++stage.heads;
    } else if (item == "M") {
      ++stage.mtp_modules;
    } else if (const std::optional<int> layers = small_number(item, model.layers)) {
      if (stage.layers > model.layers - *layers) return false;
      stage.layers += *layers;
    } else {
      return false;
    }
  }
  stages.push_back(stage);
  return true;
}

bool is_plain(const StageSpec& stage) {
  return !stage.embedding && !stage.head && stage.mtp_modules == 0;
}

std::string stage_text(const StageSpec& stage) {
  std::vector<std::string> items;
  if (stage.embedding) items.emplace_back("E");
  if (!stage.layers.empty() || is_plain(stage)) items.push_back(fmt::format("{}", stage.layers.size()));
  items.insert(items.end(), static_cast<std::size_t>(stage.mtp_modules), "M");
  if (stage.head) items.emplace_back("H");
  return fmt::format("{}", fmt::join(items, "+"));
}

}  // namespace

Result<std::vector<StageSpec>> parse_stages(std::string_view text, const ModelSpec& model) {
  std::vector<WrittenStage> written;
  for (const std::string_view piece : split(text, ',')) {
    if (!read_stages(piece, model, written)) {
      return problem(
          fmt::format("\"{}\" is no stage of a layout of {} layers", piece.substr(0, 60), model.layers),
          std::string(grammar));
    }
    if (written.size() > static_cast<std::size_t>(model.layers) + 2) {
      return problem(
          fmt::format("the layout has more stages than {} layers, embedding and head fill", model.layers));
    }
  }
  const int layers =
      std::accumulate(written.begin(), written.end(), 0, [&](int sum, const WrittenStage& stage) {
        return std::min(sum + stage.layers, model.layers + 1);  // enough to tell that there are too many
      });
  if (layers > model.layers) {
    return problem(fmt::format("the stages hold more layers than the {} of {}", model.layers, model.name));
  }
  std::vector<StageSpec> stages;
  int next = 0;
  for (const WrittenStage& one : written) {
    if (one.embeddings > 1 || one.heads > 1)
      return problem("a stage holds its embedding or head twice", std::string(grammar));
    StageSpec stage{.embedding = one.embeddings > 0, .head = one.heads > 0, .mtp_modules = one.mtp_modules};
    for (int i = 0; i < one.layers; ++i) stage.layers.push_back(next++);
    stages.push_back(std::move(stage));
  }
  Diagnostics problems = check_stages(stages, model);
  if (!problems.empty()) return problems;
  return stages;
}

std::string to_text(const std::vector<StageSpec>& stages) {
  std::vector<std::string> pieces;
  for (std::size_t s = 0; s < stages.size();) {
    std::size_t end = s + 1;
    while (is_plain(stages[s]) && end < stages.size() && is_plain(stages[end]) &&
           stages[end].layers.size() == stages[s].layers.size()) {
      ++end;
    }
    pieces.push_back(end - s > 1 ? fmt::format("{}x{}", stages[s].layers.size(), end - s)
                                 : stage_text(stages[s]));
    s = end;
  }
  return fmt::format("{}", fmt::join(pieces, ","));
}

}  // namespace trainyard
