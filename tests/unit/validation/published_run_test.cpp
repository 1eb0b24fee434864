#include "models/validation/published_run.h"

#include <gmock/gmock.h>

#include <fstream>

namespace trainyard {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Result<std::vector<PublishedRun>> read(const std::string& text) {
  TRAINYARD_TRY(document, JsonDocument::parse(text, "runs.json"));
  return read_published_runs(document);
}

std::string messages(const std::string& text) {
  const auto found = read(text);
  return found ? std::string() : to_text(found.error());
}

const std::string whole_row = R"([{"id": "mosaic-a100-7b", "tier": "A", "best40": true, "seen": true,
  "source": {"title": "T", "commit": "abc"},
  "model": {"name": "MPT-7b", "arch": "moe", "layers": 32, "hidden": 4096, "heads": 32, "seq": 2048, "params_b": 6.7,
            "gated_mlp": false, "moe": {"experts": 8, "topk": 2, "expert_ffn": 1024}, "mla": true},
  "hardware": {"gpu": "A100-SXM4-80GB", "n_gpus": 16, "gpus_per_node": 8, "inter": null},
  "dtype": "bf16/fp16 AMP",
  "parallel": {"tp": 1, "zero": 3, "sp": false, "fsdp": "FULL_SHARD", "oddity": 7},
  "batch": {"gbs": 64, "mbs": 1.5, "ga": 2.5, "tokens_per_step": 1.6777216e7},
  "recompute": null, "measured": {"step_time_s": 2.5, "memory_gb": 40, "memory_kind": "GiB"},
  "derived": {"tokens_per_s_per_gpu": 3276.8}, "peer_prediction": {"tool": "other", "step_time_s": 2.4},
  "unknown": ["torch version", "fabric"]}])";

TEST(PublishedRuns, KeepWhatARowTells) {
  const auto found = read(whole_row);
  ASSERT_TRUE(found) << to_text(found.error());
  ASSERT_EQ(found.value().size(), 1u);
  const PublishedRun& run = found.value().front();
  EXPECT_EQ(run.id, "mosaic-a100-7b");
  EXPECT_EQ(run.source, "mosaic");
  EXPECT_EQ(run.where, "runs.json:1:2");
  EXPECT_TRUE(run.best40);
  EXPECT_EQ(run.model.layers, 32);
  EXPECT_EQ(run.model.kv_heads, std::nullopt);
  EXPECT_EQ(run.model.gated_mlp, false);
  ASSERT_TRUE(run.model.moe);
  EXPECT_EQ(run.model.moe->top_k, 2);
  EXPECT_EQ(run.model.moe->shared_ffn, 0);
  EXPECT_FALSE(run.model.latent) << "true tells nothing of its ranks";
  EXPECT_EQ(run.hardware.gpus, 16);
  EXPECT_EQ(run.hardware.between, "");
  EXPECT_EQ(run.plan.zero, 3);
  EXPECT_EQ(run.plan.sequence_parallel, false);
  EXPECT_EQ(run.plan.fsdp, "FULL_SHARD");
  EXPECT_EQ(run.plan.pp, std::nullopt);
  EXPECT_EQ(run.batch.micro_batch, 1.5);
  EXPECT_EQ(run.batch.accumulation, 2.5);
  EXPECT_EQ(run.recompute, "");
  EXPECT_EQ(run.measured.step_time_s, 2.5);
  EXPECT_EQ(run.derived_tokens_per_s_gpu, 3276.8);
  EXPECT_EQ(run.derived_step_s, std::nullopt);
  EXPECT_EQ(run.peer, "other");
  EXPECT_EQ(run.peer_step_s, 2.4);
  EXPECT_THAT(run.unknown, ::testing::ElementsAre("torch version", "fabric"));
}

TEST(PublishedRuns, ListEveryScalarByItsPath) {
  const auto found = read(whole_row);
  ASSERT_TRUE(found);
  const auto& fields = found.value().front().fields;
  EXPECT_EQ(fields.at("parallel.tp"), "1");
  EXPECT_EQ(fields.at("parallel.oddity"), "7");
  EXPECT_EQ(fields.at("batch.tokens_per_step"), "16777216");
  EXPECT_EQ(fields.at("batch.mbs"), "1.5");
  EXPECT_EQ(fields.at("parallel.sp"), "false");
  EXPECT_EQ(fields.at("unknown.1"), "fabric");
  EXPECT_EQ(fields.count("recompute"), 0u);
  EXPECT_EQ(fields.count("hardware.inter"), 0u);
}

TEST(PublishedRuns, TakeWordsForNotTold) {
  const auto found = read(R"([{"id": "x-1", "model": {"name": "M", "layers": null, "heads": "unclear"},
      "hardware": {"gpu": "B200", "n_gpus": "2304 to 9216"}, "parallel": {"zero": "fsdp", "fsdp": false, "sp": "auto"},
      "batch": {"gbs": "ramp"}, "measured": null, "software": 2025, "unknown": "everything"}])");
  ASSERT_TRUE(found) << to_text(found.error());
  const PublishedRun& run = found.value().front();
  EXPECT_EQ(run.model.heads, std::nullopt);
  EXPECT_EQ(run.hardware.gpus, std::nullopt);
  EXPECT_EQ(run.plan.zero, std::nullopt);
  EXPECT_EQ(run.plan.sequence_parallel, std::nullopt);
  EXPECT_EQ(run.plan.fsdp, "");
  EXPECT_EQ(run.fields.at("parallel.zero"), "fsdp");
  EXPECT_EQ(run.batch.sequences, std::nullopt);
  EXPECT_EQ(run.software, "2025");
  EXPECT_THAT(run.unknown, ::testing::ElementsAre("everything"));
}

TEST(PublishedRuns, RefuseWhatNoSourceCanMean) {
  const std::string rest = R"("model": {"name": "M"}, "hardware": {"gpu": "B200"})";
  struct Case {
    std::string text, told;
  };
  for (const Case& one : std::vector<Case>{
           {R"({"id": "x"})", "runs.json:1:1: is an object, expected an array of published runs"},
           {"[1]", "runs.json:1:2: /0: is the number 1, expected an object"},
           {"[{" + rest + "}]", "runs.json:1:2: /0/id: is missing, expected a text"},
           {R"([{"id": "", )" + rest + "}]", "runs.json:1:9: /0/id: is empty"},
           {R"([{"id": "x", "hardware": {}}])", "/0/model: is missing, expected an object"},
           {R"([{"id": "x", "model": 3, "hardware": {}}])",
            "/0/model: is the number 3, expected an object"}}) {
    SCOPED_TRACE(one.text);
    EXPECT_THAT(messages(one.text), HasSubstr(one.told));
  }
}

TEST(PublishedRuns, AreUnreadableOneByOneWhereAValueCannotBe) {
  const std::string rest = R"("model": {"name": "M"}, "hardware": {"gpu": "B200"})";
  struct Case {
    std::string text, told;
  };
  for (const Case& one : std::vector<Case>{
           {R"([{"id": "x", "model": {"layers": 2.5}, "hardware": {}}])",
            "1:34: /0/model/layers is the number 2.5, expected a whole number from 0"},
           {R"([{"id": "x", "model": {"layers": -1}, "hardware": {}}])", "/0/model/layers is the number -1"},
           {R"([{"id": "x", "model": {"name": ["M"]}, "hardware": {}}])",
            "/0/model/name is an array, expected a text"},
           {R"([{"id": "x", "parallel": {"zero": 4}, )" + rest + "}]", "/0/parallel/zero is the number 4"},
           {R"([{"id": "x", "parallel": {"sp": 1}, )" + rest + "}]", "/0/parallel/sp is the number 1"},
           {R"([{"id": "x", "parallel": "TP8", )" + rest + "}]", "/0/parallel is the text \"TP8\""},
           {R"([{"id": "x", "measured": {"step_time_s": 0}, )" + rest + "}]",
            "/0/measured/step_time_s is the number 0, expected a number above 0"},
           {R"([{"id": "x", "measured": {"mfu": true}, )" + rest + "}]", "/0/measured/mfu is true"},
           {R"([{"id": "x", "unknown": [1], )" + rest + "}]",
            "/0/unknown is an array, expected an array of"}}) {
    SCOPED_TRACE(one.text);
    const auto runs = read(one.text);
    ASSERT_TRUE(runs);
    ASSERT_EQ(runs.value().size(), 1u);
    EXPECT_THAT(runs.value().front().unreadable, HasSubstr(one.told));
  }
}

TEST(PublishedRuns, TellAllProblemsAtOnce) {
  const std::string text = messages(R"([{"id": "x", "model": {"layers": -1}, "hardware": 7},
    {"id": "x", "model": {}, "hardware": {}}])");
  EXPECT_THAT(text, HasSubstr("/0/hardware: is the number 7"));
  EXPECT_THAT(text, HasSubstr("runs.json:2:12: /1/id: \"x\" stands twice, first at runs.json:1:2"));
}

TEST(PublishedRuns, StandOnceInSeveralFiles) {
  const std::string folder = ::testing::TempDir();
  const std::string row = R"([{"id": "x-1", "model": {"name": "M"}, "hardware": {"gpu": "B200"}}])";
  std::ofstream(folder + "one.json") << row;
  std::ofstream(folder + "two.json") << row;
  std::ofstream(folder + "bad.json") << "[{";
  EXPECT_EQ(load_published_runs({folder + "one.json"}).value().size(), 1u);
  const auto found = load_published_runs({folder + "one.json", folder + "two.json", folder + "bad.json"});
  ASSERT_FALSE(found);
  EXPECT_THAT(to_text(found.error()), HasSubstr("two.json:1:9: /0/id: \"x-1\" stands twice, first at "));
  EXPECT_THAT(to_text(found.error()), HasSubstr("bad.json:1:"));
}

TEST(NormalDtype, KnowsThreeFormats) {
  for (const char* name : {"bf16", "fp16", "fp16/bf16", "bf16/fp16 AMP", "BF16"})
    EXPECT_EQ(normal_dtype(name), "bf16") << name;
  for (const char* name :
       {"fp8", "mxfp8", "fp8-cs", "fp8-mx", "fp8 (Transformer Engine)", "fp8 or nvfp4", "mxfp8/bf16 mix"})
    EXPECT_EQ(normal_dtype(name), "fp8") << name;
  EXPECT_EQ(normal_dtype("nvfp4"), "nvfp4");
  EXPECT_EQ(normal_dtype("FP32"), "fp32");
  EXPECT_EQ(normal_dtype(""), "");
}

}  // namespace
}  // namespace trainyard
