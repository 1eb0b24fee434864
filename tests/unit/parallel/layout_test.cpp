// Layouts of known models, and the text of layouts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/parallel/layout.h"
#include "tests/unit/parallel/models_for_tests.h"

namespace trainyard {
namespace {

using testing::HasSubstr;

std::string layout(const ModelSpec& model, const LayoutRequest& request) {
  const Result<std::vector<StageSpec>> stages = make_stages(model, request);
  return stages ? to_text(stages.value()) : to_text(stages.error());
}

/// DeepSeek-V3 on DualPipe: times of a dense layer and of head and MTP from its own trace, in MoE layers.
LayoutRequest v3_request() {
  return {.stages = 16,
          .pairing = StagePairing::mirrored,
          .weights = {.dense = 0.34, .moe = 1.0, .embedding = 0.0, .head = 2.3, .mtp = 3.3}};
}

TEST(Layout, v3_puts_its_dense_layers_with_the_embedding_and_two_layers_with_the_head) {
  EXPECT_EQ(layout(shipped_model("deepseek-v3"), v3_request()), "E+3,4x14,2+M+H");
}

TEST(Layout, v3_without_tolerance_gives_up_regularity_for_three_percent) {
  LayoutRequest request = v3_request();
  request.tolerance = 0.0;
  const ModelSpec v3 = shipped_model("deepseek-v3");
  EXPECT_EQ(layout(v3, request), "E+2,5,4x13,2+M+H");
  const double exact = slowest_weight(make_stages(v3, request).value(), v3, request.weights, request.pairing);
  const double regular =
      slowest_weight(make_stages(v3, v3_request()).value(), v3, request.weights, request.pairing);
  EXPECT_GT(regular, exact);
  EXPECT_LE(regular, exact * 1.04);
}

TEST(Layout, v2_leaves_room_for_its_head) {
  const LayoutRequest request{
      .stages = 16,
      .pairing = StagePairing::none,
      .weights = {.dense = 0.8, .moe = 1.0, .embedding = 0.0, .head = 1.24, .mtp = 0.0}};
  EXPECT_EQ(layout(shipped_model("deepseek-v2"), request), "E+4,4x12,3x2,2+H");
}

TEST(Layout, llama_405b_has_one_layer_less_at_either_end) {
  const LayoutRequest request{
      .stages = 16,
      .pairing = StagePairing::none,
      .weights = {.dense = 1.0, .moe = 1.0, .embedding = 0.0, .head = 0.66, .mtp = 0.0}};
  EXPECT_EQ(layout(shipped_model("llama-3-405b"), request),
            "E+7,8x14,7+H");  // as The Llama 3 Herd, section 3.3.2, tells
}

TEST(Layout, equal_layers_and_a_free_head_divide_evenly) {
  EXPECT_EQ(layout(plain_model(12), {.stages = 4}), "E+3,3x2,3+H");
  EXPECT_EQ(layout(plain_model(12), {.stages = 1}), "E+12+H");
  EXPECT_EQ(layout(plain_model(4), {.stages = 5}), "E+1,1x3,H");
}

TEST(Layout, a_head_heavier_than_everything_stands_alone) {
  EXPECT_EQ(layout(plain_model(9), {.stages = 4, .weights = {.head = 20.0}, .tolerance = 0.0}), "E+3,3x2,H");
}

TEST(Layout, refuses_what_cannot_be_laid_out) {
  EXPECT_THAT(layout(plain_model(4), {.stages = 6}), HasSubstr("4 layers and the head do not fill 6 stages"));
  EXPECT_THAT(layout(plain_model(8), {.stages = 3, .pairing = StagePairing::mirrored}),
              HasSubstr("even number"));
  EXPECT_THAT(layout(plain_model(100'000), {.stages = 64}), HasSubstr("too large"));
}

TEST(Layout, weights_of_a_stage_and_of_a_pair_add_up) {
  const ModelSpec model = plain_moe(5, 2, 1);
  const LayerWeights weights{.dense = 0.5, .moe = 2.0, .embedding = 0.1, .head = 3.0, .mtp = 4.0};
  const std::vector<StageSpec> stages = stages_of_counts(model, {3, 2});
  EXPECT_DOUBLE_EQ(stage_weight(stages[0], model, weights), 0.1 + 0.5 + 0.5 + 2.0);
  EXPECT_DOUBLE_EQ(stage_weight(stages[1], model, weights), 2.0 + 2.0 + 3.0 + 4.0);
  EXPECT_DOUBLE_EQ(slowest_weight(stages, model, weights, StagePairing::none), 11.0);
  EXPECT_DOUBLE_EQ(slowest_weight(stages, model, weights, StagePairing::mirrored), 14.1);
}

TEST(AlternativeLayouts, of_v3_hold_the_splits_that_were_thought_of) {
  const ModelSpec v3 = shipped_model("deepseek-v3");
  const auto layouts = alternative_layouts(v3, v3_request(), 0.15, 50);
  ASSERT_TRUE(layouts);
  std::vector<std::string> texts;
  for (const auto& one : layouts.value()) texts.push_back(to_text(one));
  EXPECT_EQ(texts.front(), "E+3,4x14,2+M+H");
  EXPECT_THAT(texts, testing::IsSupersetOf({"E+4,4x14,1+M+H", "E+5,4x14,M+H", "E+3,5,4x13,1+M+H",
                                            "E+3,5x2,4x12,M+H", "E+2,4x14,3+M+H"}));
}

TEST(AlternativeLayouts, stay_within_their_cap_and_spread) {
  const ModelSpec v2 = shipped_model("deepseek-v2");
  const LayoutRequest request{.stages = 16, .weights = {.head = 0.8}};
  const auto few = alternative_layouts(v2, request, 0.15, 3),
             none = alternative_layouts(v2, request, 0.15, 1);
  ASSERT_TRUE(few && none);
  EXPECT_EQ(few.value().size(), 3u);
  EXPECT_EQ(none.value().size(), 1u);
  EXPECT_FALSE(alternative_layouts(plain_model(3), {.stages = 9}));
  EXPECT_EQ(alternative_layouts(plain_model(3), {.stages = 1}).value().size(), 1u);
}

TEST(LayoutText, reads_and_prints_the_same) {
  const ModelSpec v3 = shipped_model("deepseek-v3");
  for (const std::string text :
       {"E+3,4x14,2+M+H", "E+5,4x14,M+H", "E+61+M+H", "E+1,60+M+H", "E+1,1x60,M+H"}) {
    const Result<std::vector<StageSpec>> stages = parse_stages(text, v3);
    ASSERT_TRUE(stages) << to_text(stages.error());
    EXPECT_EQ(to_text(stages.value()), text);
  }
}

TEST(LayoutText, takes_blanks_and_items_in_any_order) {
  const Result<std::vector<StageSpec>> stages = parse_stages(" 1+E+1 , 2 x 4, H +2 ", plain_model(12));
  ASSERT_TRUE(stages) << to_text(stages.error());
  EXPECT_EQ(to_text(stages.value()), "E+2,2x4,2+H");
}

TEST(LayoutText, refuses_what_is_no_layout) {
  const auto message = [](std::string_view text) {
    const Result<std::vector<StageSpec>> stages = parse_stages(text, plain_moe(8, 1, 1));
    return stages ? "accepted" : to_text(stages.error());
  };
  EXPECT_THAT(message(""), HasSubstr("\"\" is no stage"));
  EXPECT_THAT(message("E+3,4y2"), HasSubstr("\"4y2\" is no stage"));
  EXPECT_THAT(message("E+4,-1,5+M+H"), HasSubstr("\"-1\" is no stage"));
  EXPECT_THAT(message("E+4,2x0,4+M+H"), HasSubstr("\"2x0\" is no stage"));
  EXPECT_THAT(message("E+4,4x99999999999,H"), HasSubstr("no stage"));
  EXPECT_THAT(message("E+4,0x9,0x9,4+H"), HasSubstr("more stages"));
  EXPECT_THAT(message("E+8,8x2,M+H"), HasSubstr("more layers"));
  EXPECT_THAT(message("E+E+4,4+M+H"), HasSubstr("twice"));
  EXPECT_THAT(message("E+4,3+M+H"), HasSubstr("7 layers, expected the 8"));
  EXPECT_THAT(message("E+4,4+H"), HasSubstr("0 MTP modules, expected the 1"));
  EXPECT_THAT(message("4,E+4+M+H"), HasSubstr("first stage lacks the embedding"));
  EXPECT_THAT(message("E+4,0,4+M+H"), HasSubstr("stage 1 holds no layer"));
}

}  // namespace
}  // namespace trainyard
