#include "models/validation/published_row.h"

#include <fmt/format.h>

#include <cmath>
#include <functional>

#include "sim/base/json_node.h"

namespace trainyard {
namespace {

/// Of a scalar; numbers as their shortest text, so that 8 and 8.0 are the same.
std::string scalar_text(const JsonNode& node) {
  if (node.kind == JsonKind::text) return node.text;
  if (node.kind == JsonKind::boolean) return node.truth ? "true" : "false";
  return fmt::format("{}", node.number);
}

bool is_scalar(const JsonNode& node) {
  return node.kind == JsonKind::text || node.kind == JsonKind::boolean || node.kind == JsonKind::number;
}

std::string found_words(const JsonNode& node) {
  if (node.kind == JsonKind::number) return fmt::format("the number {}", printable(node.text.substr(0, 40)));
  if (node.kind == JsonKind::text) return "the text " + in_quotes(node.text);
  if (node.kind == JsonKind::boolean) return node.truth ? "true" : "false";
  return std::string(kind_words(node.kind));
}

void collect(const JsonNode& node, const std::string& path, std::map<std::string, std::string>& out) {
  const auto below = [&](const std::string& step) { return path.empty() ? step : path + "." + step; };
  for (const JsonMember& member : node.members) collect(member.value, below(member.key), out);
  for (std::size_t i = 0; i < node.items.size(); ++i) collect(node.items[i], below(std::to_string(i)), out);
  if (is_scalar(node)) out[path] = scalar_text(node);
}

}  // namespace

const JsonNode* PublishedRow::find(std::string_view key) const {
  const JsonMember* const member = node_ == nullptr ? nullptr : find_member(*node_, key);
  return member == nullptr || member->value.kind == JsonKind::null ? nullptr : &member->value;
}

void PublishedRow::report(std::string_view key, std::string message) const {
  if (node_ == nullptr) return;
  const JsonMember* const member = find_member(*node_, key);
  problems_->push_back(document_.data->located(member == nullptr ? node_->position : member->value.position,
                                               key.empty() ? pointer_ : child_pointer(pointer_, key),
                                               std::move(message), {}));
}

void PublishedRow::report_wrong(std::string_view key, std::string_view expected) const {
  report(key, fmt::format("is {}, expected {}", found_words(*find(key)), expected));
}

std::string PublishedRow::where() const {
  if (node_ == nullptr) return document_.file_name();
  const auto [line, column] = document_.data->lines.locate(node_->position.offset);
  return fmt::format("{}:{}:{}", document_.file_name(), line, column);
}

std::string PublishedRow::text(std::string_view key) const {
  const JsonNode* const found = find(key);
  if (found == nullptr) return {};
  if (is_scalar(*found)) return scalar_text(*found);
  report_wrong(key, "a text");
  return {};
}

std::string PublishedRow::needed_text(std::string_view key) const {
  const bool there = find(key) != nullptr;
  const std::string found = text(key);
  if (!there) {
    report(key, "is missing, expected a text");
  } else if (found.empty() && find(key)->kind == JsonKind::text) {
    report(key, "is empty");
  }
  return found;
}

std::optional<int> PublishedRow::whole(std::string_view key, int most) const {
  const JsonNode* const found = find(key);
  if (found == nullptr || found->kind == JsonKind::text) return std::nullopt;
  const double value = found->number;
  if (found->kind == JsonKind::number && std::floor(value) == value && value >= 0.0 && value <= most)
    return static_cast<int>(value);
  report_wrong(key, fmt::format("a whole number from 0 to {}", most));
  return std::nullopt;
}

std::optional<double> PublishedRow::bounded(std::string_view key, bool above_zero) const {
  const JsonNode* const found = find(key);
  if (found == nullptr || found->kind == JsonKind::text) return std::nullopt;
  const double value = found->number;
  if (found->kind == JsonKind::number && std::isfinite(value) && (above_zero ? value > 0.0 : value >= 0.0))
    return value;
  report_wrong(key, above_zero ? "a number above 0" : "a number of at least 0");
  return std::nullopt;
}

std::optional<double> PublishedRow::number(std::string_view key) const {
  return bounded(key, false);
}

std::optional<double> PublishedRow::positive(std::string_view key) const {
  return bounded(key, true);
}

std::optional<bool> PublishedRow::truth(std::string_view key) const {
  const JsonNode* const found = find(key);
  if (found == nullptr || found->kind == JsonKind::text) return std::nullopt;
  if (found->kind == JsonKind::boolean) return found->truth;
  report_wrong(key, "true or false");
  return std::nullopt;
}

std::vector<std::string> PublishedRow::texts(std::string_view key) const {
  const JsonNode* const found = find(key);
  if (found == nullptr) return {};
  if (found->kind == JsonKind::text) return {found->text};
  std::vector<std::string> out;
  bool right = found->kind == JsonKind::array;
  for (const JsonNode& item : found->items) {
    right = right && item.kind == JsonKind::text;
    out.push_back(item.text);
  }
  if (!right) report_wrong(key, "an array of texts");
  return out;
}

std::optional<PublishedRow> PublishedRow::inner(std::string_view key) const {
  const JsonNode* const found = find(key);
  if (found == nullptr || found->kind == JsonKind::boolean) return std::nullopt;
  if (found->kind == JsonKind::object)
    return PublishedRow(document_, found, child_pointer(pointer_, key), *problems_);
  report_wrong(key, "an object");
  return std::nullopt;
}

PublishedRow PublishedRow::needed(std::string_view key) const {
  const JsonNode* const found = find(key);
  if (found == nullptr) {
    report(key, "is missing, expected an object");
  } else if (found->kind != JsonKind::object) {
    report_wrong(key, "an object");
  }
  return {document_, found != nullptr && found->kind == JsonKind::object ? found : nullptr,
          child_pointer(pointer_, key), *problems_};
}

std::map<std::string, std::string> PublishedRow::scalars() const {
  std::map<std::string, std::string> out;
  if (node_ != nullptr) collect(*node_, {}, out);
  return out;
}

std::vector<PublishedRow> published_rows(const JsonDocument& document, Diagnostics& diagnostics) {
  std::vector<PublishedRow> rows;
  const JsonNode& root = document.data->root;
  const auto wrong = [&](const JsonNode& node, std::string pointer, std::string_view expected) {
    diagnostics.push_back(
        document.data->located(node.position, std::move(pointer),
                               fmt::format("is {}, expected {}", found_words(node), expected), {}));
  };
  if (root.kind != JsonKind::array) {
    wrong(root, {}, "an array of published runs");
    return rows;
  }
  for (std::size_t i = 0; i < root.items.size(); ++i) {
    const std::string pointer = fmt::format("/{}", i);
    if (root.items[i].kind == JsonKind::object) {
      rows.push_back(PublishedRow(document, &root.items[i], pointer, diagnostics));
    } else {
      wrong(root.items[i], pointer, "an object");
    }
  }
  return rows;
}

}  // namespace trainyard
