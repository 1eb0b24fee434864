// Every kind of table: a row of it, and what becomes of the row.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "models/calibration/kernel_predictor.h"
#include "models/calibration/measurements.h"
#include "models/calibration/shapes.h"

namespace trainyard {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

Measurements read(const std::string& text) {
  const Result<Measurements> found = parse_measurements(text, "t.csv");
  EXPECT_TRUE(found.has_value()) << (found ? "" : to_text(found.error()));
  return found ? found.value() : Measurements{};
}

std::string problems_of(const std::string& text) {
  const Result<Measurements> found = parse_measurements(text, "t.csv");
  return found ? "none" : to_text(found.error());
}

/// The only kernel of a table of one row.
MeasuredKernel kernel_of(const std::string& text) {
  const Measurements all = read(text);
  EXPECT_EQ(all.kernels.size(), 1U) << text;
  return all.kernels.empty() ? MeasuredKernel{} : all.kernels.front();
}

constexpr const char* gemm = "dtype,m,n,k,latency_us,kernel,framework,version\n";
constexpr const char* attention =
    "impl,dtype,batch,seq,heads,kv_heads,head_dim,window,step,latency_us,kernel,version\n";
constexpr const char* latent = "dtype,kv_dtype,batch,seq,heads,tp,step,latency_us,kernel,framework,version\n";
constexpr const char* moe =
    "dtype,tokens,hidden,inter,topk,experts,tp,ep,distribution,kernel,latency_us,framework,version\n";

TEST(GemmTable, takesFamilyFormatAndCastFromTheKernel) {
  struct Case {
    const char* start;
    const char* kernel;
    const char* family;
    Format format;
    double cast;
  };
  for (const Case& c : {Case{"bf16", "cublas_linear", "cublas-bf16", Format::bf16, 0},
                        Case{"fp8", "cublas_fp8_pertensor+dynquant", "cublas-fp8", Format::fp8, 5},
                        Case{"fp8_block", "trtllm_blockscale+quant1x128", "trtllm-fp8-block", Format::fp8, 3},
                        Case{"fp8_block", "trtllm_deepgemm_sm100+quant", "trtllm-fp8-block", Format::fp8, 3},
                        Case{"fp8_deepgemm", "deepgemm+quant1x128", "deepgemm-fp8", Format::fp8, 3}}) {
    const MeasuredKernel row =
        kernel_of(std::string(gemm) + c.start + ",4096,2048,7168,88.5," + c.kernel + ",trtllm,1.0\n");
    EXPECT_EQ(row.family, c.family);
    EXPECT_EQ(row.role, "gemm");
    ASSERT_EQ(row.work.size(), 1U);
    EXPECT_EQ(row.work[0].op_class, OpClass::gemm);
    EXPECT_EQ(row.work[0].gemm.m, 4096);
    EXPECT_EQ(row.work[0].gemm.n, 2048);
    EXPECT_EQ(row.work[0].gemm.k, 7168);
    EXPECT_EQ(row.work[0].gemm.format, c.format);
    EXPECT_EQ(row.work[0].flops, flop(2.0 * 4096 * 2048 * 7168));
    if (c.cast == 0)
      EXPECT_THAT(row.extra, ::testing::IsEmpty());
    else
      EXPECT_THAT(row.extra, ElementsAre(Pair("cast", c.cast * 4096 * 7168), Pair("fixed", 1)));
    EXPECT_EQ(row.time, microseconds(88.5));
    EXPECT_TRUE(row.training_size && !row.sustained && row.balanced && !row.contended);
    EXPECT_EQ(row.line, 2);
    EXPECT_EQ(row.size, 4096.0 * 2048 * 7168);
  }
}

TEST(GemmTable, needsNoKernelAndKnowsPowerTables) {
  const MeasuredKernel consensus =
      kernel_of("dtype,m,n,k,latency_us,collections,rel_iqr\nbf16,1,32,128,2.7,8,0.05\n");
  EXPECT_EQ(consensus.family, "cublas-bf16");
  EXPECT_FALSE(consensus.training_size || consensus.sustained);
  const MeasuredKernel power =
      kernel_of("dtype,m,n,k,latency_us,power_w,power_limit_w\nfp8,32768,2560,16384,1567.11,883.4,1000\n");
  EXPECT_EQ(power.family, "cublas-fp8");
  EXPECT_TRUE(power.sustained && power.training_size);
}

TEST(GemmTable, leavesOutFourBits) {
  EXPECT_THAT(read(std::string(gemm) + "nvfp4,1024,1024,1024,9,trtllm_nvfp4,trtllm,1\n").left_out,
              ElementsAre(Pair(HasSubstr("4 bits"), 1)));
}

TEST(GemmTable, refusesAKernelOfAnotherDataType) {
  EXPECT_THAT(
      problems_of(std::string(gemm) + "bf16,8,8,8,9,trtllm_nvfp4,trtllm,1\n"),
      HasSubstr("t.csv:2:1: column dtype: \"bf16\" does not go with the kernel \"trtllm_nvfp4\" (expected "
                "\"nvfp4\")"));
}

TEST(GemmTable, blocksAreWeights) {
  const std::string rows =
      "bf16,1024,2048,4096,5,cublas_linear,x,1\nbf16,2048,2048,4096,5,cublas_linear,x,1\n"
      "bf16,1024,4096,2048,5,cublas_linear,x,1\n";
  const Measurements all = read(gemm + rows);
  ASSERT_EQ(all.kernels.size(), 3U);
  EXPECT_EQ(all.kernels[0].block, all.kernels[1].block);
  EXPECT_NE(all.kernels[0].block, all.kernels[2].block);
  // The same on every machine. Source: FNV-1a of one zero byte, eight times.
  EXPECT_EQ(shape_block({0.0}), 0xa8c7f832281a39c5ULL);
}

TEST(AttentionTable, takesFamilyFromTheKernelAndRoleFromTheWidth) {
  const MeasuredKernel row =
      kernel_of(std::string(attention) + "trtllm,bf16,2,4096,32,8,128,0,0,500,torch_flow,1.0\n");
  EXPECT_EQ(row.family, "trtllm-attention");
  EXPECT_EQ(row.role, "attention_forward/128");
  EXPECT_EQ(row.work.at(0).attention.kv_heads, 8);
  EXPECT_EQ(row.work.at(0).attention.value_dim, 128);
  EXPECT_FALSE(row.work.at(0).attention.backward);
  EXPECT_THAT(row.extra, ElementsAre(Pair("cache_write", 8.0 * 2 * 4096 * 8 * 128), Pair("fixed", 1),
                                     Pair("per_token", 2 * 4096)));
  EXPECT_TRUE(row.training_size);
  const auto family = [](const std::string& dtype, const std::string& kernel) {
    return kernel_of(attention + ("x," + dtype + ",1,1024,8,0,64,0,0,50," + kernel + ",1\n")).family;
  };
  EXPECT_EQ(family("bf16", "vllm_flash_attn"), "flash-attention-2");
  EXPECT_EQ(family("bf16", "vllm_flash_attn_fa3"), "flash-attention-3");
  EXPECT_EQ(family("bf16", "vllm_flash_attn_fa4"), "flash-attention-4");
  EXPECT_EQ(family("bf16", "vllm_flashinfer_trtllmprefill"), "trtllm-gen-attention");
  EXPECT_EQ(family("bf16", "vllm_flashinfer_trtllmdecode"), "trtllm-gen-attention");
  EXPECT_EQ(family("fp8", "torch_flow"), "trtllm-attention-fp8");
  EXPECT_EQ(family("fp8", "torch_flow_flashinfer"), "trtllm-attention-fp8");
}

TEST(AttentionTable, countsTheWriteOfTheCache) {
  const auto extra_of = [](const std::string& dtype, int kv_heads) {
    return kernel_of(fmt::format("{}x,{},1,1024,8,{},128,0,0,50,torch_flow,1\n", attention, dtype, kv_heads))
        .extra;
  };
  EXPECT_EQ(extra_of("bf16", 1).at("cache_write"), 8.0 * 1024 * 128);
  EXPECT_EQ(extra_of("fp8", 1).at("cache_write"), 6.0 * 1024 * 128);
  EXPECT_EQ(extra_of("bf16", 0).at("cache_write"), 8.0 * 1024 * 8 * 128) << "0: as many as heads";
  EXPECT_EQ(extra_of("bf16", 1).at("per_token"), 1024.0 / 4) << "narrower than 512 elements";
  EXPECT_EQ(extra_of("bf16", 8).at("per_token"), 1024.0);
}

TEST(AttentionTable, leavesOutWindowsAndCaches) {
  const Measurements all = read(std::string(attention) + "v,bf16,1,1024,8,8,64,128,0,9,vllm_flash_attn,1\n" +
                                "v,bf16,1,1,8,8,64,0,1023,9,vllm_flash_attn,1\n" +
                                "v,bf16,1,256,8,8,64,0,1023,9,vllm_flash_attn,1\n");
  EXPECT_TRUE(all.kernels.empty());
  EXPECT_THAT(all.left_out,
              ElementsAre(Pair(HasSubstr("already in a cache"), 1), Pair(HasSubstr("sliding window"), 1),
                          Pair(HasSubstr("decoding"), 1)));
}

TEST(AttentionTable, refusesWhatCannotBe) {
  EXPECT_THAT(problems_of(std::string(attention) + "v,bf16,1,64,8,3,64,0,0,9,vllm_flash_attn,1\n"),
              HasSubstr("column kv_heads: 3 does not divide the 8 heads"));
  EXPECT_THAT(problems_of(std::string(attention) + "v,fp8,1,64,8,8,64,0,0,9,vllm_flash_attn,1\n"),
              HasSubstr("column dtype: fp8 does not go with the kernel \"vllm_flash_attn\""));
}

TEST(LatentAttentionTable, isAttentionOf192And128) {
  const MeasuredKernel row =
      kernel_of(std::string(latent) + "bf16,bf16,2,4096,16,8,0,700,default,trtllm,1\n");
  EXPECT_EQ(row.family, "trtllm-mla");
  EXPECT_EQ(row.role, "attention_forward/192");
  const AttentionShape& shape = row.work.at(0).attention;
  EXPECT_THAT((std::vector<double>{shape.sequences, shape.length, shape.heads, shape.kv_heads, shape.head_dim,
                                   shape.value_dim}),
              ElementsAre(2, 4096, 16, 16, 192, 128));
  EXPECT_EQ(row.extra.at("cache_write"), 2 * 4096 * (4.0 * 576 + 16 * 4.0 * (192 + 128)));
  EXPECT_EQ(row.extra.at("per_token"), 2 * 4096);
  EXPECT_EQ(kernel_of(std::string(latent) + "bf16,fp8,2,4096,16,8,0,700,default,trtllm,1\n").family,
            "trtllm-mla-fp8kv");
  EXPECT_THAT(read(std::string(latent) + "bf16,fp8,2,1,16,8,63,7,default,trtllm,1\n").left_out,
              ElementsAre(Pair(HasSubstr("decoding"), 1)));
}

TEST(MoeTable, isTwoGroupedProductsOfOneRank) {
  const MeasuredKernel row = kernel_of(
      std::string(moe) + "bf16,4096,7168,2048,8,256,2,8,balanced,moe_torch_flow_cutlass,3000,trtllm,1\n");
  EXPECT_EQ(row.family, "cutlass-moe-bf16");
  EXPECT_EQ(row.role, "grouped");
  ASSERT_EQ(row.work.size(), 2U);
  const GemmShape& up = row.work[0].gemm;
  const GemmShape& down = row.work[1].gemm;
  EXPECT_THAT((std::vector<double>{up.m, up.n, up.k, double(up.groups)}), ElementsAre(4096, 2048, 7168, 32));
  EXPECT_THAT((std::vector<double>{down.m, down.n, down.k, double(down.groups)}),
              ElementsAre(4096, 7168, 1024, 32));
  EXPECT_TRUE(up.groups_split_m && down.groups_split_m);
  EXPECT_THAT(row.extra, ElementsAre(Pair("activation", 4096.0 * (2 * 2048 + 2 * 1024)),
                                     Pair("combine", 2.0 * (4096 + 4096) * 7168), Pair("fixed", 1),
                                     Pair("per_expert", 32), Pair("per_token", 4096),
                                     Pair("permute", (2.0 + 2.0) * 4096 * 7168),
                                     Pair("quantise", 4096.0 * (7168 + 1024) * 4)));
  EXPECT_TRUE(row.balanced && row.training_size);
}

TEST(MoeTable, knowsItsKernels) {
  const auto family = [](const std::string& dtype, const std::string& kernel) {
    const MeasuredKernel row =
        kernel_of(moe + (dtype + ",1024,2048,512,4,16,1,1,balanced," + kernel + ",90,x,1\n"));
    EXPECT_EQ(row.work.at(0).gemm.format, dtype == "bf16" ? Format::bf16 : Format::fp8);
    EXPECT_EQ(row.work.at(0).gemm.n, kernel == "moe_torch_flow_nongated" ? 512 : 1024);
    return row.family;
  };
  EXPECT_EQ(family("bf16", "moe_torch_flow"), "cutlass-moe-bf16");
  EXPECT_EQ(family("fp8", "moe_torch_flow_cutlass"), "cutlass-moe-fp8");
  EXPECT_EQ(family("fp8_block", "moe_torch_flow_cutlass"), "cutlass-moe-fp8-block");
  EXPECT_EQ(family("bf16", "moe_torch_flow_nongated"), "cutlass-moe-nongated-bf16");
  EXPECT_EQ(family("fp8", "moe_torch_flow_nongated"), "cutlass-moe-nongated-fp8");
  EXPECT_EQ(family("fp8_block", "deepgemm"), "deepgemm-moe-fp8-block");
  EXPECT_EQ(family("bf16", "sglang_fused_moe_triton"), "triton-moe-bf16");
  EXPECT_EQ(family("fp8_block", "sglang_fused_moe_triton"), "triton-moe-fp8-block");
}

TEST(MoeTable, keepsSkewedRoutingOnOneRankOnly) {
  const Measurements all =
      read(std::string(moe) + "bf16,4096,2048,512,8,256,1,1,power_law_1.2,moe_torch_flow,900,x,1\n" +
           "bf16,4096,2048,512,8,256,1,8,power_law_1.2,moe_torch_flow,300,x,1\n");
  ASSERT_EQ(all.kernels.size(), 1U);
  EXPECT_FALSE(all.kernels[0].balanced);
  EXPECT_THAT(all.left_out, ElementsAre(Pair(HasSubstr("busiest of several ranks"), 1)));
}

TEST(MoeTable, fewRowsReachFewExperts) {
  const MeasuredKernel row =
      kernel_of(std::string(moe) + "bf16,2,2048,512,8,256,1,4,balanced,moe_torch_flow,30,x,1\n");
  EXPECT_EQ(row.work.at(0).gemm.m, 4);
  EXPECT_EQ(row.work.at(0).gemm.groups, 4);
  EXPECT_EQ(row.extra.at("per_expert"), 64);
}

TEST(MoeTable, refusesWhatDoesNotDivide) {
  EXPECT_THAT(problems_of(std::string(moe) + "bf16,64,2048,512,8,12,1,8,balanced,deepgemm,30,x,1\n"),
              HasSubstr("\"bf16\" does not go with the kernel \"deepgemm\""));
  EXPECT_THAT(problems_of(std::string(moe) + "bf16,64,2048,512,8,12,1,8,balanced,moe_torch_flow,30,x,1\n"),
              HasSubstr("column ep: 12 experts do not spread evenly over 8 ranks"));
  EXPECT_THAT(problems_of(std::string(moe) + "bf16,64,2048,500,8,16,8,8,balanced,moe_torch_flow,30,x,1\n"),
              HasSubstr("column tp: a width of 500 does not split into 8 parts"));
  EXPECT_THAT(problems_of(std::string(moe) + "bf16,64,2048,512,8,4,1,1,balanced,moe_torch_flow,30,x,1\n"),
              HasSubstr("column topk: 8 of 4 experts cannot be chosen"));
}

TEST(CollectiveTable, keepsTheFullBuffer) {
  const Measurements all = read(
      "op,dtype,gpus,bytes,nccl_version,latency_us\nalltoall,half,8,1024,2.27.3,12.5\n"
      "all_gather,int8,2,2048,2.27.3,9\n");
  ASSERT_EQ(all.collectives.size(), 2U);
  EXPECT_EQ(all.collectives[0].op, CollectiveOp::all_to_all);
  EXPECT_EQ(all.collectives[0].members, 8);
  EXPECT_EQ(all.collectives[0].bytes, bytes(1024));
  EXPECT_EQ(all.collectives[0].version, "2.27.3");
  EXPECT_EQ(all.collectives[1].op, CollectiveOp::all_gather);
  EXPECT_EQ(all.collectives[1].dtype, "int8");
  EXPECT_EQ(all.collectives[1].line, 3);
}

TEST(ExchangeTable, countsEightGpusPerNode) {
  const std::string columns = "op,version,nodes,hidden,tokens,topk,experts,sms,latency_us,notify_us\n";
  const Measurements all = read(columns + "combine,0.5,4,7168,4096,8,256,20,3420.5,48\n");
  ASSERT_EQ(all.exchanges.size(), 1U);
  const MeasuredExchange& row = all.exchanges[0];
  EXPECT_TRUE(row.combine);
  EXPECT_EQ(row.members, 32);
  EXPECT_EQ(row.chosen, 8);
  EXPECT_EQ(row.sms, 20);
  EXPECT_EQ(row.time, microseconds(3420.5));
  EXPECT_EQ(row.notify, microseconds(48));
  EXPECT_THAT(problems_of(columns + "combine,0.5,4,7168,4096,8,256,20,30,48\n"),
              HasSubstr("column notify_us: is longer than latency_us, which contains it"));
}

TEST(QuantizeTable, isBoundByMemory) {
  const std::string columns = "op,impl,dtype,m,k,latency_us,version\n";
  const MeasuredKernel cast = kernel_of(columns + "scale_matrix,trtllm,fp8,4096,7168,30,1\n");
  EXPECT_EQ(cast.family, "trtllm-quantize");
  EXPECT_EQ(cast.role, "memory");
  EXPECT_EQ(cast.work.at(0).rate, "scale_matrix");
  EXPECT_EQ(cast.work.at(0).op_class, OpClass::cast);
  EXPECT_EQ(cast.work.at(0).bytes, bytes(3.0 * 4096 * 7168));
  EXPECT_EQ(kernel_of(columns + "computescale,sglang,fp8,4096,7168,30,1\n").work.at(0).bytes,
            bytes(2.0 * 4096 * 7168));
  EXPECT_THAT(read(columns + "computescale,sglang,fp8,4,64,0.0,1\n").left_out,
              ElementsAre(Pair(HasSubstr("difference of two times"), 1)));
  EXPECT_THAT(problems_of(columns + "scale_matrix,sglang,fp8,4,64,0.0,1\n"), HasSubstr("column latency_us"));
}

TEST(OtherTables, areKnownAndLeftOut) {
  for (const auto& [text, reason] : std::vector<std::pair<std::string, std::string>>{
           {"dtype,batch,seq,heads,head_dim,latency_us,kernel\nbf16,1,64,8,72,9,x\n",
            "without a causal mask"},
           {"op,dtype,tokens,heads,latency_us\nmla_gen_pre,bf16,1,1,4\n", "decoding"},
           {"impl,version,backend,dtype,gpus,elems,latency_us\nvllm,1,vllm_graph,bfloat16,8,128,9\n",
            "an all-reduce of a serving framework"},
           {"op,version,nodes,hidden,tokens,topk,experts,latency_us,gbps\ndispatch,1,1,2048,1,8,128,9,2\n",
            "few rows of decoding"}}) {
    EXPECT_THAT(read(text).left_out, ElementsAre(Pair(HasSubstr(reason), 1))) << text;
    std::string broken = text;
    broken.replace(broken.rfind(",9") == std::string::npos ? broken.rfind(",4") : broken.rfind(",9"), 2,
                   ",soon");
    EXPECT_THAT(problems_of(broken), HasSubstr("\"soon\" is no number")) << broken;
  }
}

TEST(TableKinds, nameOnlyExtrasThatHaveAConstant) {
  std::set<std::string> known;
  for (const MeasuredExtra& extra : measured_extras()) known.insert(std::string(extra.name));
  for (const std::string& text :
       {std::string(gemm) + "fp8,8,8,8,9,cublas_fp8_pertensor+dynquant,trtllm,1\n",
        std::string(attention) + "v,bf16,1,64,8,8,64,0,0,9,vllm_flash_attn,1\n",
        std::string(latent) + "bf16,bf16,2,64,16,8,0,7,default,trtllm,1\n",
        std::string(moe) + "bf16,64,2048,512,8,16,1,1,balanced,moe_torch_flow,30,x,1\n"}) {
    for (const auto& [name, amount] : kernel_of(text).extra) {
      EXPECT_EQ(known.count(name), 1U) << name;
      EXPECT_GT(amount, 0.0) << name;
    }
  }
}

TEST(TableKinds, areDistinctAndDescribed) {
  for (const MeasuredTableKind& kind : measured_table_kinds()) {
    EXPECT_GT(kind.sentence.size(), 20U) << kind.name;
    EXPECT_THAT(kind.columns, ::testing::Contains("latency_us")) << kind.name;
    for (const MeasuredTableKind& other : measured_table_kinds()) {
      if (&kind == &other) continue;
      EXPECT_NE(kind.name, other.name);
      EXPECT_NE(std::set(kind.columns.begin(), kind.columns.end()),
                std::set(other.columns.begin(), other.columns.end()))
          << kind.name << " and " << other.name;
    }
  }
}

TEST(TableKinds, anUnknownTableIsToldTheNearest) {
  EXPECT_EQ(problems_of("dtype,m,n,latency_us\nbf16,1,1,1\n"),
            "t.csv:1: is no table of a known kind; the nearest is \"gemm\", which has the column k too\n");
  EXPECT_THAT(problems_of("city,height\nUlm,478\n"),
              HasSubstr("t.csv:1: is neither JSON, nor output of nccl-tests, nor a table"));
}

}  // namespace
}  // namespace trainyard
