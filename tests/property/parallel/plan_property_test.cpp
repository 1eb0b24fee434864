// check_plan against the rules written down a second time, and the nearest plans against check_plan.
#include <gtest/gtest.h>

#include "models/parallel/layout.h"
#include "models/parallel/plan.h"
#include "tests/unit/parallel/models_for_tests.h"

namespace trainyard {
namespace {

bool divides(int part, int whole) {
  return part > 0 && whole % part == 0;
}

/// The rules in the order of the literature, independent of the code under test.
bool is_legal(const Plan& p, const ModelSpec& m, int gpus, int per_node) {
  if (p.tp * p.pp * p.cp * p.dp != gpus) return false;
  if (gpus > per_node && !divides(per_node, gpus)) return false;
  const int node = gpus < per_node ? gpus : per_node;
  if (!divides(p.tp, node) && !divides(node, p.tp)) return false;
  if (!divides(p.tp, m.attention.heads) || !divides(p.tp, m.attention.kv_heads)) return false;
  bool any_dense = false;
  for (int layer = 0; layer < m.layers; ++layer) any_dense = any_dense || !m.is_moe_layer(layer);
  if (any_dense && !divides(p.tp, m.ffn)) return false;
  if (m.moe && (!divides(p.tp, m.moe->expert_ffn) || m.moe->shared_ffn % p.tp != 0)) return false;
  if (p.vp != 1 && p.pp == 1) return false;
  if (p.pp * p.vp > m.layers + 1) return false;
  if (p.ep > 1) {
    if (!m.moe || !divides(p.ep, m.moe->routed_experts) || !divides(p.ep, p.dp * p.cp)) return false;
    if (p.tp > 1 && !p.sequence_parallel) return false;
  }
  return divides(p.dp * p.micro_batch, p.global_batch);
}

TEST(PlanProperty, check_plan_accepts_exactly_the_legal_plans) {
  std::size_t legal = 0, illegal = 0;
  ModelSpec all_moe = plain_moe(5, 0);
  all_moe.ffn = 3;  // no dense layer uses it, so that it may not forbid anything
  for (const ModelSpec& model : {plain_model(6), plain_moe(7, 2), all_moe}) {
    for (const int gpus : {1, 4, 8, 12, 24, 48}) {
      for (const int tp : {1, 2, 3, 4, 8}) {
        for (const int pp : {1, 2, 3, 6}) {
          for (const int cp : {1, 2, 3}) {
            for (const int dp : {1, 2, 3, 4, 6, 8, 12}) {
              for (const int ep : {1, 2, 3, 4, 6}) {
                for (const int vp : {1, 2}) {
                  for (const int batch : {12, 16}) {
                    Plan plan;
                    plan.tp = tp, plan.pp = pp, plan.cp = cp, plan.dp = dp, plan.ep = ep, plan.vp = vp;
                    plan.global_batch = batch;
                    plan.micro_batch = batch == 12 ? 1 : 2;
                    plan.sequence_parallel = batch == 12;
                    const bool expected = is_legal(plan, model, gpus, 8);
                    const Diagnostics found = check_plan(plan, model, gpus, 8);
                    ASSERT_EQ(found.empty(), expected)
                        << model.name << " on " << gpus << ": tp " << tp << " pp " << pp << " cp " << cp
                        << " dp " << dp << " ep " << ep << " vp " << vp << " batch " << batch << "\n"
                        << to_text(found);
                    ++(expected ? legal : illegal);
                  }
                }
              }
            }
          }
        }
      }
    }
  }
  EXPECT_GT(legal, 200u);
  EXPECT_GT(illegal, 200u);
}

TEST(PlanProperty, nearest_plans_of_the_newer_knobs_are_legal) {
  for (const std::string& name : list_models(configs_folder())) {
    const ModelSpec model = shipped_model(name);
    for (const int zero : {0, 2, 3, 9}) {
      for (const int group : {0, 3, 16}) {
        for (const int etp : {0, 1, 3}) {
          for (const int tp : {1, 4, 8}) {
            Plan plan;
            plan.tp = tp, plan.cp = 2, plan.dp = 32, plan.ep = 8, plan.etp = etp;
            plan.zero = zero, plan.shard_group = group, plan.reshard = group == 0;
            plan.cp_comm = ContextExchange::all_to_all;
            plan.global_batch = 512;
            plan.recompute = Recompute::modules;
            for (const RecomputeModule module : recompute_modules()) plan.recompute_modules.add(module);
            const std::vector<Plan> nearest = nearest_legal_plans(plan, model, 512, 8);
            ASSERT_FALSE(nearest.empty()) << name;
            for (const Plan& found : nearest) {
              const Diagnostics problems = check_plan(found, model, 512, 8);
              ASSERT_TRUE(problems.empty()) << name << "\n" << to_text(problems);
            }
          }
        }
      }
    }
  }
}

TEST(PlanProperty, nearest_plans_are_legal_distinct_and_found_whenever_one_gpu_mapping_exists) {
  for (const std::string& name : list_models(configs_folder())) {
    const ModelSpec model = shipped_model(name);
    for (const int gpus : {1, 8, 24, 512, 2048}) {
      for (const int tp : {1, 3, 16}) {
        for (const int pp : {1, 5, 300}) {
          for (const int ep : {1, 7, 64}) {
            for (const int batch : {1, 1000, 15361}) {
              Plan plan;
              plan.tp = tp, plan.pp = pp, plan.ep = ep, plan.vp = pp == 5 ? 3 : 1;
              plan.global_batch = batch;
              plan.dp = std::max(1, gpus / (tp * pp));
              const std::vector<Plan> nearest = nearest_legal_plans(plan, model, gpus, 8);
              ASSERT_FALSE(nearest.empty()) << name << " on " << gpus;
              ASSERT_LE(nearest.size(), 3u);
              for (std::size_t i = 0; i < nearest.size(); ++i) {
                const Diagnostics found = check_plan(nearest[i], model, gpus, 8);
                ASSERT_TRUE(found.empty()) << name << " on " << gpus << "\n" << to_text(found);
                for (std::size_t j = 0; j < i; ++j) ASSERT_NE(changes_text(nearest[i], nearest[j]), "");
              }
            }
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace trainyard
