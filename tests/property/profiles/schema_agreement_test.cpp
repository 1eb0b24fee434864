// The JSON Schemas and the readers say the same: every shipped file passes both, and every small damage done
// to it fails both.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "hardware_profiles/document_kinds.h"
#include "hardware_profiles/profile_library.h"
#include "sim/base/json_reader.h"
#include "tests/support/json_schema.h"

namespace trainyard {
namespace {

using schema_test::Json;
using schema_test::SchemaFolder;

struct ShippedFile {
  DocumentKind kind;
  std::string name;
  Json content;
};

/// A kernel document holds hundreds of parameters of one shape; one role with three of them, a list and a
/// grid tells as much.
Json shortened_kernels(const Json& whole) {
  Json part = whole;
  for (const auto& [family, roles] : whole["families"].items()) {
    for (const auto& [role, constants] : roles.items()) {
      if (!constants.contains("law")) continue;
      Json kept = constants;
      while (kept["parameters"].size() > 3) kept["parameters"].erase(kept["parameters"].begin());
      for (auto& [name, parameter] : kept["parameters"].items()) {
        // Source and evidence may be left to the role; written out, their damage can be told.
        if (!parameter.contains("source")) parameter["source"] = "as the role";
      }
      part["families"] = {{family, {{role, kept}}}};
      return part;
    }
  }
  return part;
}

std::vector<ShippedFile> shipped_files() {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  std::vector<ShippedFile> files;
  for (const DocumentKind& kind : document_kinds()) {
    const auto names = library.names(kind.kind);
    for (const std::string& name : names.value()) {
      std::ifstream stream(library.find(kind.kind, name).value());
      files.push_back({kind, name, Json::parse(stream)});
    }
  }
  return files;
}

bool reader_accepts(const DocumentKind& kind, const Json& content) {
  const auto document = JsonDocument::parse(content.dump(), "mutated.json");
  return document && kind.parse(document.value());
}

std::string schema_of(const DocumentKind& kind) {
  return std::string(kind.kind);
}

using Pointer = Json::json_pointer;

/// Every object inside `value`, itself first; of an array only the first item, as all of them have one shape.
void collect_objects(const Json& value, const Pointer& at, std::vector<Pointer>& found) {
  if (value.is_object()) {
    found.push_back(at);
    for (const auto& [key, inner] : value.items()) collect_objects(inner, at / key, found);
  } else if (value.is_array() && !value.empty()) {
    collect_objects(value.front(), at / std::size_t{0}, found);
  }
}

std::vector<Pointer> objects_of(const Json& value) {
  std::vector<Pointer> found;
  collect_objects(value, Pointer(), found);
  return found;
}

struct Damage {
  std::string words;
  Json content;
};

/// Objects whose keys are names chosen by the author: nothing in them is required or unknown.
bool has_free_keys(const Pointer& at) {
  const std::string text = at.to_string();
  return text == "/families" ||
         (text.rfind("/families/", 0) == 0 && std::count(text.begin(), text.end(), '/') == 2) ||
         (text.size() >= 11 && text.substr(text.size() - 11) == "/parameters") || text.ends_with("/lists") ||
         text.ends_with("/domain") || text.ends_with("/measured_with");
}

const std::set<std::string>& optional_keys() {
  static const std::set<std::string> keys{
      "$schema",      "evidence",  "sigma",        "lists",         "in_switch",     "small_group_loss",
      "fill",         "bulk_from", "handling_sms", "fp32",          "tf32",          "fp16",
      "fp8",          "nvfp4",     "alone",        "barrier_alone", "measured_with", "kernels",
      "device_names", "host",      "host_time"};
  return keys;
}

/// What a kernel document gives depends on what it stands on, so most of it may be left out.
bool is_optional_of_kernels(const Pointer& at, const std::string& key) {
  static const std::set<std::string> keys{"description", "transferred_from", "corrections",  "like",
                                          "fit",         "domain",           "source",       "law",
                                          "parameters",  "held_out_median",  "held_out_p90", "beyond_median",
                                          "beyond_p90"};
  const std::string text = at.to_string();
  return keys.count(key) != 0 && (text.find("/fit") == std::string::npos || key != "parameters") &&
         (text != "/transferred_from" || key != "source");
}

/// What a stack gives that is like another one may be left out, but for what tells it from that.
bool is_optional_of_software(const ShippedFile& file, const Pointer& at, const std::string& key) {
  static const std::set<std::string> own{"name", "description", "released", "like"};
  const std::string text = at.to_string();
  return file.content.contains("like") && (text.empty() || text == "/transport") && own.count(key) == 0;
}

/// Failures count per GPU unless they say otherwise, and a domain has its usual number of nodes.
bool is_optional_of_failures(const Pointer& at, const std::string& key) {
  if (at.to_string() != "/observed") return key == "nodes";
  return key == "nodes" || key == "nics" || key == "switches";
}

bool is_optional(const ShippedFile& file, const Pointer& at, const std::string& key) {
  if (file.kind.kind == "failures" && is_optional_of_failures(at, key)) return true;
  if (file.kind.kind == "software" && is_optional_of_software(file, at, key)) return true;
  return optional_keys().count(key) != 0 || (file.kind.kind == "kernels" && is_optional_of_kernels(at, key));
}

/// Every damage of the kinds below that one edit can do to `file`.
std::vector<Damage> damages_of(ShippedFile file) {
  if (file.kind.kind == "kernels") file.content = shortened_kernels(file.content);
  std::vector<Damage> damages;
  for (const Pointer& at : objects_of(file.content)) {
    if (has_free_keys(at)) continue;
    Json extra = file.content;
    extra[at]["colour"] = "blue";
    damages.push_back({"unknown key in " + at.to_string(), extra});
    for (const auto& [key, inner] : file.content[at].items()) {
      const std::string place = (at / key).to_string();
      if (!is_optional(file, at, key)) {
        Json dropped = file.content;
        dropped[at].erase(key);
        damages.push_back({"dropped " + place, dropped});
      }
      Json other = file.content;
      other[at][key] = inner.is_array() ? Json(true) : Json::array();
      if (key != "$schema") damages.push_back({"an array or boolean at " + place, other});
      if (inner.is_string() && key == "value") {
        for (const std::string& unit :
             {std::string("3 apples"), std::string("3"), std::string("-3 us"), std::string("3 FLOP/B")}) {
          if (unit == "3" && file.kind.kind == "kernels") continue;  // a parameter may be a plain count
          Json wrong = file.content;
          wrong[at][key] = unit;
          damages.push_back({"unit " + unit + " at " + place, wrong});
        }
      }
      if (inner.is_number() && key == "value" && file.kind.kind != "kernels") {
        Json wrong = file.content;
        wrong[at][key] = "3 GB/s";
        damages.push_back({"a unit at the number " + place, wrong});
        wrong[at][key] = -1;
        damages.push_back({"a negative number at " + place, wrong});
      }
      if (inner.is_number() && key != "value" && key != "sigma") {
        for (const double outside : {-1.0, 1e9}) {
          Json wrong = file.content;
          wrong[at][key] = outside;
          damages.push_back({"out of range " + place, wrong});
        }
      }
      if (key == "source") {
        Json wrong = file.content;
        wrong[at][key] = "  ";
        damages.push_back({"blank " + place, wrong});
      }
      if (key == "evidence" || key == "kind" || key == "level" || key == "interconnect" ||
          key == "activation_cache") {
        Json wrong = file.content;
        wrong[at][key] = "guess";
        damages.push_back({"no such choice at " + place, wrong});
      }
    }
  }
  return damages;
}

TEST(SchemaAgreement, EveryShippedFileFitsItsSchema) {
  SchemaFolder schemas(std::filesystem::path(TRAINYARD_SOURCE_DIR) / "data" / "schema");
  for (const ShippedFile& file : shipped_files()) {
    for (const std::string& finding : schemas.findings(schema_of(file.kind), file.content)) {
      ADD_FAILURE() << file.kind.kind << " " << file.name << ": " << finding;
    }
  }
}

TEST(SchemaAgreement, ThereIsEnoughDamageToTellBothApart) {
  for (const ShippedFile& file : shipped_files()) {
    // A stack that is like another one may say no more than its name.
    const std::size_t enough = file.content.contains("like") ? 4 : 12;
    EXPECT_GT(damages_of(file).size(), enough) << file.kind.kind << " " << file.name;
  }
}

TEST(SchemaAgreement, EveryDamageIsRefusedByTheReader) {
  for (const ShippedFile& file : shipped_files()) {
    ASSERT_TRUE(reader_accepts(file.kind, file.content)) << file.kind.kind << " " << file.name;
    for (const Damage& damage : damages_of(file)) {
      EXPECT_FALSE(reader_accepts(file.kind, damage.content))
          << file.kind.kind << " " << file.name << ": " << damage.words;
    }
  }
}

TEST(SchemaAgreement, EveryDamageIsRefusedByTheSchema) {
  SchemaFolder schemas(std::filesystem::path(TRAINYARD_SOURCE_DIR) / "data" / "schema");
  for (const ShippedFile& file : shipped_files()) {
    for (const Damage& damage : damages_of(file)) {
      EXPECT_FALSE(schemas.findings(schema_of(file.kind), damage.content).empty())
          << file.kind.kind << " " << file.name << ": " << damage.words;
    }
  }
}

TEST(SchemaAgreement, EveryNumberHasASource) {
  for (const ShippedFile& file : shipped_files()) {
    for (const Pointer& at : objects_of(file.content)) {
      if (!file.content[at].contains("value")) continue;
      std::string source = file.content[at].value("source", "");
      // The numbers of a kernel role share its source where they have none of their own.
      if (source.empty() && file.kind.kind == "kernels")
        source = file.content[at.parent_pointer().parent_pointer()].value("source", "");
      EXPECT_GE(source.size(), 10u) << file.name << at.to_string();
    }
  }
}

TEST(SchemaAgreement, SchemasNamedByFilesExistAndAreTheirs) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  for (const ShippedFile& file : shipped_files()) {
    const std::filesystem::path path = library.find(file.kind.kind, file.name).value();
    if (!file.content.contains("$schema")) continue;
    const std::filesystem::path schema = path.parent_path() / file.content["$schema"].get<std::string>();
    EXPECT_TRUE(std::filesystem::exists(schema)) << path << " names " << schema;
    EXPECT_EQ(schema.filename().string(), schema_of(file.kind) + ".schema.json") << path;
  }
}

}  // namespace
}  // namespace trainyard
