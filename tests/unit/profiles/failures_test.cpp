// Failure counts: rates from events over what was watched, and what is refused.
#include "hardware_profiles/failures.h"

#include <gmock/gmock.h>

#include <cmath>

#include "hardware_profiles/profile_library.h"
#include "hardware_profiles/profile_parsers.h"

namespace trainyard {
namespace {

using testing::HasSubstr;

std::string counts(const std::string& observed, const std::string& rows) {
  return R"({"name": "toy", "description": "d", "observed": {)" + observed +
         R"(, "time": "100 h", "source": "a log"}, "spread": {"value": 0.5, "source": "s"}, "failures": [)" +
         rows + "]}";
}

std::string row(const std::string& domain, const std::string& per, const std::string& more = "") {
  return R"({"cause": "it", "domain": ")" + domain + R"(", "per": ")" + per +
         R"(", "events": {"value": 20, "source": "a log"})" + more + "}";
}

Result<FailureRates> parsed(const std::string& text) {
  TRAINYARD_TRY(document, JsonDocument::parse(text, "toy.json"));
  return parse_failures(document);
}

std::string refusal(const std::string& text) {
  const Result<FailureRates> found = parsed(text);
  return found ? "accepted" : to_text(found.error());
}

TEST(FailureCounts, BecomeRatesPerUnit) {
  const auto gpu = parsed(counts(R"("gpus": 80, "nodes": 10)", row("gpu", "gpu")));
  const auto node = parsed(counts(R"("gpus": 80, "nodes": 10)", row("host", "node")));
  ASSERT_TRUE(gpu && node);
  EXPECT_NEAR(gpu.value().causes[0].rate.base() * 3600, 20.0 / 80 / 100, 1e-15);
  EXPECT_NEAR(node.value().causes[0].rate.base() * 3600, 20.0 / 10 / 100, 1e-15);
  // Both are the same failures of the same cluster.
  EXPECT_NEAR(gpu.value().per_gpu(8, 8) / node.value().per_gpu(8, 8), 1.0, 1e-12);
}

TEST(FailureCounts, TakeOutANodeUnlessItIsSoftware) {
  const auto nodes_of = [](const std::string& text) {
    return parsed(counts(R"("gpus": 8)", text)).value().causes[0].nodes;
  };
  for (const char* domain : {"gpu", "nvlink", "nic", "link", "host"})
    EXPECT_EQ(nodes_of(row(domain, "gpu")), 1) << domain;
  for (const char* domain : {"software", "other"}) EXPECT_EQ(nodes_of(row(domain, "gpu")), 0) << domain;
  EXPECT_EQ(nodes_of(row("link", "gpu", R"(, "nodes": 0)")), 0);
  EXPECT_EQ(nodes_of(row("switch", "gpu", R"(, "nodes": 16)")), 16);
}

TEST(FailureCounts, AreRefusedWithWhatIsMissing) {
  EXPECT_THAT(refusal(counts(R"("gpus": 8)", row("switch", "gpu"))),
              HasSubstr("/failures/0/nodes: is missing"));
  EXPECT_THAT(refusal(counts(R"("gpus": 8)", row("nic", "nic"))),
              HasSubstr("counts per nic, but \"observed\" does not tell how many there were"));
  EXPECT_THAT(refusal(counts(R"("gpus": 8)", row("gpux", "gpu"))), HasSubstr("gpu"));
  EXPECT_THAT(refusal(counts(R"("gpus": 8)", row("gpu", "gpu") + "," + row("gpu", "gpu"))),
              HasSubstr("\"it\" is listed twice"));
  EXPECT_THAT(refusal(counts(R"("gpus": 8)", "")), HasSubstr("expected at least one cause"));
  EXPECT_THAT(refusal(counts(R"("gpus": 0)", row("gpu", "gpu"))), HasSubstr("/observed/gpus"));
}

TEST(ShippedCounts, OfLlama3SumToItsInterruptions) {
  const FailureRates rates = ProfileLibrary(TRAINYARD_SOURCE_DIR).load_failures("llama-3-h100").value();
  double all = 0, gpu = 0;
  for (const FailureCause& one : rates.causes) {
    all += one.events.value;
    if (one.domain == FailureDomain::gpu) gpu += one.events.value;
  }
  EXPECT_EQ(all, 419);
  EXPECT_EQ(gpu, 148 + 72 + 19 + 17 + 6 + 6);
}

TEST(ShippedCounts, SpreadAsEachOfThemSays) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  const std::vector<std::string> names = library.names("failures").value();
  std::vector<double> logarithms;
  for (const std::string& name : names)
    logarithms.push_back(std::log(library.load_failures(name).value().per_gpu(8, 1).base()));
  double mean = 0, squares = 0;
  for (const double one : logarithms) mean += one / static_cast<double>(logarithms.size());
  for (const double one : logarithms) squares += (one - mean) * (one - mean);
  const double deviation = std::sqrt(squares / static_cast<double>(logarithms.size() - 1));
  for (const std::string& name : names)
    EXPECT_NEAR(library.load_failures(name).value().spread.value, deviation, 0.05) << name;
}

}  // namespace
}  // namespace trainyard
