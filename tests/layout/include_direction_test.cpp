// Libraries point down only: cli -> models -> hardware_profiles -> sim, and inside each as tabled here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "tests/layout/source_tree.h"

namespace trainyard::layout {
namespace {

using Names = std::vector<std::string>;

/// Every folder with sources, and the folders it stands on directly. What those stand on it may include too.
/// A folder stands only on folders listed before it, so nothing can go round in a circle.
const std::vector<std::pair<std::string, Names>>& table() {
  static const std::vector<std::pair<std::string, Names>> rows{
      {"sim/base", {}},
      {"sim/engine", {"sim/base"}},
      {"sim/network/collectives", {"sim/base"}},
      {"sim/network", {"sim/network/collectives"}},
      {"sim/trace", {"sim/engine"}},
      {"hardware_profiles", {"sim/engine", "sim/network", "sim/trace"}},
      {"models/architecture", {"hardware_profiles"}},
      {"models/parallel", {"models/architecture"}},
      {"models/compute/laws", {"hardware_profiles"}},
      {"models/compute", {"models/compute/laws", "models/parallel"}},
      {"models/pipeline/schedules", {"sim/base"}},
      {"models/pipeline", {"models/pipeline/schedules", "sim/engine", "sim/network", "sim/trace"}},
      {"models/workload", {"models/compute", "models/pipeline"}},
      {"models/memory", {"models/workload"}},
      {"models/run", {"models/parallel"}},
      {"models/cost", {"models/run"}},
      {"models/estimate", {"models/workload", "models/memory", "models/cost"}},
      {"models/report", {"models/estimate"}},
      {"models/calibration/tables", {"models/workload"}},
      {"models/calibration", {"models/calibration/tables"}},
      {"models/validation", {"models/report", "models/calibration"}},
      {"models/chart", {"sim/base"}},
      {"models/search", {"models/report"}},
      {"models/compare", {"models/report", "models/chart"}},
      {"models/store", {"sim/base"}},
      {"models/sweep", {"models/search", "models/chart"}},
      {"models/purchase", {"models/search", "models/chart"}},
      {"cli/commands",
       {"models/compare", "models/validation", "models/sweep", "models/purchase", "models/store"}},
      {"cli", {"cli/commands"}},
      {"gui/view_models",
       {"models/compare", "models/sweep", "models/validation", "models/search", "models/store",
        "models/chart", "models/purchase"}},
      {"gui/charts", {"gui/view_models"}},
      {"gui/pages", {"gui/charts"}},
      {"gui/window", {"gui/pages"}},
      {"gui", {"gui/window"}},
  };
  return rows;
}

/// What every folder may include: itself and all that it stands on.
std::map<std::string, std::set<std::string>> reachable() {
  std::map<std::string, std::set<std::string>> all;
  for (const auto& [folder, below] : table()) {
    std::set<std::string> mine{folder};
    for (const std::string& one : below) {
      const auto found = all.find(one);
      EXPECT_NE(found, all.end()) << folder << " stands on " << one << ", which is not listed before it";
      if (found != all.end()) mine.insert(found->second.begin(), found->second.end());
    }
    all[folder] = mine;
  }
  all["models/compute/laws"].insert("models/compute");            // one library: the laws share its structs
  all["models/calibration/tables"].insert("models/calibration");  // the same for tables
  return all;
}

std::string folder_of(const std::string& file) {
  const std::size_t slash = file.rfind('/');
  return slash == std::string::npos ? "" : file.substr(0, slash);
}

/// The name an #include line names, with what surrounds it: '"' or '<'.
std::optional<std::pair<char, std::string>> included(const std::string& line) {
  const std::size_t hash = line.find_first_not_of(" \t");
  if (hash == std::string::npos || line[hash] != '#') return std::nullopt;
  const std::size_t word = line.find_first_not_of(" \t", hash + 1);
  if (word == std::string::npos || line.compare(word, 7, "include") != 0) return std::nullopt;
  const std::size_t open = line.find_first_of("\"<", word);
  if (open == std::string::npos) return std::nullopt;
  const std::size_t close = line.find_first_of("\">", open + 1);
  if (close == std::string::npos) return std::nullopt;
  return std::pair{line[open], line.substr(open + 1, close - open - 1)};
}

std::vector<std::string> program_sources() {
  std::vector<std::string> all;
  for (const char* folder : {"sim/", "hardware_profiles/", "models/", "cli/"}) {
    const auto files = files_below(folder, {".h", ".cpp"});
    all.insert(all.end(), files.begin(), files.end());
  }
  return all;
}

TEST(IncludeDirection, EveryFolderWithSourcesHasItsPlace) {
  const auto places = reachable();
  for (const std::string& file : program_sources())
    EXPECT_EQ(places.count(folder_of(file)), 1u) << file << ": its folder is not in the table of this test";
}

TEST(IncludeDirection, PointsDownOnly) {
  const auto places = reachable();
  int includes = 0;
  for (const std::string& file : program_sources()) {
    const auto mine = places.find(folder_of(file));
    if (mine == places.end()) continue;
    for (const Line& line : lines_of(file)) {
      const auto name = included(line.text);
      if (!name || name->first != '"') continue;
      ++includes;
      EXPECT_TRUE(std::filesystem::is_regular_file(source_root() / name->second))
          << file << ":" << line.number << ": " << name->second << " is no path from the root";
      EXPECT_EQ(mine->second.count(folder_of(name->second)), 1u)
          << file << ":" << line.number << ": " << mine->first << " may not include " << name->second;
    }
  }
  EXPECT_GT(includes, 200) << "the #include lines were not found";
}

TEST(IncludeDirection, TheEngineKnowsNothingAbove) {
  for (const std::string& file : files_below("sim/", {".h", ".cpp"})) {
    for (const Line& line : lines_of(file)) {
      const auto name = included(line.text);
      if (!name || name->first != '"') continue;
      EXPECT_TRUE(name->second.starts_with("sim/")) << file << ":" << line.number << ": " << name->second;
    }
  }
}

TEST(IncludeDirection, HeavyLibrariesStayInSources) {
  const std::vector<std::string> heavy{"nlohmann/json.hpp", "boost/graph/", "boost/program_options", "Eigen/",
                                       "regex"};
  for (const std::string& file : program_sources()) {
    if (!file.ends_with(".h")) continue;
    for (const Line& line : lines_of(file)) {
      const auto name = included(line.text);
      if (!name) continue;
      for (const std::string& one : heavy)
        EXPECT_FALSE(name->second.starts_with(one)) << file << ":" << line.number << ": in a .cpp only";
    }
  }
}

TEST(IncludeDirection, HeadersAreGuardedAndOpenNoNamespace) {
  for (const std::string& file : program_sources()) {
    if (!file.ends_with(".h")) continue;
    const std::string text = text_of(file);
    EXPECT_TRUE(text.starts_with("#pragma once")) << file;
    EXPECT_EQ(text.find("using namespace"), std::string::npos) << file;
  }
}

TEST(IncludeDirection, QtStaysInTheGui) {
  for (const std::string& file : program_sources()) {
    for (const Line& line : lines_of(file)) {
      const auto name = included(line.text);
      if (!name || name->first != '<') continue;
      EXPECT_FALSE(name->second.starts_with("Q")) << file << ":" << line.number << ": Qt belongs to gui/";
    }
  }
}

}  // namespace
}  // namespace trainyard::layout
