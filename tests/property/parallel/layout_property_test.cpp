// The automatic layout over every model file, and against every partition there is where these can be
// counted.
#include <gtest/gtest.h>

#include <functional>
#include <numeric>

#include "models/parallel/layout.h"
#include "tests/unit/parallel/models_for_tests.h"

namespace trainyard {
namespace {

const std::vector<LayerWeights> some_weights{
    {.dense = 1.0, .moe = 1.0, .embedding = 0.0, .head = 0.0, .mtp = 0.0},
    {.dense = 0.34, .moe = 1.0, .embedding = 0.0, .head = 2.3, .mtp = 3.3},
    {.dense = 1.7, .moe = 1.0, .embedding = 0.4, .head = 0.66, .mtp = 1.5},
    {.dense = 0.8, .moe = 1.0, .embedding = 0.05, .head = 9.0, .mtp = 4.0}};

TEST(LayoutProperty, every_model_keeps_every_layer_once_and_in_order) {
  for (const std::string& name : list_models(configs_folder())) {
    const ModelSpec model = shipped_model(name);
    for (const int pp : {1, 2, 3, 4, 7, 8, 12, 16, 32}) {
      for (const int vp : {1, 2, 4}) {
        const int stages = pp * vp;
        if (stages > model.layers + 1) continue;
        for (const LayerWeights& weights : some_weights) {
          for (const StagePairing pairing : {StagePairing::none, StagePairing::mirrored}) {
            if (pairing == StagePairing::mirrored && (stages % 2 != 0 || vp > 1)) continue;
            SCOPED_TRACE(name + " over " + std::to_string(stages));
            const auto laid_out =
                make_stages(model, {.stages = stages, .pairing = pairing, .weights = weights});
            ASSERT_TRUE(laid_out) << to_text(laid_out.error());
            EXPECT_EQ(static_cast<int>(laid_out.value().size()), stages);
            EXPECT_TRUE(check_stages(laid_out.value(), model).empty())
                << to_text(check_stages(laid_out.value(), model));
            const auto read_back = parse_stages(to_text(laid_out.value()), model);
            ASSERT_TRUE(read_back) << to_text(read_back.error());
            EXPECT_EQ(read_back.value(), laid_out.value());
          }
        }
      }
    }
  }
}

/// Calls `visit` with every way to put `layers` on `stages`: none empty but the last.
void for_every_partition(int layers, int stages, const std::function<void(const std::vector<int>&)>& visit) {
  std::vector<int> counts;
  const std::function<void(int)> place = [&](int left) {
    if (static_cast<int>(counts.size()) + 1 == stages) {
      if (left == 0 && stages == 1) return;
      counts.push_back(left);
      visit(counts);
      counts.pop_back();
      return;
    }
    for (int count = 1; count <= left; ++count) {
      counts.push_back(count);
      place(left - count);
      counts.pop_back();
    }
  };
  place(layers);
}

TEST(LayoutProperty, no_partition_is_faster) {
  for (const int layers : {1, 2, 5, 8, 11}) {
    for (const int dense : {0, 1, 3}) {
      const ModelSpec model = plain_moe(layers, dense, layers % 2);
      for (int stages = 1; stages <= std::min(6, layers + 1); ++stages) {
        for (const StagePairing pairing : {StagePairing::none, StagePairing::mirrored}) {
          if (pairing == StagePairing::mirrored && stages % 2 != 0) continue;
          for (const LayerWeights& weights : some_weights) {
            double best = std::numeric_limits<double>::infinity();
            for_every_partition(layers, stages, [&](const std::vector<int>& counts) {
              best = std::min(best, slowest_weight(stages_of_counts(model, counts), model, weights, pairing));
            });
            for (const double tolerance : {0.0, 0.04, 0.3}) {
              const auto made = make_stages(
                  model, {.stages = stages, .pairing = pairing, .weights = weights, .tolerance = tolerance});
              ASSERT_TRUE(made) << to_text(made.error());
              const double pace = slowest_weight(made.value(), model, weights, pairing);
              EXPECT_LE(pace, best * (1.0 + tolerance) * (1.0 + 1e-6)) << to_text(made.value());
              EXPECT_GE(pace, best * (1.0 - 1e-6)) << to_text(made.value());
            }
          }
        }
      }
    }
  }
}

TEST(LayoutProperty, no_equally_fast_partition_is_more_even) {
  const auto unevenness = [](const std::vector<int>& counts) {
    return std::inner_product(counts.begin(), counts.end(), counts.begin(), 0);
  };
  for (const int layers : {6, 9, 12}) {
    const ModelSpec model = plain_moe(layers, 2);
    for (const int stages : {2, 4}) {
      for (const StagePairing pairing : {StagePairing::none, StagePairing::mirrored}) {
        for (const LayerWeights& weights : some_weights) {
          const LayoutRequest request{
              .stages = stages, .pairing = pairing, .weights = weights, .tolerance = 0.1};
          const auto made = make_stages(model, request);
          ASSERT_TRUE(made);
          std::vector<int> counts;
          for (const StageSpec& stage : made.value()) counts.push_back(static_cast<int>(stage.layers.size()));
          LayoutRequest exact = request;
          exact.tolerance = 0.0;
          const double limit =
              slowest_weight(make_stages(model, exact).value(), model, weights, pairing) * 1.1 * (1.0 - 1e-6);
          for_every_partition(layers, stages, [&](const std::vector<int>& other) {
            if (slowest_weight(stages_of_counts(model, other), model, weights, pairing) > limit) return;
            EXPECT_LE(unevenness(counts), unevenness(other)) << to_text(made.value());
          });
        }
      }
    }
  }
}

TEST(LayoutProperty, alternatives_are_sound_distinct_and_within_the_spread) {
  for (const std::string& name : list_models(configs_folder())) {
    const ModelSpec model = shipped_model(name);
    for (const int stages : {1, 2, 4, 8, 16}) {
      if (stages > model.layers + 1) continue;
      for (const StagePairing pairing : {StagePairing::none, StagePairing::mirrored}) {
        if (pairing == StagePairing::mirrored && stages % 2 != 0) continue;
        SCOPED_TRACE(name + " over " + std::to_string(stages));
        const LayoutRequest request{.stages = stages, .pairing = pairing, .weights = some_weights[1]};
        const auto layouts = alternative_layouts(model, request, 0.1, 6);
        ASSERT_TRUE(layouts) << to_text(layouts.error());
        ASSERT_FALSE(layouts.value().empty());
        EXPECT_LE(layouts.value().size(), 6u);
        EXPECT_EQ(layouts.value().front(), make_stages(model, request).value());
        LayoutRequest exact = request;
        exact.tolerance = 0.0;
        const double best =
            slowest_weight(make_stages(model, exact).value(), model, request.weights, pairing);
        for (std::size_t i = 0; i < layouts.value().size(); ++i) {
          const std::vector<StageSpec>& one = layouts.value()[i];
          EXPECT_TRUE(check_stages(one, model).empty());
          EXPECT_LE(slowest_weight(one, model, request.weights, pairing), best * 1.1 * (1.0 + 1e-6));
          for (std::size_t j = 0; j < i; ++j) EXPECT_NE(one, layouts.value()[j]);
        }
      }
    }
  }
}

}  // namespace
}  // namespace trainyard
