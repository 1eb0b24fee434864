#include "models/validation/prepare_run.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "models/parallel/layout.h"
#include "tests/support/published_rows.h"

namespace trainyard {
namespace {

using made_up::plain_row;
using made_up::plain_rules;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// The plain row with changes under the plain rules and more, begun with a comma.
PreparedRun prepare(const std::string& changes, const std::string& rules = {}) {
  const std::vector<PublishedRun> runs = made_up::read_rows({plain_row(changes)});
  PreparedRun out = made_up::prepared(runs, plain_rules(rules)).front();
  out.run = nullptr;  // it does not outlive this function
  return out;
}

std::string rule(const std::string& set) {
  return R"(,{"name": "extra", "source": "a test", "when": {}, "set": {)" + set + "}}";
}

Plan plan_of(const std::string& changes, const std::string& rules = {}) {
  const PreparedRun run = prepare(changes, rules);
  EXPECT_EQ(run.reason, "") << changes;
  return run.input.plan;
}

std::string refusal(const std::string& changes, const std::string& rules = {}) {
  return prepare(changes, rules).reason;
}

TEST(PreparedRuns, HaveAllOfThePlainRow) {
  const PreparedRun run = prepare("{}");
  ASSERT_EQ(run.reason, "");
  EXPECT_EQ(run.stack, "nemo-2024-bf16");
  EXPECT_EQ(run.cluster, "dgx-h100");
  EXPECT_EQ(run.dtype, "bf16");
  EXPECT_EQ(run.input.machine.gpus, 64);
  EXPECT_EQ(run.input.machine.gpu.name, "h100-sxm");
  EXPECT_EQ(run.input.sequence, 2048);
  EXPECT_EQ(run.input.plan.dp, 2);
  EXPECT_EQ(run.input.plan.micro_batches(), 32);
  EXPECT_EQ(run.input.plan.schedule, "1f1b");
  EXPECT_NEAR(run.measured->in(seconds), 2.5, 1e-12);
  EXPECT_THAT(run.filled, ElementsAre()) << "the row tells everything but its machine and stack";
}

TEST(PreparedRuns, ModelsOfEveryKind) {
  const ModelSpec plain = prepare("{}").input.model;
  EXPECT_EQ(plain.attention.kind, AttentionKind::multi_head);
  EXPECT_EQ(plain.attention.kv_heads, 32);
  EXPECT_EQ(plain.attention.head_dim, 128) << "width over heads";
  EXPECT_EQ(plain.ffn_kind, FfnKind::gelu);
  EXPECT_FALSE(plain.moe);

  const ModelSpec grouped =
      prepare(R"({"model": {"kv_heads": 8, "head_dim": 64, "gated_mlp": true, "ffn": 11008}})").input.model;
  EXPECT_EQ(grouped.attention.kind, AttentionKind::grouped_query);
  EXPECT_EQ(grouped.attention.kv_heads, 8);
  EXPECT_EQ(grouped.attention.value_head_dim, 64);
  EXPECT_EQ(grouped.ffn_kind, FfnKind::swiglu);
  EXPECT_EQ(grouped.norm, NormKind::rms_norm);
  EXPECT_EQ(grouped.ffn, 11008);

  const ModelSpec latent = prepare(
                               R"({"model": {"mla": {"q_lora_rank": 1536, "kv_lora_rank": 512,
      "qk_nope_dim": 128, "qk_rope_dim": 64, "v_dim": 128}}})")
                               .input.model;
  EXPECT_EQ(latent.attention.kind, AttentionKind::latent);
  EXPECT_EQ(latent.attention.head_dim, 192);
  EXPECT_EQ(latent.attention.value_head_dim, 128);
  EXPECT_EQ(latent.attention.kv_heads, 32);
  EXPECT_EQ(latent.attention.kv_lora_rank, 512);

  const ModelSpec untold = prepare(R"({"model": {"ffn": null}})").input.model;
  EXPECT_EQ(untold.ffn, 4 * 4096) << "four times the width";
}

const std::string experts =
    R"("arch": "moe", "moe": {"experts": 16, "topk": 2, "expert_ffn": 2048, "shared_ffn": 2048})";

TEST(PreparedRuns, ModelsOfExperts) {
  const PreparedRun run = prepare(R"({"model": {)" + experts + R"(}, "parallel": {"ep": 2}})");
  ASSERT_EQ(run.reason, "");
  ASSERT_TRUE(run.input.model.moe);
  EXPECT_EQ(run.input.model.moe->routed_experts, 16);
  EXPECT_EQ(run.input.model.moe->top_k, 2);
  EXPECT_EQ(run.input.model.moe->shared_experts, 1) << "a width alone means one of them";
  EXPECT_EQ(run.input.plan.ep, 2);
  EXPECT_EQ(plan_of(R"({"parallel": {"ep": 4}})").ep, 1) << "a dense model has no experts to spread";
}

TEST(PreparedRuns, ExpertsAreCutAsTheRowHasItElseAsTheRest) {
  const std::string model = R"({"model": {)" + experts + "}";
  EXPECT_EQ(plan_of(model + R"(, "parallel": {"ep": 2}})").expert_tp(), 8) << "as TP";
  EXPECT_EQ(plan_of(model + R"(, "parallel": {"ep": 16, "etp": 1}})").expert_tp(), 1);
  EXPECT_EQ(plan_of(model + R"(, "parallel": {"tp": 1, "ep": 4}})").etp, 1);
  EXPECT_EQ(plan_of(model + R"(, "parallel": {"ep": 4}})", rule(R"("etp": 2)")).expert_tp(), 2);
}

std::string stages(int layers, int pp, int vp = 1) {
  const std::string changes =
      fmt::format(R"({{"model": {{"layers": {}}}, "hardware": {{"n_gpus": {}}}, "parallel": )"
                  R"({{"tp": 1, "pp": {}, "vp": {}}}, "batch": {{"gbs": 64}}}})",
                  layers, 8 * pp, pp, vp);
  const PreparedRun run = prepare(changes);
  if (!run.reason.empty()) return run.reason;
  std::string text;
  for (const StageSpec& stage : run.input.plan.stages) {
    if (!text.empty()) text += " ";
    text += (stage.embedding ? "E" : "") + std::to_string(stage.layers.size()) + (stage.head ? "H" : "");
  }
  return text;
}

TEST(PreparedRuns, LayersAreSpreadAsEvenlyAsItGoes) {
  EXPECT_EQ(stages(8, 1), "E8H");
  EXPECT_EQ(stages(8, 4), "E2 2 2 2H");
  EXPECT_EQ(stages(7, 4), "E2 2 2 1H") << "the last stage has the head already";
  EXPECT_EQ(stages(6, 4), "E1 2 2 1H") << "then the first";
  EXPECT_EQ(stages(5, 4), "E1 2 1 1H");
  EXPECT_EQ(stages(9, 8), "E1 2 1 1 1 1 1 1H");
  EXPECT_EQ(stages(10, 4, 2), "E1 2 2 1 1 1 1 1H") << "two virtual stages a rank";
  EXPECT_EQ(stages(126, 8, 4).substr(0, 8), "E3 4 4 4");
}

TEST(PreparedRuns, EmbeddingAndHeadMayStandAlone) {
  EXPECT_EQ(stages(7, 8), "E1 1 1 1 1 1 1 0H");
  EXPECT_EQ(stages(6, 8), "E0 1 1 1 1 1 1 0H");
  EXPECT_EQ(stages(1, 3), "E0 1 0H");
  EXPECT_EQ(stages(5, 8), "8 stages for 5 layers");
}

// No layout loses a layer, and none has a stage more than one layer longer than another between the ends.
TEST(PreparedRuns, EveryLayoutHoldsEveryLayerOnce) {
  for (int layers = 1; layers <= 20; ++layers) {
    for (int pp = 1; pp <= layers + 2; ++pp) {
      const Plan plan =
          plan_of(fmt::format(R"({{"model": {{"layers": {}}}, "hardware": {{"n_gpus": {}}}, "parallel": )"
                              R"({{"tp": 1, "pp": {}}}}})",
                              layers, pp, pp));
      ModelSpec model;
      model.layers = layers;
      EXPECT_EQ(to_text(check_stages(plan.stages, model)), "") << layers << " layers, " << pp << " stages";
    }
  }
}

TEST(PreparedRuns, ToldLayoutsAreTakenWhereTheyFit) {
  const auto layout = [](const std::string& stages) {
    return to_text(plan_of("{}", rule(R"("stages": ")" + stages + "\"")).stages);
  };
  EXPECT_EQ(layout("E+1,3x2,1+H"), "E+1,3x2,1+H") << "two stages of three layers";
  EXPECT_EQ(layout("E+1,2x3,1+H"), "E+2,2x2,2+H") << "five stages are no layout of four";
  EXPECT_EQ(layout("E+1,3x2,4+H"), "E+2,2x2,2+H") << "nor are eleven layers one of eight";
}

TEST(PreparedRuns, Recompute) {
  const auto recompute = [](const std::string& row, const std::string& rules = {}) {
    return recompute_text(
        plan_of(R"({"recompute": )" + row + R"(, "measured": {"mfu": 0.45, "hfu": 0.54}})", rules));
  };
  EXPECT_EQ(recompute("\"none\""), "none");
  EXPECT_EQ(recompute("\"full (uniform)\""), "full");
  EXPECT_EQ(recompute("\"selective: attention\""), "selective");
  EXPECT_EQ(recompute("\"seqsel\""), "selective");
  EXPECT_EQ(recompute("null"), "none");
  EXPECT_EQ(recompute("\"some words\""), "none");
  EXPECT_EQ(recompute("\"none\"", rule(R"("recompute": "full")")), "full") << "rules read the words";
  EXPECT_EQ(recompute("null", rule(R"("recompute": "layernorm+moe_act")")), "moe_act, layernorm");
  EXPECT_EQ(plan_of("{}", rule(R"("recompute": "full 0.25")")).recompute_share, 0.25);
  EXPECT_THAT(refusal("{}", rule(R"("recompute": "layernorm+norms")")), HasSubstr("is unknown"));
}

TEST(PreparedRuns, RecomputeFromHardwareFlopsOverModelFlops) {
  const std::string from_hfu = rule(R"("recompute": "from hfu")");
  const auto share = [&](const std::string& measured) {
    const Plan plan = plan_of(R"({"measured": )" + measured + "}", from_hfu);
    EXPECT_EQ(plan.recompute, Recompute::full);
    return plan.recompute_share;
  };
  EXPECT_DOUBLE_EQ(share(R"({"mfu": 0.45, "hfu": 0.54})"), 0.6) << "a fifth more is 0.6 of a third more";
  EXPECT_DOUBLE_EQ(share(R"({"mfu": 0.30, "hfu": 0.40})"), 1.0);
  EXPECT_DOUBLE_EQ(share(R"({"mfu": 0.30, "hfu": 0.60})"), 1.0) << "no more than all";
  EXPECT_DOUBLE_EQ(share(R"({"mfu": 0.50, "hfu": 0.49})"), 0.0) << "no less than nothing";
  EXPECT_DOUBLE_EQ(share(R"({"mfu": 0.50})"), 0.0);
}

TEST(PreparedRuns, SchedulesAndInterleaving) {
  EXPECT_EQ(plan_of(R"({"parallel": {"vp": 2}})").schedule, "interleaved-1f1b");
  EXPECT_EQ(plan_of(R"({"schedule": "ZB-1p"})").schedule, "zb-1p");
  EXPECT_EQ(plan_of(R"({"schedule": "zero-bubble"})").schedule, "zb-h1");
  EXPECT_EQ(plan_of(R"({"schedule": "DualPipe"})").schedule, "dualpipe");
  EXPECT_EQ(plan_of("{}", rule(R"("schedule": "zb-h1")")).schedule, "zb-h1");
  const Plan alone = plan_of(R"({"parallel": {"pp": 1, "vp": 4}, "schedule": "DualPipe"})");
  EXPECT_EQ(alone.schedule, "1f1b");
  EXPECT_EQ(alone.vp, 1) << "without a pipeline nothing is interleaved";
  EXPECT_EQ(plan_of("{}", rule(R"("vp_layers": 1)")).vp, 2) << "8 layers on 4 ranks, 1 at a time";
  EXPECT_EQ(plan_of("{}", rule(R"("vp_layers": 5)")).vp, 1);
}

TEST(PreparedRuns, BatchesFollowFromWhatIsTold) {
  const auto batch = [](const std::string& told) {
    const Plan plan = plan_of(R"({"batch": )" + told + "}");
    return std::make_pair(plan.global_batch, plan.micro_batch);
  };
  EXPECT_EQ(batch(R"({"gbs": 64, "mbs": 4})"), std::make_pair(64, 4));
  EXPECT_EQ(batch(R"({"gbs": 64, "mbs": null, "ga": 16})"), std::make_pair(64, 2)) << "on two replicas";
  EXPECT_EQ(batch(R"({"gbs": null, "mbs": 2, "ga": 16})"), std::make_pair(64, 2));
  EXPECT_EQ(batch(R"({"gbs": null, "mbs": 1, "tokens_per_step": 262144})"), std::make_pair(128, 1));
  EXPECT_EQ(batch(R"({"gbs": 64, "mbs": 1.6})"), std::make_pair(64, 2)) << "a mean micro-batch";
  EXPECT_EQ(batch(R"({"gbs": 2, "mbs": null, "ga": 16})"), std::make_pair(2, 1)) << "at least one sequence";
  EXPECT_EQ(plan_of(R"({"batch": {"mbs": null}})", rule(R"("micro_batch": 8)")).micro_batch, 8);
}

TEST(PreparedRuns, TellWhichRuleFilledWhat) {
  const PreparedRun run = prepare(R"({"recompute": null, "parallel": {"vp": null}, "batch": {"mbs": null}})",
                                  rule(R"("vp": 2, "micro_batch": 2, "tp": 4)"));
  ASSERT_EQ(run.reason, "");
  EXPECT_THAT(run.filled, Contains("vp 2 (rule extra)"));
  EXPECT_THAT(run.filled, Contains("micro_batch 2 (rule extra)"));
  EXPECT_THAT(run.filled, Contains("recompute none (not told, no rule)"));
  for (const std::string& line : run.filled) EXPECT_NE(line.substr(0, 2), "tp") << "the row prints it";
}

TEST(PreparedRuns, StacksFollowTheFormat) {
  EXPECT_EQ(prepare(R"({"dtype": "fp8"})").stack, "nemo-2024-fp8");
  EXPECT_EQ(refusal(R"({"dtype": "nvfp4"})"), "no rule names a software stack of nvfp4 for it");
  EXPECT_EQ(prepare(R"({"dtype": "fp8 or nvfp4"})", rule(R"("dtype": "bf16")")).stack, "nemo-2024-bf16");
}

TEST(PreparedRuns, MemoryReadings) {
  const auto reading = [](const std::string& kind) {
    return prepare(R"({"measured": {"memory_gb": 40, "memory_kind": ")" + kind + R"("}})");
  };
  EXPECT_EQ(reading("max allocated").memory_reading, "allocated");
  EXPECT_EQ(reading("max allocated").measured_memory->in(gigabytes), 40.0);
  EXPECT_EQ(reading("reserved, GiB").memory_reading, "reserved");
  EXPECT_EQ(reading("reserved, GiB").measured_memory->in(gibibytes), 40.0);
  EXPECT_EQ(reading("nvidia-smi").memory_reading, "nvidia-smi");
  EXPECT_EQ(reading("peak").memory_reading, "peak");
  EXPECT_FALSE(prepare("{}").measured_memory);
}

TEST(PreparedRuns, ProductionAndWeightAndLoadComeFromRules) {
  const PreparedRun run = prepare("{}", rule(R"("production": "yes", "weight": 0.25, "load": 1.7)"));
  EXPECT_TRUE(run.production);
  EXPECT_EQ(run.weight, 0.25);
  EXPECT_EQ(run.input.spread.hottest, 1.7);
}

TEST(PreparedRuns, AreRefusedWithTheReason) {
  EXPECT_EQ(refusal(R"({"hardware": {"gpu": "TPU v5p"}})"), "no cluster stands for TPU v5p");
  EXPECT_THAT(refusal("{}", rule(R"("cluster": "dgx-h101")")), HasSubstr("dgx-h101"));
  EXPECT_THAT(refusal("{}", rule(R"("stack": "nemo-2025-bf16")")), HasSubstr("nemo-2025-bf16"));
  EXPECT_EQ(refusal(R"({"hardware": {"n_gpus": null}})"), "the number of GPUs is not told");
  EXPECT_EQ(refusal(R"({"parallel": {"tp": 6}})"), "64 GPUs are no multiple of TP 6 x PP 4 x CP 1");
  EXPECT_EQ(refusal(R"({"parallel": {"cp": 4}})"), "64 GPUs are no multiple of TP 8 x PP 4 x CP 4");
  EXPECT_EQ(refusal(R"({"batch": {"gbs": null}})"), "the batch is not told");
  EXPECT_EQ(refusal(R"({"batch": {"mbs": null}})"), "the micro-batch is not told");
  EXPECT_EQ(refusal(R"({"batch": {"gbs": 1}})"), "1 sequences are too few for 2 replicas");
  EXPECT_THAT(refusal(R"({"model": {"layers": null}})"), HasSubstr("shape of the model is not told"));
  EXPECT_EQ(refusal(R"({"model": {"arch": "moe"}})"), "the experts are not told");
  EXPECT_THAT(refusal(R"({"model": {"arch": "moe-hybrid"}})"), HasSubstr("not modelled"));
  EXPECT_THAT(refusal(R"({"model": {"arch": "moe", "moe": {"experts": 8}}})"), HasSubstr("experts' width"));
  EXPECT_EQ(refusal("{}", rule(R"("skip": "it is another thing")")), "it is another thing");
  EXPECT_THAT(refusal("{}", rule(R"("cp": "two")")), HasSubstr("no whole number"));
  EXPECT_THAT(refusal(R"({"measured": {"step_time_s": null}})"), HasSubstr("no step time"));
  EXPECT_THAT(refusal(R"({"parallel": {"tp": -8}})"), HasSubstr("cannot be read"));
  const std::vector<PublishedRun> runs = made_up::read_rows({plain_row()});
  EXPECT_EQ(made_up::prepared(runs, RunRules{}).front().reason, "no rule names its software stack");
}

// Products of these leave an int, and some come back as what would fit: 24 x 178956971 is 8 modulo 2^32.
TEST(PreparedRuns, AbsurdDegreesAreRefused) {
  const auto plan = [](const std::string& degrees) { return refusal(R"({"parallel": {)" + degrees + "}}"); };
  EXPECT_EQ(plan(R"("tp": 100000, "pp": 100000)"), "64 GPUs are no multiple of TP 100000 x PP 100000 x CP 1");
  EXPECT_THAT(plan(R"("tp": 65536, "pp": 65536)"), HasSubstr("no multiple"));
  EXPECT_THAT(plan(R"("tp": 24, "pp": 1, "cp": 178956971)"), HasSubstr("no multiple"));
  EXPECT_THAT(plan(R"("tp": 46341, "pp": 46341)"), HasSubstr("no multiple"));
  EXPECT_EQ(plan(R"("vp": 1073741824)"), "4294967296 stages for 8 layers");
  EXPECT_EQ(plan(R"("vp": 0)"), "a degree of parallelism is 0");
  EXPECT_EQ(plan(R"("tp": 0)"), "a degree of parallelism is 0");
  const auto spread = [](const std::string& degrees) {
    return refusal(R"({"model": {)" + experts + R"(}, "parallel": {)" + degrees + "}}");
  };
  EXPECT_THAT(spread(R"("ep": 65536, "etp": 65536)"), HasSubstr("do not fit"));
  EXPECT_THAT(spread(R"("ep": 16, "etp": 2)"), HasSubstr("do not fit the 16 GPUs of a pipeline rank"));
  EXPECT_EQ(spread(R"("ep": 0)"), "a degree of parallelism is 0");
}

TEST(PreparedRuns, AbsurdBatchesAndShapesAreRefused) {
  EXPECT_EQ(refusal(R"({"batch": {"gbs": null, "tokens_per_step": 1e300}})"), "the batch is not told");
  EXPECT_EQ(refusal(R"({"batch": {"gbs": null, "mbs": 1e9, "ga": 1e9}})"), "the batch is not told");
  EXPECT_EQ(refusal(R"({"batch": {"mbs": null, "ga": 0}})"), "the micro-batch is not told");
  EXPECT_EQ(refusal(R"({"batch": {"mbs": 1e300}})"), "the micro-batch is not told");
  EXPECT_EQ(refusal(R"({"batch": {"mbs": 0}})"), "the micro-batch is not told");
  EXPECT_THAT(refusal(R"({"batch": {"mbs": 1073741824}})"), HasSubstr("no batch"));
  for (const char* field : {"layers", "hidden", "heads", "kv_heads", "head_dim", "ffn", "vocab", "seq"}) {
    EXPECT_THAT(refusal(fmt::format(R"({{"model": {{"{}": 1073741824}}}})", field)),
                HasSubstr("no model has"))
        << field;
  }
  EXPECT_EQ(plan_of("{}", rule(R"("vp_layers": 0)")).vp, 1);
  EXPECT_EQ(plan_of("{}", rule(R"("vp_layers": 1073741824)")).vp, 1);
}

}  // namespace
}  // namespace trainyard
