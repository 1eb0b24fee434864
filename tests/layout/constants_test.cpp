// Every constant is listed with its source: the numbers of the profiles, prices and scenarios, and the named
// ones in the sources. None may be fitted to the published training steps that the program is judged by.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "tests/layout/source_tree.h"

namespace trainyard::layout {
namespace {

using Json = nlohmann::ordered_json;

struct Constant {
  std::string place{};  // file and JSON pointer, or file and line
  std::string value{};
  std::string source{};
};

std::vector<std::string> data_files() {
  std::vector<std::string> all;
  for (const char* folder : {"hardware_profiles/", "data/prices/", "data/failures/", "data/scenarios/",
                             "data/offers/", "data/ownership/"}) {
    const auto files = files_below(folder, {".json"});
    EXPECT_FALSE(files.empty()) << folder;
    all.insert(all.end(), files.begin(), files.end());
  }
  return all;
}

/// Calls `see(pointer, key, node)` for a value and everything in it; `key` is the nearest name above.
template <class See>
void walk(const Json& node, const std::string& pointer, const std::string& key, const See& see) {
  see(pointer, key, node);
  if (node.is_object()) {
    for (const auto& [name, inner] : node.items()) walk(inner, pointer + "/" + name, name, see);
  } else if (node.is_array()) {
    for (std::size_t i = 0; i < node.size(); ++i) walk(node[i], pointer + "/" + std::to_string(i), key, see);
  }
}

bool is_sourced_value(const Json& node) {
  return node.is_object() && node.contains("value");
}

/// A source is a sentence or a reference that somebody can follow, not a filler.
bool is_source(const std::string& text) {
  static const std::regex filler("^(todo|tbd|unknown|none|n/?a|own|x+|-+|\\?+)?$", std::regex::icase);
  return text.size() >= 12 && !std::regex_match(text, filler);
}

/// Every sourced value in `node`. `inherited` is the source of the kernel role it stands in, if it stands in
/// one: its numbers need none of their own.
void collect(const Json& node, const std::string& pointer, const std::string& inherited,
             std::vector<Constant>& found) {
  const std::string own = node.is_object() && node.contains("source") && node["source"].is_string()
                              ? node["source"].get<std::string>()
                              : inherited;
  if (is_sourced_value(node)) found.push_back({pointer, node["value"].dump(), own});
  if (!node.is_structured()) return;
  for (const auto& [name, inner] : node.items())
    collect(inner, pointer + "/" + name, pointer.find("/families/") == std::string::npos ? "" : own, found);
}

std::vector<Constant> data_constants() {
  std::vector<Constant> found;
  for (const std::string& file : data_files()) collect(Json::parse(text_of(file)), file + "#", "", found);
  return found;
}

bool is_comment(const std::string& line) {
  const std::size_t start = line.find_first_not_of(" \t");
  return start != std::string::npos && line.compare(start, 2, "//") == 0;
}

/// Named numbers with a fraction or a unit in the sources; the comment on their line or above them is the
/// source. How a report looks is no constant of the model.
std::vector<Constant> code_constants() {
  static const std::regex declaration(
      "constexpr (double|Seconds|Bytes|BytesPerSecond|Flops|FlopsPerSecond|Watts) "
      "([a-z0-9_]+) = ([^;]*[0-9][^;]*);(.*)");
  std::vector<Constant> found;
  for (const char* folder : {"hardware_profiles/", "models/"}) {
    for (const std::string& file : files_below(folder, {".h", ".cpp"})) {
      if (file.starts_with("models/report/")) continue;
      std::string comment;  // that of the lines above
      for (const Line& line : lines_of(file)) {
        std::smatch part;
        if (std::regex_search(line.text, part, declaration)) {
          const std::string behind = part[4];
          found.push_back({file + ":" + std::to_string(line.number) + " " + part[2].str(), part[3],
                           behind.find("//") != std::string::npos ? behind : comment});
        } else {
          comment = is_comment(line.text) ? comment + line.text : "";
        }
      }
    }
  }
  return found;
}

TEST(Constants, EveryOneIsListedWithItsSource) {
  std::vector<Constant> all = data_constants();
  EXPECT_GT(all.size(), 500u) << "the constants of the profiles were not found";
  for (const Constant& one : all)
    EXPECT_TRUE(is_source(one.source))
        << one.place << " = " << one.value << " has the source \"" << one.source << '"';
  const std::vector<Constant> named = code_constants();
  EXPECT_GT(named.size(), 3u) << "the named numbers of the sources were not found";
  for (const Constant& one : named)
    EXPECT_FALSE(one.source.empty()) << one.place << " = " << one.value
                                     << " stands without a comment that says why";
  all.insert(all.end(), named.begin(), named.end());

  const std::string list = testing::TempDir() + "trainyard-constants.txt";
  std::ofstream out(list);
  for (const Constant& one : all) out << one.place << '\t' << one.value << '\t' << one.source << '\n';
  out.close();
  ASSERT_TRUE(out) << list << " could not be written";
  std::cout << all.size() << " constants are listed in " << list << '\n';
}

TEST(Constants, NoneIsFittedToThePublishedSteps) {
  // DeepSeek-V3's measured step and hours, and DeepSeek-V2's hours per trillion: what the program must find.
  static const std::regex published(
      "19[.,]926|172[.,]8 ?K|2[.,]664 ?M|2[,.]?664 ?K|2[.,]788 ?M|180 ?K GPU|272[.,]8 ?B|"
      "13[.,]95 ?s",
      std::regex::icase);
  for (const std::string& file : files_below("hardware_profiles/", {".json", ".cpp", ".h"})) {
    for (const Line& line : lines_of(file)) {
      std::smatch found;
      EXPECT_FALSE(std::regex_search(line.text, found, published))
          << file << ":" << line.number << " mentions " << found.str();
    }
  }
  EXPECT_TRUE(std::regex_search(std::string("scaled so that the step takes 19.926 s"), published));
}

TEST(Constants, BareNumbersInProfilesAreCounts) {
  // What is counted or chosen, not measured; every other number carries its source.
  static const std::map<std::string, std::string> counts{
      {"nodes", "of a cluster"},
      {"gpus", "of a node"},
      {"nics", "of a node"},
      {"max_gpus", "that a fabric can connect"},
      {"planes", "of a fabric"},
      {"switch_ports", "of a fabric"},
      {"members", "of a group reduced in the switch"},
      {"sms", "that a transport is given"},
      {"handling_sms", "that a transport's handling rates were measured with"},
      {"splits", "of k a library offers"},
      {"gradient_bytes", "format of the accumulated gradients"},
      {"moment_bytes", "format of the optimizer's moments"},
      {"dispatch_scale_bytes", "format of the scales beside an fp8 row"},
  };
  std::set<std::string> seen;
  for (const std::string& file : files_below("hardware_profiles/", {".json"})) {
    std::set<std::string> sourced;  // pointers of sourced values: what is in them has a source
    walk(Json::parse(text_of(file)), "", "",
         [&](const std::string& pointer, const std::string& key, const Json& node) {
           if (is_sourced_value(node) || (node.is_object() && node.contains("source")))
             sourced.insert(pointer + "/");
           if (!node.is_number()) return;
           const auto covers = [&](const std::string& above) { return pointer.starts_with(above); };
           if (std::any_of(sourced.begin(), sourced.end(), covers)) return;
           seen.insert(key);
           EXPECT_EQ(counts.count(key), 1u) << file << "#" << pointer << " = " << node << " has no source";
         });
  }
  for (const auto& [key, meaning] : counts)
    EXPECT_EQ(seen.count(key), 1u) << "no profile has " << key << " (" << meaning << ") any more";
}

TEST(Constants, NoneBelongsToOneScenario) {
  // Code may not ask which run or which model it looks at: neither names a branch could test for.
  std::vector<std::string> names;
  for (const std::string& file : files_below("data/scenarios/", {".json"}))
    names.push_back(std::filesystem::path(file).stem().string());
  for (const std::string& file : files_below("models/configs/", {".json"}))
    names.push_back(std::filesystem::path(file).stem().string());
  ASSERT_GT(names.size(), 15u);
  for (const char* folder : {"sim/", "hardware_profiles/", "models/"}) {
    for (const std::string& file : files_below(folder, {".h", ".cpp"})) {
      if (file.find("claims") != std::string::npos) continue;  // tells of published runs by name
      for (const Line& line : lines_of(file)) {
        const std::string code = line.text.substr(0, line.text.find("//"));
        for (const std::string& name : names)
          EXPECT_EQ(code.find('"' + name + '"'), std::string::npos)
              << file << ":" << line.number << ": " << code;
      }
    }
  }
  for (const std::string& file : files_below("hardware_profiles/", {".json"})) {
    walk(Json::parse(text_of(file)), "", "",
         [&](const std::string& pointer, const std::string& key, const Json&) {
           EXPECT_NE(key, "scenario") << file << "#" << pointer;
           EXPECT_NE(key, "model") << file << "#" << pointer;
         });
  }
}

}  // namespace
}  // namespace trainyard::layout
