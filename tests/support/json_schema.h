#pragma once
// The part of JSON Schema (draft 2020-12) that data/schema/ uses: $ref, type, enum, const, pattern, minimum,
// maximum, exclusiveMinimum, required, properties, additionalProperties, minItems, items, allOf, anyOf,
// if/then/else, and true or false as a schema. A keyword outside this list is a finding, so that no
// constraint is skipped in silence.
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace trainyard::schema_test {

using Json = nlohmann::json;

class SchemaFolder {
 public:
  explicit SchemaFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// What is wrong with `value` under `kind`.schema.json, each as "pointer: words"; empty when it is valid.
  std::vector<std::string> findings(const std::string& kind, const Json& value);

 private:
  const Json& document(const std::string& file);
  void check(const std::string& file, const Json& schema, const Json& value, const std::string& at,
             std::vector<std::string>& found);
  void check_object(const std::string& file, const Json& schema, const Json& value, const std::string& at,
                    std::vector<std::string>& found);
  bool holds(const std::string& file, const Json& schema, const Json& value);

  std::filesystem::path folder_;
  std::map<std::string, Json> documents_{};
};

}  // namespace trainyard::schema_test
