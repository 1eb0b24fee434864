#include "models/store/compare_reports.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

namespace trainyard {
namespace {

using Json = nlohmann::ordered_json;

struct Number {
  std::string name{};
  double value = 0;
};

void collect(const Json& node, const std::string& path, bool arrays, std::vector<Number>& into) {
  const auto inner = [&](const std::string& key) { return path.empty() ? key : path + "." + key; };
  if (node.is_number()) {
    into.push_back({path, node.get<double>()});
  } else if (node.is_object()) {
    for (const auto& [key, value] : node.items()) {
      // The version of the form is no result.
      if (path.empty() && key == "version") continue;
      collect(value, inner(key), arrays, into);
    }
  } else if (node.is_array() && arrays) {
    for (std::size_t i = 0; i < node.size(); ++i) collect(node[i], inner(fmt::format("{}", i)), arrays, into);
  }
}

Result<Json> parsed(std::string_view text, std::string_view which) {
  Json document = Json::parse(text, nullptr, false);
  if (!document.is_object()) return problem(fmt::format("the {} stored report is no JSON object", which));
  return document;
}

std::string kind_of(const Json& document) {
  const auto found = document.find("format");
  return found != document.end() && found->is_string() ? found->get<std::string>() : std::string("report");
}

}  // namespace

Result<ReportComparison> compare_reports(std::string_view a, std::string_view b, bool arrays) {
  TRAINYARD_TRY(first, parsed(a, "first"));
  TRAINYARD_TRY(second, parsed(b, "second"));
  if (kind_of(first) != kind_of(second)) {
    return problem(fmt::format("a {} and a {} have no numbers in common", kind_of(first), kind_of(second)),
                   "compare two runs of one command");
  }
  std::vector<Number> of_a, of_b;
  collect(first, "", arrays, of_a);
  collect(second, "", arrays, of_b);
  std::map<std::string, double> rest;
  for (const Number& one : of_b) rest.emplace(one.name, one.value);
  ReportComparison out;
  for (Number& one : of_a) {
    const auto other = rest.find(one.name);
    if (other == rest.end()) {
      out.only_a.push_back(std::move(one.name));
      continue;
    }
    if (other->second == one.value) {
      ++out.equal;
    } else {
      out.numbers.push_back({one.name, one.value, other->second});
    }
    rest.erase(other);
  }
  for (const Number& one : of_b) {
    if (rest.contains(one.name)) out.only_b.push_back(one.name);
  }
  return out;
}

}  // namespace trainyard
