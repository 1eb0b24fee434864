// Every rule of data/published/run_rules.json, and every row of the shipped collections under them.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/support/published_rows.h"

namespace trainyard {
namespace {

using made_up::shipped_library;
using made_up::shipped_rules;
using made_up::shipped_runs;

/// Rules that no shipped row meets, and why they are kept.
const std::map<std::string, std::string>& meets_no_row() {
  static const std::map<std::string, std::string> reasons = {
      {"cluster of H20-|H20", "for rows of one's own: every shipped GPU has a cluster"},
      {"BLOOM heads at width 12288", "the tables of this width print their heads; the other widths' do not"},
      {"Nemotron-4 340B recompute", "for rows of DGX Cloud releases that are not in the collection"},
      {"Megatron-Bridge 26.06 Qwen3 on H100", "its table of 26.06 has no such row, those before it have"},
  };
  return reasons;
}

/// Rules that every row that meets them gets from a later rule too, and why they are kept.
const std::map<std::string, std::string>& decides_no_row() {
  static const std::map<std::string, std::string> reasons = {};
  return reasons;
}

bool is_fallback(const RunRule& rule) {
  return rule.name.rfind("fallback", 0) == 0;
}

TEST(ShippedRunRules, EachMeetsARow) {
  for (const RunRule& rule : shipped_rules().rules) {
    RunRules alone;
    alone.rules = {rule};
    const bool met = std::any_of(shipped_runs().begin(), shipped_runs().end(), [&](const PublishedRun& run) {
      return !settings_of(run, alone).values.empty();
    });
    const bool excused = meets_no_row().contains(rule.name);
    EXPECT_TRUE(met || excused || is_fallback(rule)) << rule.name << " meets no row";
    EXPECT_FALSE(met && excused) << rule.name << " meets a row after all";
  }
}

TEST(ShippedRunRules, EachDecidesSomethingOfARow) {
  std::set<const RunRule*> deciding;
  for (const PublishedRun& run : shipped_runs()) {
    for (const auto& [knob, value] : settings_of(run, shipped_rules()).values) deciding.insert(value.rule);
  }
  for (const RunRule& rule : shipped_rules().rules) {
    const bool decides = deciding.contains(&rule);
    const bool excused = decides_no_row().contains(rule.name) || meets_no_row().contains(rule.name);
    EXPECT_TRUE(decides || excused || is_fallback(rule)) << rule.name << ": later rules say it all again";
    EXPECT_FALSE(decides && excused) << rule.name << " decides something after all";
  }
}

TEST(ShippedRunRules, ReasonsNameRulesThatExist) {
  std::set<std::string> names;
  for (const RunRule& rule : shipped_rules().rules) names.insert(rule.name);
  for (const auto* list : {&meets_no_row(), &decides_no_row()}) {
    for (const auto& [name, reason] : *list) {
      EXPECT_TRUE(names.contains(name)) << name;
      EXPECT_FALSE(reason.empty()) << name;
    }
  }
}

TEST(ShippedRunRules, NameStacksAndClustersThatLoad) {
  std::set<std::string> stacks, clusters;
  for (const RunRule& rule : shipped_rules().rules) {
    for (const auto& [knob, value] : rule.set) {
      if (knob.rfind("stack", 0) == 0) stacks.insert(value);
      if (knob == "cluster") clusters.insert(value);
    }
  }
  // "stack", "stack_fp8", "stack_nvfp4"; but "stages" is none of them.
  EXPECT_GT(stacks.size(), 50u);
  for (const std::string& name : stacks) {
    const auto stack = shipped_library().load_software(name);
    EXPECT_TRUE(stack) << to_text(stack.error());
  }
  EXPECT_GT(clusters.size(), 10u);
  for (const std::string& name : clusters) {
    const auto cluster = shipped_library().load_cluster(name);
    ASSERT_TRUE(cluster) << to_text(cluster.error());
    EXPECT_TRUE(shipped_library().load_fabric(cluster.value().fabric)) << name;
    const auto node = shipped_library().load_node(cluster.value().node);
    ASSERT_TRUE(node) << to_text(node.error());
    EXPECT_TRUE(shipped_library().load_gpu(node.value().gpu)) << name;
  }
}

TEST(ShippedRunRules, SetWholeNumbersWhereTheyAreMeant) {
  const std::set<std::string> whole{
      "micro_batch", "global_batch", "vp",     "vp_layers", "tp",       "pp",       "cp",  "ep",   "etp",
      "zero",        "shard_group",  "layers", "heads",     "kv_heads", "head_dim", "ffn", "vocab"};
  const std::set<std::string> truths{"reshard", "sequence_parallel", "cp_balanced", "production"};
  for (const RunRule& rule : shipped_rules().rules) {
    for (const auto& [knob, value] : rule.set) {
      if (whole.contains(knob)) {
        EXPECT_EQ(value.find_first_not_of("0123456789"), std::string::npos) << rule.name << ": " << knob;
      }
      if (truths.contains(knob)) {
        EXPECT_TRUE(value == "yes" || value == "no") << rule.name << ": " << knob;
      }
    }
  }
}

TEST(ShippedRunRules, EveryRowIsPreparedOrTellsWhyNot) {
  for (const PreparedRun& run : made_up::prepared(shipped_runs())) {
    SCOPED_TRACE(run.run->id);
    if (!run.reason.empty()) continue;
    EXPECT_GT(run.measured->in(picoseconds), 0);
    EXPECT_FALSE(run.measured_from.empty());
    EXPECT_FALSE(run.stack.empty());
    EXPECT_FALSE(run.cluster.empty());
    const Plan& plan = run.input.plan;
    EXPECT_EQ(plan.gpus(), *run.run->hardware.gpus);
    EXPECT_EQ(static_cast<int>(plan.stages.size()), plan.pp * plan.vp);
    EXPECT_GT(plan.global_batch, 0);
    EXPECT_GT(plan.micro_batch, 0);
  }
}

}  // namespace
}  // namespace trainyard
