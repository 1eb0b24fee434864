#include "sim/base/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "sim/base/utf8.h"

namespace trainyard {
namespace {

/// Lower case, with the separators people mix up made equal.
std::string normalised(std::string_view name) {
  std::string result(name);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '-' || c == ' ') c = '_';
  }
  return result;
}

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` (optimal string
/// alignment distance).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({last[j] + 1, current[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], before_last[j - 2] + 1);
      }
    }
    std::swap(before_last, last);
    std::swap(last, current);
  }
  return last[b.size()];
}

/// How many edits still count as a slip of the pen for a name of this length.
std::size_t edit_limit(std::size_t length) {
  if (length <= 2) return 1;
  if (length <= 5) return 2;
  return length / 3 + 1;
}

constexpr std::size_t longest_compared_name =
    256;  // edit distance is quadratic; nobody mistypes a name this long
constexpr std::size_t shortest_telling_prefix = 3;

}  // namespace

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_sequence_length(text, at);
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool c1_control = length == 2 && byte == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0;
    if (length == 0 || byte < 0x20 || byte == 0x7F || c1_control) {
      if (byte == '\n') {
        result += "\\n";
      } else if (byte == '\t') {
        result += "\\t";
      } else if (byte == '\r') {
        result += "\\r";
      } else {
        for (std::size_t i = 0; i < std::max<std::size_t>(length, 1); ++i) {
          result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[at + i]));
        }
      }
      at += std::max<std::size_t>(length, 1);
    } else {
      result.append(text, at, length);
      at += length;
    }
  }
  return result;
}

std::string in_quotes(std::string_view text, std::size_t most) {
  if (text.size() <= most) return "\"" + printable(text) + "\"";
  std::size_t end = 0;
  while (end < most) {
    const std::size_t step = std::max<std::size_t>(utf8_sequence_length(text, end), 1);
    if (end + step > most) break;
    end += step;
  }
  return "\"" + printable(text.substr(0, end)) + "...\"";
}

std::string to_text(const Diagnostic& diagnostic) {
  std::string result = printable(diagnostic.file);
  if (diagnostic.line > 0) {
    result += fmt::format("{}{}", result.empty() ? "" : ":", diagnostic.line);
    if (diagnostic.column > 0) result += fmt::format(":{}", diagnostic.column);
  }
  if (!result.empty()) result += ": ";
  if (!diagnostic.pointer.empty()) result += printable(diagnostic.pointer) + ": ";
  result += printable(diagnostic.message);
  if (!diagnostic.hint.empty()) result += " (" + printable(diagnostic.hint) + ")";
  return result;
}

std::string to_text(const Diagnostics& diagnostics) {
  std::string result;
  for (const Diagnostic& diagnostic : diagnostics) result += to_text(diagnostic) + "\n";
  return result;
}

void append(Diagnostics& to, const Diagnostics& more) {
  to.insert(to.end(), more.begin(), more.end());
}

std::vector<std::string> nearest_names(std::string_view wrong, const std::vector<std::string>& names,
                                       std::size_t most) {
  struct Candidate {
    std::size_t distance;
    const std::string* name;
  };
  if (wrong.empty() || wrong.size() > longest_compared_name) return {};
  const std::string sought = normalised(wrong);
  std::vector<Candidate> candidates;
  for (const std::string& name : names) {
    if (name.empty() || name.size() > longest_compared_name) continue;
    const std::string offered = normalised(name);
    const std::size_t common = std::min(sought.size(), offered.size());
    const bool one_begins_the_other =
        common >= shortest_telling_prefix && sought.compare(0, common, offered, 0, common) == 0;
    const std::size_t added = std::max(sought.size(), offered.size()) - common;  // no fewer edits than this
    const std::size_t limit = edit_limit(common);
    if (added > limit && !one_begins_the_other) continue;
    std::size_t distance = added > limit ? added : edit_distance(sought, offered);
    if (one_begins_the_other) distance = std::min(distance, limit);
    if (distance > limit) continue;
    const bool known = std::any_of(candidates.begin(), candidates.end(),
                                   [&](const Candidate& c) { return *c.name == name; });
    if (!known) candidates.push_back({distance, &name});
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.distance < b.distance; });
  std::vector<std::string> result;
  for (const Candidate& candidate : candidates) {
    if (result.size() == most) break;
    result.push_back(*candidate.name);
  }
  return result;
}

std::string name_hint(std::string_view wrong, const std::vector<std::string>& names) {
  if (names.empty()) return {};
  const std::vector<std::string> near = nearest_names(wrong, names);
  std::string result;
  if (near.empty()) {
    for (const std::string& name : names) result += (result.empty() ? "valid: " : ", ") + name;
    return result;
  }
  for (std::size_t i = 0; i < near.size(); ++i) {
    const char* separator = i == 0 ? "did you mean " : i + 1 == near.size() ? " or " : ", ";
    result += separator + ("\"" + near[i] + "\"");
  }
  return result + "?";
}

}  // namespace trainyard
