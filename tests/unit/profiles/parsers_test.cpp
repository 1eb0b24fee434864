// What the parsers say about wrong documents.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hardware_profiles/profile_parsers.h"

namespace trainyard {
namespace {

using testing::HasSubstr;

JsonDocument document(std::string text) {
  auto parsed = JsonDocument::parse(std::move(text), "mine.json");
  EXPECT_TRUE(parsed) << (parsed ? "" : to_text(parsed.error()));
  return parsed.value();
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

const std::string gpu_text = R"({
  "name": "toy",
  "description": "a GPU for tests",
  "sms": {"value": 4, "source": "made up"},
  "clock": {"value": "1 GHz", "source": "made up"},
  "peak": {"bf16": {"value": "1 TFLOPS", "source": "made up"}},
  "memory": {"value": "1 GiB", "source": "made up"},
  "memory_bandwidth": {"value": "10 GB/s", "source": "made up"},
  "l2": {"value": "1 MB", "source": "made up"},
  "nvlink": {"value": "0 GB/s", "source": "made up"},
  "pcie": {"value": "1 GB/s", "source": "made up"},
  "power_limit": {"value": "10 W", "source": "made up"}
})";

std::string problems_of_gpu(const std::string& text) {
  const auto gpu = parse_gpu(document(text));
  return gpu ? "" : to_text(gpu.error());
}

TEST(GpuParser, ReadsEveryField) {
  const auto gpu = parse_gpu(document(gpu_text));
  ASSERT_TRUE(gpu) << to_text(gpu.error());
  EXPECT_EQ(gpu.value().name, "toy");
  EXPECT_EQ(gpu.value().sms.value, 4);
  EXPECT_DOUBLE_EQ(gpu.value().clock.value.in(gigahertz), 1.0);
  EXPECT_DOUBLE_EQ(gpu.value().peak.at(Format::bf16).value.in(teraflops), 1.0);
  EXPECT_DOUBLE_EQ(gpu.value().memory.value.in(gibibytes), 1.0);
  EXPECT_EQ(gpu.value().nvlink.value, BytesPerSecond{});
  EXPECT_EQ(gpu.value().pcie.source, "made up");
  EXPECT_EQ(gpu.value().pcie.evidence, Evidence::published);
}

TEST(GpuParser, AnAmountWhereARateIsExpectedNamesPlaceAndRemedy) {
  const std::string said = problems_of_gpu(replaced(gpu_text, "\"10 GB/s\"", "\"10 GB\""));
  EXPECT_THAT(said, HasSubstr("mine.json:8:"));
  EXPECT_THAT(said, HasSubstr("/memory_bandwidth/value"));
  EXPECT_THAT(said, HasSubstr("amount of data"));
}

TEST(GpuParser, AMisspeltKeyIsToldWithTheRightOne) {
  const std::string said = problems_of_gpu(replaced(gpu_text, "\"power_limit\"", "\"power_limmit\""));
  EXPECT_THAT(said, HasSubstr("unknown key \"power_limmit\""));
  EXPECT_THAT(said, HasSubstr("power_limit"));
}

TEST(GpuParser, TellsAllProblemsAtOnce) {
  std::string text = replaced(gpu_text, "\"1 GHz\"", "\"1\"");
  text = replaced(text, "\"value\": 4", "\"value\": 0");
  text = replaced(text, "\"toy\"", "\"My GPU\"");
  const std::string said = problems_of_gpu(text);
  EXPECT_THAT(said, HasSubstr("/clock"));
  EXPECT_THAT(said, HasSubstr("/sms"));
  EXPECT_THAT(said, HasSubstr("\"My GPU\" is no name"));
}

TEST(GpuParser, RefusesZeroWhereNoHardwareHasZero) {
  EXPECT_THAT(problems_of_gpu(replaced(gpu_text, "\"1 MB\"", "\"0 MB\"")), HasSubstr("/l2"));
  EXPECT_THAT(problems_of_gpu(replaced(gpu_text, "\"bf16\": {", "\"fp16\": {")), HasSubstr("/peak/bf16"));
}

TEST(GpuParser, ANumberWithoutSourceIsRefused) {
  EXPECT_THAT(
      problems_of_gpu(replaced(gpu_text, R"("value": "1 GHz", "source": "made up")", R"("value": "1 GHz")")),
      HasSubstr("/clock/source"));
}

std::string kernel_text(const std::string& parameter) {
  return R"({"gpu": "toy", "families": {"f": {"gemm": {"law": "tile_wave", "parameters": {"x": )" +
         parameter + R"(}, "lists": {"tiles": [128, 64]}}}}})";
}

double kernel_value(const std::string& parameter) {
  const auto kernels = parse_kernels(document(kernel_text(parameter)));
  EXPECT_TRUE(kernels) << to_text(kernels.error());
  return kernels ? kernels.value().families.at("f").at("gemm").given.parameters.at("x").value : -1.0;
}

TEST(KernelParser, ConvertsToBaseUnitsByTheUnitFound) {
  EXPECT_DOUBLE_EQ(kernel_value(R"({"value": 0.83, "source": "s"})"), 0.83);
  EXPECT_DOUBLE_EQ(kernel_value(R"({"value": "0.14 us", "source": "s"})"), 0.14e-6);
  EXPECT_DOUBLE_EQ(kernel_value(R"({"value": "2.2 TB/s", "source": "s"})"), 2.2e12);
  EXPECT_DOUBLE_EQ(kernel_value(R"({"value": "5 TFLOPS", "source": "s"})"), 5e12);
}

TEST(KernelParser, KeepsEvidenceAndLists) {
  const auto kernels = parse_kernels(
      document(kernel_text(R"({"value": "1 us", "source": "s", "evidence": "fitted", "sigma": 0.1})")));
  ASSERT_TRUE(kernels);
  const KernelConstants& gemm = kernels.value().families.at("f").at("gemm").given;
  EXPECT_EQ(gemm.law, "tile_wave");
  EXPECT_EQ(gemm.parameters.at("x").evidence, Evidence::fitted);
  EXPECT_DOUBLE_EQ(gemm.parameters.at("x").relative_sigma, 0.1);
  EXPECT_EQ(gemm.lists.at("tiles"), (std::vector<double>{128, 64}));
}

TEST(KernelParser, AUnitOfNoUseHereIsToldOnce) {
  const auto kernels = parse_kernels(document(kernel_text(R"({"value": "3 GiB", "source": "s"})")));
  ASSERT_FALSE(kernels);
  ASSERT_EQ(kernels.error().size(), 1u) << to_text(kernels.error());
  EXPECT_THAT(kernels.error()[0].message, HasSubstr("\"3 GiB\" is neither a number nor a time or rate"));
  EXPECT_EQ(kernels.error()[0].pointer, "/families/f/gemm/parameters/x/value");
}

TEST(KernelParser, AnUnknownKeyBesideAValueIsStillTold) {
  for (const char* value : {"0.5", "\"1 us\"", "\"1 GB/s\""}) {
    const auto kernels = parse_kernels(
        document(kernel_text(std::string(R"({"value": )") + value + R"(, "source": "s", "sigmma": 0.1})")));
    ASSERT_FALSE(kernels) << value;
    EXPECT_THAT(to_text(kernels.error()), HasSubstr("sigmma"));
  }
}

std::string fabric_text(const std::string& kind, int planes) {
  return R"({"name": "toy", "description": "d", "kind": ")" + kind + R"(", "planes": )" +
         std::to_string(planes) + R"(,
    "switch_ports": 64, "oversubscription": {"value": 1, "source": "s"}, "hop_latency": {"value": "1 us", "source": "s"},
    "collective_base": {"value": "20 us", "source": "s"}, "collective_root": {"value": "2.5 us", "source": "s"},
    "max_gpus": 64, "cost_per_endpoint": {"value": "$4.39k", "source": "s"}})";
}

TEST(FabricParser, KeepsCollectiveConstantsInSeconds) {
  const auto fabric = parse_fabric(document(fabric_text("multi_plane", 8)));
  ASSERT_TRUE(fabric) << to_text(fabric.error());
  EXPECT_DOUBLE_EQ(fabric.value().collective_base_s.value, 20e-6);
  EXPECT_DOUBLE_EQ(fabric.value().collective_root_s.value, 2.5e-6);
  EXPECT_DOUBLE_EQ(fabric.value().cost_per_endpoint.value.in(dollars), 4390.0);
}

TEST(FabricParser, PlanesFitTheKind) {
  EXPECT_TRUE(parse_fabric(document(fabric_text("leaf_spine", 1))));
  EXPECT_FALSE(parse_fabric(document(fabric_text("leaf_spine", 8))));
  EXPECT_FALSE(parse_fabric(document(fabric_text("multi_plane", 1))));
}

std::string price_text(const std::string& rows) {
  return R"({"name": "toy", "description": "d", "date": "2026-11", "prices": [)" + rows + "]}";
}
std::string rent_row(const std::string& item, const std::string& level, const std::string& amount) {
  return R"({"item": ")" + item + R"(", "kind": "gpu_hour", "gpu": "toy", "level": ")" + level +
         R"(", "date": "2024-12", "amount": {"value": ")" + amount + R"(", "source": "s"}})";
}

TEST(PriceParser, ReadsRentsPerGpuAndSecond) {
  const auto prices = parse_prices(document(price_text(rent_row("a", "mid", "$3.60/GPU-hour"))));
  ASSERT_TRUE(prices) << to_text(prices.error());
  EXPECT_DOUBLE_EQ(prices.value().prices.at(0).amount.value, 0.001);
  EXPECT_EQ(prices.value().prices.at(0).unit, "$/GPU-hour");
}

TEST(PriceParser, RefusesAnAmountWithoutTheUnitOfItsKind) {
  const auto prices = parse_prices(document(price_text(rent_row("a", "mid", "$2"))));
  ASSERT_FALSE(prices);
  EXPECT_THAT(to_text(prices.error()), HasSubstr("/prices/0/amount/value"));
}

TEST(PriceParser, RefusesTwoPricesForOneThing) {
  const auto prices =
      parse_prices(document(price_text(rent_row("a", "mid", "$2/h") + "," + rent_row("b", "mid", "$3/h"))));
  ASSERT_FALSE(prices);
  EXPECT_THAT(to_text(prices.error()), HasSubstr("a second mid price of kind gpu_hour for toy"));
}

TEST(PriceParser, AnElectricityPriceNamesNoGpu) {
  const std::string row =
      R"({"item": "e", "kind": "electricity", "gpu": "toy", "level": "mid", "date": "2024",
    "amount": {"value": "$0.1/kWh", "source": "s"}})";
  const auto prices = parse_prices(document(price_text(row)));
  ASSERT_FALSE(prices);
  EXPECT_THAT(to_text(prices.error()), HasSubstr("belongs to no GPU"));
}

TEST(PriceParser, RefusesADateThatIsNone) {
  for (const char* date : {"2024-13", "24-12", "2024-12-32", "2024/12", "December"}) {
    const auto prices =
        parse_prices(document(replaced(price_text(rent_row("a", "mid", "$2/h")), "2024-12", date)));
    ASSERT_FALSE(prices) << date;
    EXPECT_THAT(to_text(prices.error()), HasSubstr("is no date"));
  }
}

TEST(Formats, HaveNamesAndSizes) {
  EXPECT_EQ(to_text(Format::fp8), "fp8");
  EXPECT_EQ(bytes_of(Format::fp8), bytes(1));
  EXPECT_EQ(to_text(Format::fp4), "nvfp4");
  EXPECT_EQ(bytes_of(Format::fp4), bytes(0.5625));  // with an fp8 scale per 16 elements
  EXPECT_EQ(bytes_of(Format::bf16), bytes(2));
  EXPECT_EQ(bytes_of(Format::fp32), bytes(4));
}

}  // namespace
}  // namespace trainyard
