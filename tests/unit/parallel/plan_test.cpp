// Every rule of a plan, each with the sentence a user sees.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/parallel/layout.h"
#include "models/parallel/plan.h"
#include "tests/unit/parallel/models_for_tests.h"

namespace trainyard {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// 64 GPUs in nodes of 8: tp 2 x pp 4 x dp 8, experts over 4.
Plan legal_plan() {
  Plan plan;
  plan.tp = 2;
  plan.sequence_parallel = true;
  plan.pp = 4;
  plan.ep = 4;
  plan.dp = 8;
  plan.micro_batch = 2;
  plan.global_batch = 160;
  return plan;
}

constexpr int gpus = 64, per_node = 8;

Diagnostics check(const Plan& plan) {
  return check_plan(plan, plain_moe(12, 2), gpus, per_node);
}

struct Illegal {
  const char* name;
  void (*change)(Plan&);
  const char* pointer;
  const char* message;
  const char* hint;
};

class IllegalPlan : public testing::TestWithParam<Illegal> {};

TEST_P(IllegalPlan, names_the_rule_the_numbers_and_what_would_do) {
  Plan plan = legal_plan();
  GetParam().change(plan);
  const Diagnostics found = check(plan);
  ASSERT_FALSE(found.empty());
  const auto fits = [&](const Diagnostic& one) {
    return one.pointer == GetParam().pointer && one.message.find(GetParam().message) != std::string::npos &&
           one.hint.find(GetParam().hint) != std::string::npos;
  };
  EXPECT_TRUE(std::any_of(found.begin(), found.end(), fits)) << to_text(found);
}

INSTANTIATE_TEST_SUITE_P(
    Plan, IllegalPlan,
    testing::Values(
        Illegal{"zero_tp", [](Plan& p) { p.tp = 0; }, "/plan/tp", "is 0, expected at least 1", ""},
        Illegal{"no_batch", [](Plan& p) { p.global_batch = 0; }, "/plan/global_batch", "is 0", ""},
        Illegal{"zero_four", [](Plan& p) { p.zero = 4; }, "/plan/zero", "ZeRO stage 4", "0: all replicated"},
        Illegal{"heads", [](Plan& p) { p.tp = 3; }, "/plan/tp", "tp 3 does not divide the 16 attention heads",
                "nearest legal tp: 4, 2"},
        Illegal{"kv_heads",
                [](Plan& p) {
                  p.tp = 8;
                  p.dp = 2;
                },
                "/plan/tp", "tp 8 does not divide the 4 key and value heads", "nearest legal tp: 4"},
        Illegal{"node", [](Plan& p) { p.tp = 3; }, "/plan/tp",
                "groups of 3 GPUs do not fill nodes of 8 evenly", "nearest legal tp"},
        Illegal{"sequence_parallel", [](Plan& p) { p.sequence_parallel = false; }, "/plan/sequence_parallel",
                "needs sequence parallelism", "sequence_parallel to true"},
        Illegal{"turns",
                [](Plan& p) {
                  p.pp = 1;
                  p.dp = 32;
                  p.vp = 2;
                },
                "/plan/vp", "pp is 1", "vp: 1"},
        Illegal{"stages",
                [](Plan& p) {
                  p.pp = 16;
                  p.dp = 2;
                },
                "/plan/pp", "pp 16 = 16 stages, but the 12 layers of plain-moe and its head fill at most 13",
                "nearest legal pp: 8"},
        Illegal{"virtual_stages", [](Plan& p) { p.vp = 4; }, "/plan/vp", "pp 4 x vp 4 = 16 stages",
                "nearest legal pp: 2"},
        Illegal{"world",
                [](Plan& p) {
                  p.pp = 5;
                  p.dp = 6;
                },
                "/plan/pp", "tp 2 x cp 1 x pp 5 = 10 GPUs, which does not divide the 64",
                "nearest legal pp: 4, 8"},
        Illegal{"context", [](Plan& p) { p.cp = 3; }, "/plan/pp", "tp 2 x cp 3", "does not divide 64 either"},
        Illegal{"dp", [](Plan& p) { p.dp = 7; }, "/plan/dp", "does not make 64 GPUs", "legal dp: 8"},
        Illegal{"ep_outside_dp", [](Plan& p) { p.ep = 3; }, "/plan/ep", "ep 3 lives inside dp 8 x cp 1 = 8",
                "nearest legal ep: 4, 2"},
        Illegal{"experts", [](Plan& p) { p.ep = 8; }, "/plan/ep",
                "ep 8 does not divide the 12 routed experts", "nearest legal ep: 4"},
        Illegal{"batch", [](Plan& p) { p.global_batch = 161; }, "/plan/global_batch",
                "161 sequences does not divide into dp 8 x micro_batch 2 = 16",
                "nearest legal global_batch: 160, 176"},
        Illegal{"small_batch", [](Plan& p) { p.global_batch = 8; }, "/plan/global_batch", "8 sequences",
                "nearest legal global_batch: 16"},
        Illegal{"stage_count",
                [](Plan& p) {
                  p.stages = stages_of_counts(plain_moe(12, 2), {4, 4, 4});
                },
                "/plan/stages", "3 stages, expected pp 4 x vp 1 = 4", "leave the layout out"}),
    [](const testing::TestParamInfo<Illegal>& one) { return std::string(one.param.name); });

TEST(Plan, a_sound_plan_has_no_problems) {
  EXPECT_TRUE(check(legal_plan()).empty());
  Plan laid_out = legal_plan();
  laid_out.stages = stages_of_counts(plain_moe(12, 2), {4, 4, 4, 0});
  EXPECT_TRUE(check(laid_out).empty());
}

TEST(Plan, experts_need_a_model_that_has_them) {
  Plan plan = legal_plan();
  const Diagnostics found = check_plan(plan, plain_model(12), gpus, per_node);
  ASSERT_EQ(found.size(), 1u) << to_text(found);
  EXPECT_THAT(to_text(found[0]), AllOf(HasSubstr("plain has no experts"), HasSubstr("ep: 1")));
}

TEST(Plan, gpus_come_in_whole_nodes) {
  Plan plan;
  plan.global_batch = plan.dp = 12;
  EXPECT_THAT(to_text(check_plan(plan, plain_model(4), 12, 8)), HasSubstr("nearest: 8 or 16 GPUs"));
  plan.global_batch = plan.dp = 6;
  EXPECT_TRUE(check_plan(plan, plain_model(4), 6, 8).empty()) << "part of one node is fine";
}

TEST(Plan, all_problems_are_told_at_once) {
  Plan plan = legal_plan();
  plan.ep = 5;
  plan.global_batch = 7;
  plan.stages = stages_of_counts(plain_moe(12, 2), {12});
  EXPECT_GE(check(plan).size(), 4u);  // ep twice, batch, stages
}

TEST(Plan, the_published_v3_plan_is_legal) {
  Plan plan;
  plan.pp = 16;
  plan.ep = 64;
  plan.dp = 128;
  plan.global_batch = 15360;
  EXPECT_TRUE(check_plan(plan, shipped_model("deepseek-v3"), 2048, 8).empty());
  EXPECT_EQ(plan.micro_batches(), 120);
  EXPECT_EQ(plan.expert_replicas(), 2);
}

TEST(Stages, embedding_head_and_mtp_have_their_places) {
  const ModelSpec model = plain_moe(4, 1, 1);
  const std::vector<StageSpec> sound = stages_of_counts(model, {2, 2});
  EXPECT_TRUE(check_stages(sound, model).empty());
  const auto message = [&](auto change) {
    std::vector<StageSpec> stages = sound;
    change(stages);
    return to_text(check_stages(stages, model));
  };
  EXPECT_THAT(message([](auto& s) { s[0].embedding = false; }), HasSubstr("first stage lacks the embedding"));
  EXPECT_THAT(message([](auto& s) { s[1].embedding = true; }), HasSubstr("stage 1 holds an embedding"));
  EXPECT_THAT(message([](auto& s) { s[0].head = true; }), HasSubstr("stage 0 holds a head"));
  EXPECT_THAT(message([](auto& s) { s[1].head = false; }), HasSubstr("last stage lacks the head"));
  EXPECT_THAT(message([](auto& s) { std::swap(s[0].mtp_modules, s[1].mtp_modules); }),
              HasSubstr("stage 0 holds an MTP module"));
  EXPECT_THAT(message([](auto& s) { s[1].mtp_modules = 0; }), HasSubstr("0 MTP modules, expected the 1"));
  EXPECT_THAT(message([](auto& s) { s[1].layers.pop_back(); }), HasSubstr("3 layers, expected the 4"));
  EXPECT_THAT(message([](auto& s) { std::swap(s[0].layers, s[1].layers); }), HasSubstr("out of order"));
  // The embedding may stand alone on the first stage, the head on the last; nothing else may.
  EXPECT_EQ(message([](auto& s) {
              s[1].layers.insert(s[1].layers.begin(), s[0].layers.begin(), s[0].layers.end());
              s[0].layers.clear();
            }),
            "");
  EXPECT_THAT(message([](auto& s) { s.insert(s.begin() + 1, StageSpec{}); }),
              HasSubstr("stage 1 holds no layer"));
}

TEST(NearestPlans, a_legal_plan_is_its_own_nearest) {
  const Plan plan = legal_plan();
  const std::vector<Plan> nearest = nearest_legal_plans(plan, plain_moe(12, 2), gpus, per_node);
  ASSERT_FALSE(nearest.empty());
  EXPECT_EQ(changes_text(plan, nearest[0]), "");
}

TEST(NearestPlans, change_only_what_must_change) {
  Plan plan = legal_plan();
  plan.ep = 5;
  const std::vector<Plan> nearest = nearest_legal_plans(plan, plain_moe(12, 2), gpus, per_node);
  ASSERT_EQ(nearest.size(), 3u);
  EXPECT_EQ(changes_text(plan, nearest[0]), "ep 5 -> 4");
  EXPECT_EQ(changes_text(plan, nearest[1]), "ep 5 -> 2");
}

TEST(NearestPlans, offer_both_batches_when_only_the_batch_is_wrong) {
  Plan plan = legal_plan();
  plan.global_batch = 168;
  const std::vector<Plan> nearest = nearest_legal_plans(plan, plain_moe(12, 2), gpus, per_node, 4);
  std::vector<std::string> changes;
  for (const Plan& one : nearest) changes.push_back(changes_text(plan, one));
  EXPECT_THAT(changes, testing::IsSupersetOf({"global batch 168 -> 160", "global batch 168 -> 176"}));
}

TEST(NearestPlans, keep_a_layout_that_still_fits_and_drop_one_that_does_not) {
  const ModelSpec model = plain_moe(12, 2);
  Plan plan = legal_plan();
  plan.ep = 5;
  plan.stages = stages_of_counts(model, {3, 3, 3, 3});
  const std::vector<Plan> kept = nearest_legal_plans(plan, model, gpus, per_node, 1);
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept[0].stages, plan.stages);
  EXPECT_FALSE(kept[0].stages_assumed);
  plan.stages[0].layers.pop_back();
  const std::vector<Plan> dropped = nearest_legal_plans(plan, model, gpus, per_node, 1);
  ASSERT_EQ(dropped.size(), 1u);
  EXPECT_TRUE(dropped[0].stages.empty());
  EXPECT_TRUE(dropped[0].stages_assumed);
  EXPECT_THAT(changes_text(plan, dropped[0]), HasSubstr("stages laid out anew"));
}

TEST(NearestPlans, ask_the_caller_too) {
  const auto wide = [](const Plan& plan) { return plan.pp >= 8; };
  const std::vector<Plan> nearest =
      nearest_legal_plans(legal_plan(), plain_moe(12, 2), gpus, per_node, 3, wide);
  ASSERT_FALSE(nearest.empty());
  for (const Plan& one : nearest) EXPECT_GE(one.pp, 8);
}

TEST(NearestPlans, none_for_a_cluster_that_is_not_whole_nodes) {
  EXPECT_TRUE(nearest_legal_plans(legal_plan(), plain_moe(12, 2), 60, 8).empty());
}

TEST(NearestPlans, survive_a_plan_of_zeros) {
  Plan plan;
  plan.tp = plan.pp = plan.vp = plan.cp = plan.ep = plan.dp = plan.micro_batch = plan.global_batch = 0;
  plan.zero = -4;
  const std::vector<Plan> nearest = nearest_legal_plans(plan, plain_moe(12, 2), 8, 8);
  ASSERT_FALSE(nearest.empty());
  EXPECT_TRUE(check_plan(nearest[0], plain_moe(12, 2), 8, 8).empty());
}

TEST(Recompute, has_a_word_for_every_kind) {
  EXPECT_EQ(to_text(Recompute::none), "none");
  EXPECT_EQ(to_text(Recompute::selective), "selective");
  EXPECT_EQ(to_text(Recompute::full), "full");
  EXPECT_EQ(to_text(Recompute::deepseek), "deepseek");
}

}  // namespace
}  // namespace trainyard
