#include "tests/support/json_schema.h"

#include <cmath>
#include <fstream>
#include <regex>
#include <set>
#include <stdexcept>

namespace trainyard::schema_test {
namespace {

bool has_type(const Json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "number") return value.is_number();
  if (type == "integer") return value.is_number() && std::floor(value.get<double>()) == value.get<double>();
  throw std::runtime_error("unknown type " + type);
}

const std::set<std::string>& known_keywords() {
  static const std::set<std::string> known{"$schema",
                                           "$id",
                                           "$defs",
                                           "$ref",
                                           "title",
                                           "description",
                                           "type",
                                           "enum",
                                           "const",
                                           "pattern",
                                           "minimum",
                                           "maximum",
                                           "exclusiveMinimum",
                                           "required",
                                           "properties",
                                           "additionalProperties",
                                           "minItems",
                                           "items",
                                           "allOf",
                                           "anyOf",
                                           "if",
                                           "then",
                                           "else"};
  return known;
}

const std::regex& compiled(const std::string& pattern) {
  static std::map<std::string, std::regex> cache;
  const auto found = cache.find(pattern);
  return found != cache.end() ? found->second : cache.emplace(pattern, std::regex(pattern)).first->second;
}

}  // namespace

const Json& SchemaFolder::document(const std::string& file) {
  const auto found = documents_.find(file);
  if (found != documents_.end()) return found->second;
  std::ifstream stream(folder_ / file);
  if (!stream) throw std::runtime_error("no schema " + file);
  return documents_.emplace(file, Json::parse(stream)).first->second;
}

std::vector<std::string> SchemaFolder::findings(const std::string& kind, const Json& value) {
  const std::string file = kind + ".schema.json";
  std::vector<std::string> found;
  check(file, document(file), value, "", found);
  return found;
}

bool SchemaFolder::holds(const std::string& file, const Json& schema, const Json& value) {
  std::vector<std::string> found;
  check(file, schema, value, "", found);
  return found.empty();
}

void SchemaFolder::check(const std::string& file, const Json& schema, const Json& value,
                         const std::string& at, std::vector<std::string>& found) {
  if (schema.is_boolean()) {
    if (!schema.get<bool>()) found.push_back(at + ": is not allowed");
    return;
  }
  for (const auto& [keyword, argument] : schema.items()) {
    if (known_keywords().count(keyword) == 0)
      found.push_back(at + ": the schema uses the unknown keyword " + keyword);
    if (keyword == "$ref") {
      const std::string reference = argument.get<std::string>();
      const std::size_t hash = reference.find('#');
      const std::string target = hash == 0 ? file : reference.substr(0, hash);
      check(target, document(target).at(Json::json_pointer(reference.substr(hash + 1))), value, at, found);
    } else if (keyword == "type") {
      if (!has_type(value, argument.get<std::string>()))
        found.push_back(at + ": is no " + argument.get<std::string>());
    } else if (keyword == "enum") {
      bool listed = false;
      for (const Json& one : argument) listed = listed || one == value;
      if (!listed) found.push_back(at + ": is not in the list");
    } else if (keyword == "const") {
      if (value != argument) found.push_back(at + ": is not " + argument.dump());
    } else if (keyword == "pattern") {
      if (value.is_string() &&
          !std::regex_search(value.get<std::string>(), compiled(argument.get<std::string>()))) {
        found.push_back(at + ": does not match " + argument.get<std::string>());
      }
    } else if (keyword == "minimum") {
      if (value.is_number() && value.get<double>() < argument.get<double>())
        found.push_back(at + ": is below " + argument.dump());
    } else if (keyword == "maximum") {
      if (value.is_number() && value.get<double>() > argument.get<double>())
        found.push_back(at + ": is above " + argument.dump());
    } else if (keyword == "exclusiveMinimum") {
      if (value.is_number() && value.get<double>() <= argument.get<double>())
        found.push_back(at + ": is not above " + argument.dump());
    } else if (keyword == "minItems") {
      if (value.is_array() && value.size() < argument.get<std::size_t>())
        found.push_back(at + ": has too few items");
    } else if (keyword == "items") {
      if (!value.is_array()) continue;
      for (std::size_t i = 0; i < value.size(); ++i)
        check(file, argument, value[i], at + "/" + std::to_string(i), found);
    } else if (keyword == "allOf") {
      for (const Json& one : argument) check(file, one, value, at, found);
    } else if (keyword == "anyOf") {
      bool any = false;
      for (const Json& one : argument) any = any || holds(file, one, value);
      if (!any) found.push_back(at + ": fits none of the alternatives");
    } else if (keyword == "if") {
      const char* branch = holds(file, argument, value) ? "then" : "else";
      if (schema.contains(branch)) check(file, schema.at(branch), value, at, found);
    }
  }
  if (value.is_object()) check_object(file, schema, value, at, found);
}

void SchemaFolder::check_object(const std::string& file, const Json& schema, const Json& value,
                                const std::string& at, std::vector<std::string>& found) {
  if (schema.contains("required")) {
    for (const Json& key : schema.at("required")) {
      if (!value.contains(key.get<std::string>()))
        found.push_back(at + "/" + key.get<std::string>() + ": is missing");
    }
  }
  const Json properties = schema.value("properties", Json::object());
  for (const auto& [key, inner] : value.items()) {
    const std::string inside = at + "/" + key;
    if (properties.contains(key)) {
      check(file, properties.at(key), inner, inside, found);
    } else if (schema.contains("additionalProperties")) {
      check(file, schema.at("additionalProperties"), inner, inside, found);
    }
  }
}

}  // namespace trainyard::schema_test
