// From what a source prints to the time of a step: each way by hand.
#include <gmock/gmock.h>

#include "tests/support/published_rows.h"

namespace trainyard {
namespace {

using made_up::plain_row;
using made_up::prepared;
using made_up::read_rows;
using ::testing::HasSubstr;

constexpr double tokens = 64.0 * 2048.0;  // of a step of the plain row

/// The plain row with these results alone.
PublishedRun measuring(const std::string& results, const std::string& more = "{}") {
  nlohmann::json row = plain_row(more);
  row["measured"] = nlohmann::json::parse(results);
  return read_rows({row}).front();
}

/// 2 layers of width 8 with 2 heads of 4, 32 wide in between, 10 words, sequences of 16.
ModelSpec tiny_model() {
  ModelSpec model;
  model.layers = 2;
  model.hidden = 8;
  model.ffn = 32;
  model.vocab = 10;
  model.max_positions = 16;
  model.ffn_kind = FfnKind::gelu;
  model.norm = NormKind::layer_norm;
  model.attention.heads = model.attention.kv_heads = 2;
  model.attention.head_dim = model.attention.value_head_dim = 4;
  return model;
}
// Matrices of a layer: 4 * 8 * 8 in the attention, 2 * 8 * 32 in the block; the head: 8 * 10.
constexpr double tiny_matrices = 2 * (256 + 512) + 80;
// q.k and p.v: 2 * 2 * 16 * 8 FLOPs of a token forward, three times that with the backward, in 2 layers.
constexpr double tiny_scores = 3 * 2 * 2 * 16 * 8 * 2;

MeasuredStep step_of(const PublishedRun& run, const std::string& flops = "causal", double peak = 0.0,
                     const ModelSpec& model = tiny_model(), double told = tokens) {
  return measured_step(run, model, told, flops, peak);
}

TEST(MeasuredSteps, FromTimesAndThroughputs) {
  ModelSpec model = tiny_model();
  model.max_positions = 2048;
  struct Case {
    const char* results;
    double seconds;
    const char* from;
  };
  const Case cases[] = {
      {R"({"step_time_s": 2.5})", 2.5, "step time"},
      {R"({"tokens_per_s_per_gpu": 1000})", tokens / 64e3, "tokens/s/GPU"},
      {R"({"tokens_per_s": 64000})", tokens / 64e3, "tokens/s"},
      {R"({"samples_per_s_per_gpu": 0.5})", 64.0 / 32.0, "samples/s/GPU"},
  };
  for (const Case& one : cases) {
    const MeasuredStep found = step_of(measuring(one.results), "causal", 0.0, model);
    ASSERT_TRUE(found.time) << one.results;
    EXPECT_NEAR(found.time->in(seconds), one.seconds, 1e-12 * one.seconds) << one.results;
    EXPECT_EQ(found.from, one.from);
  }
}

TEST(MeasuredSteps, FromFlopsByTheConventionOfTheSource) {
  const PublishedRun run = measuring(R"({"tflops_per_gpu": 2.0})");
  struct Case {
    const char* flops;
    double per_token;
  };
  const Case cases[] = {
      {"causal", 6 * tiny_matrices + tiny_scores / 2},
      {"full", 6 * tiny_matrices + tiny_scores},
      {"hardware-2021", 96.0 * 2 * 64 * (1 + 16.0 / 48 + 10.0 / (16 * 2 * 8))},
  };
  for (const Case& one : cases) {
    const MeasuredStep found = step_of(run, one.flops);
    ASSERT_TRUE(found.time) << one.flops;
    const double wanted = one.per_token * tokens / (2e12 * 64);
    EXPECT_NEAR(found.time->in(seconds), wanted, 1e-12 * wanted) << one.flops;
    EXPECT_EQ(found.from, std::string("TFLOPS, counted ") + one.flops);
  }
}

TEST(MeasuredSteps, FromMfuWithAPeakOnly) {
  const PublishedRun run = measuring(R"({"mfu": 0.4})");
  EXPECT_FALSE(step_of(run).time);
  EXPECT_TRUE(step_of(run).from.empty());
  const MeasuredStep found = step_of(run, "full", 312.0);
  ASSERT_TRUE(found.time);
  const double wanted = (6 * tiny_matrices + tiny_scores) * tokens / (0.4 * 312e12 * 64);
  EXPECT_NEAR(found.time->in(seconds), wanted, 1e-12 * wanted);
  EXPECT_EQ(found.from, "MFU, counted full");
}

// Equation 3 of arXiv 2104.04473 for Table 1's first row: 96 * 512 * 2048 * 24 * 2304^2 *
// (1 + 2048 / (6 * 2304) + 51200 / (16 * 24 * 2304)) = 15.467 PFLOP on 32 GPUs of 137 TFLOPS each.
TEST(MeasuredSteps, OfThe1p7bRowOfMegatron2021) {
  const std::vector<PublishedRun> runs = made_up::shipped_runs("id=megatron21-t1-1.7b");
  ASSERT_EQ(runs.size(), 1u);
  const PreparedRun run = prepared(runs).front();
  ASSERT_EQ(run.reason, "");
  EXPECT_NEAR(run.measured->in(seconds), 3.528018, 1e-5);
  EXPECT_NEAR(15.4668e15 / (32 * 137e12), 3.528, 1e-3);
  EXPECT_EQ(run.measured_from, "TFLOPS, counted hardware-2021");
  EXPECT_EQ(runs.front().fields.at("implied_step_time_s"), "3.528") << "what the collection works out itself";
}

TEST(MeasuredSteps, PreferWhatIsNearestToAStep) {
  // Each metric alone gives another time; taking the best away leaves the next.
  nlohmann::json results = nlohmann::json::parse(
      R"({"step_time_s": 1, "tokens_per_s_per_gpu": 1000, "tokens_per_s": 32000,
          "samples_per_s_per_gpu": 0.1, "tflops_per_gpu": 2.0, "mfu": 0.4})");
  const std::pair<const char*, const char*> order[] = {{"step_time_s", "step time"},
                                                       {"tokens_per_s_per_gpu", "tokens/s/GPU"},
                                                       {"tokens_per_s", "tokens/s"},
                                                       {"samples_per_s_per_gpu", "samples/s/GPU"},
                                                       {"tflops_per_gpu", "TFLOPS, counted causal"},
                                                       {"mfu", "MFU, counted causal"}};
  const std::string derived = R"({"derived": {"step_time_s": 7}})";
  for (const auto& [metric, from] : order) {
    EXPECT_EQ(step_of(measuring(results.dump(), derived), "causal", 312.0).from, from);
    results.erase(metric);
  }
  const MeasuredStep last = step_of(measuring("{}", derived), "causal", 312.0);
  EXPECT_EQ(last.from, "the collection's arithmetic");
  EXPECT_NEAR(last.time->in(seconds), 7.0, 1e-12);
}

TEST(MeasuredSteps, NothingToldGivesNothing) {
  EXPECT_FALSE(step_of(measuring("{}")).time);
  EXPECT_FALSE(step_of(measuring(R"({"memory_gb": 40})")).time);
  const PublishedRun rate = measuring(R"({"tokens_per_s_per_gpu": 1000})");
  EXPECT_FALSE(step_of(rate, "causal", 0.0, tiny_model(), 0.0).time) << "no batch, no step";
  const PublishedRun anywhere =
      measuring(R"({"tokens_per_s_per_gpu": 1000})", R"({"hardware": {"n_gpus": null}})");
  EXPECT_FALSE(step_of(anywhere).time) << "a rate per GPU of nobody knows how many";
  nlohmann::json row = plain_row();
  row.erase("measured");
  row["measured"] = nlohmann::json::object();
  const std::vector<PublishedRun> runs = read_rows({row});
  EXPECT_THAT(prepared(runs, made_up::plain_rules()).front().reason, HasSubstr("no step time"));
}

}  // namespace
}  // namespace trainyard
