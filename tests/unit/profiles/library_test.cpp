// Finding profiles by name, and problems that only several files together show.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "hardware_profiles/data_root.h"
#include "hardware_profiles/links.h"
#include "hardware_profiles/profile_library.h"

namespace trainyard {
namespace {

using testing::HasSubstr;

ProfileLibrary shipped() {
  return ProfileLibrary(TRAINYARD_SOURCE_DIR);
}

/// A copy of the shipped data in a folder of its own, removed at the end.
class LibraryCopy {
 public:
  LibraryCopy() {
    std::filesystem::remove_all(root_);
    const std::filesystem::path source(TRAINYARD_SOURCE_DIR);
    for (const DocumentKind& kind : document_kinds()) {
      std::filesystem::create_directories(root_ / kind.folder);
      std::filesystem::copy(
          source / kind.folder, root_ / kind.folder,
          std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
    }
  }
  LibraryCopy(const LibraryCopy&) = delete;
  LibraryCopy& operator=(const LibraryCopy&) = delete;
  ~LibraryCopy() { std::filesystem::remove_all(root_); }

  /// Replaces `from` by `to` in one file.
  void edit(const std::string& file, const std::string& from, const std::string& to) const {
    std::ifstream in(root_ / file);
    std::stringstream buffer;
    buffer << in.rdbuf();
    std::string text = buffer.str();
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    std::ofstream(root_ / file) << text;
  }
  [[nodiscard]] const std::filesystem::path& root() const { return root_; }
  [[nodiscard]] std::string problems() const { return to_text(check_library(ProfileLibrary(root_))); }

 private:
  std::filesystem::path root_ = [] {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    return std::filesystem::path(testing::TempDir()) /
           (std::string("trainyard_") + test->test_suite_name() + "_" + test->name());
  }();
};

TEST(Library, AnUnknownNameIsAnsweredWithTheNearest) {
  const auto gpu = shipped().load_gpu("h80-sxm");
  ASSERT_FALSE(gpu);
  EXPECT_THAT(to_text(gpu.error()), HasSubstr("there is no gpu \"h80-sxm\""));
  EXPECT_THAT(to_text(gpu.error()), HasSubstr("\"h800-sxm\""));
}

TEST(Library, EveryLoadRefusesANameThatIsNone) {
  EXPECT_FALSE(shipped().load_node("nothing"));
  EXPECT_FALSE(shipped().load_fabric("nothing"));
  EXPECT_FALSE(shipped().load_cluster("nothing"));
  EXPECT_FALSE(shipped().load_software("nothing"));
  EXPECT_FALSE(shipped().load_prices("nothing"));
  EXPECT_FALSE(shipped().load_gpu(""));
}

TEST(Library, AnUnknownKindIsAnsweredWithTheNearest) {
  const auto list = shipped().list("gpus");
  ASSERT_FALSE(list);
  EXPECT_THAT(to_text(list.error()), HasSubstr("\"gpu\""));
}

TEST(Library, ANameMayBeAPath) {
  const auto node =
      shipped().load_node(std::string(TRAINYARD_SOURCE_DIR) + "/hardware_profiles/nodes/dgx-h100.json");
  ASSERT_TRUE(node) << to_text(node.error());
  EXPECT_EQ(node.value().name, "dgx-h100");
  EXPECT_FALSE(shipped().load_node("/no/such/file.json"));
}

TEST(Library, LoadGpuJoinsItsKernelConstants) {
  const auto gpu = shipped().load_gpu("h800-sxm");
  ASSERT_TRUE(gpu) << to_text(gpu.error());
  ASSERT_EQ(gpu.value().kernels.count("cublas-bf16"), 1u);
  EXPECT_EQ(gpu.value().kernels.at("cublas-bf16").count("gemm"), 1u);
}

TEST(Library, AGpuWithoutKernelFileLoadsWithoutKernels) {
  const LibraryCopy copy;
  std::filesystem::remove(copy.root() / "hardware_profiles/kernels/h100-sxm.json");
  const auto gpu = ProfileLibrary(copy.root()).load_gpu("h100-sxm");
  ASSERT_TRUE(gpu) << to_text(gpu.error());
  EXPECT_TRUE(gpu.value().kernels.empty());
}

TEST(Library, ListTellsTheProblemsOfEveryBrokenFile) {
  const LibraryCopy copy;
  copy.edit("hardware_profiles/gpus/h100-sxm.json", "\"clock\"", "\"clok\"");
  copy.edit("hardware_profiles/gpus/a100-sxm-80.json", "\"40 MB\"", "\"40\"");
  const auto list = ProfileLibrary(copy.root()).list("gpu");
  ASSERT_FALSE(list);
  EXPECT_THAT(to_text(list.error()), HasSubstr("h100-sxm.json"));
  EXPECT_THAT(to_text(list.error()), HasSubstr("a100-sxm-80.json"));
}

TEST(LibraryCheck, SeesAFastDomainThatIsNotTheGpusNvlink) {
  const LibraryCopy copy;
  copy.edit("hardware_profiles/nodes/h800-8.json", "\"200 GB/s\"", "\"400 GB/s\"");
  EXPECT_THAT(copy.problems(),
              HasSubstr("/fast: is 400 GB/s, but NVLink of GPU h800-sxm is 200 GB/s per direction"));
}

TEST(LibraryCheck, SeesReferencesToNothing) {
  const LibraryCopy copy;
  copy.edit("hardware_profiles/clusters/dgx-a100.json", "\"infiniband-leaf-spine\"",
            "\"infiniband-leafspine\"");
  copy.edit("hardware_profiles/nodes/dgx-h100.json", "\"gpu\": \"h100-sxm\"", "\"gpu\": \"h101-sxm\"");
  copy.edit("hardware_profiles/software/megatron-core-bf16-2024.json", "\"flash-attention-2\"",
            "\"flash-attention-9\"");
  copy.edit("data/prices/2026-11.json", "\"gpu\": \"h800-sxm\"", "\"gpu\": \"h8000-sxm\"");
  const std::string said = copy.problems();
  EXPECT_THAT(said, HasSubstr("there is no fabric \"infiniband-leafspine\""));
  EXPECT_THAT(said, HasSubstr("there is no gpu \"h101-sxm\""));
  EXPECT_THAT(said, HasSubstr("no GPU has kernel family \"flash-attention-9\""));
  EXPECT_THAT(said, HasSubstr("/prices/0/gpu: there is no gpu \"h8000-sxm\""));
}

TEST(LibraryCheck, SeesMoreThanThereIs) {
  const LibraryCopy copy;
  copy.edit("hardware_profiles/clusters/deepseek-h800.json", "\"84943110144 B\"", "\"100 GB\"");
  copy.edit("hardware_profiles/clusters/deepseek-h800.json", "\"nodes\": 256", "\"nodes\": 5000");
  const std::string said = copy.problems();
  EXPECT_THAT(said, HasSubstr("/usable_memory: is 100 GB, more than"));
  EXPECT_THAT(said,
              HasSubstr("/nodes: are 40000 GPUs, but fabric deepseek-eight-plane connects at most 16384"));
}

TEST(LibraryCheck, SeesAFileThatIsNotNamedAsItsProfile) {
  const LibraryCopy copy;
  std::filesystem::rename(copy.root() / "hardware_profiles/fabrics/fire-flyer-fat-tree.json",
                          copy.root() / "hardware_profiles/fabrics/fire-flyer.json");
  EXPECT_THAT(copy.problems(),
              HasSubstr("is \"fire-flyer-fat-tree\", expected the name of the file, \"fire-flyer\""));
}

TEST(LibraryCheck, PassesOnTheProblemsOfABrokenFile) {
  const LibraryCopy copy;
  copy.edit("hardware_profiles/nodes/dgx-a100.json", "\"nics\": 8", "\"nics\": 0");
  EXPECT_THAT(copy.problems(), HasSubstr("/nics"));
}

TEST(FindPrice, TakesTheNearestLevelThatIsListed) {
  const auto prices = shipped().load_prices("2026-11");
  ASSERT_TRUE(prices);
  EXPECT_EQ(find_price(prices.value(), "gpu_hour", "h100-sxm", "high").value().level, "high");
  EXPECT_EQ(find_price(prices.value(), "gpu_hour", "h800-sxm", "high").value().level, "mid");
  const auto none = find_price(prices.value(), "gpu_hour", "h900-sxm");
  ASSERT_FALSE(none);
  EXPECT_THAT(to_text(none.error()), HasSubstr("\"h800-sxm\""));
  EXPECT_FALSE(find_price(prices.value(), "holiday", ""));
  EXPECT_TRUE(find_price(prices.value(), "electricity", ""));
}

TEST(DataRoot, FollowsTheEnvironmentAndRefusesAFolderWithoutData) {
  const LibraryCopy copy;
  ::setenv("TRAINYARD_DATA", copy.root().c_str(), 1);
  const auto named = data_root();
  ::setenv("TRAINYARD_DATA", "/no/such/folder", 1);
  const auto wrong = data_root();
  ::unsetenv("TRAINYARD_DATA");
  ASSERT_TRUE(named);
  EXPECT_EQ(named.value(), copy.root());
  ASSERT_FALSE(wrong);
  EXPECT_THAT(to_text(wrong.error()), HasSubstr("TRAINYARD_DATA is \"/no/such/folder\""));
}

TEST(DataRoot, IsTheSourceTreeOtherwise) {
  ::unsetenv("TRAINYARD_DATA");
  const auto root = data_root();
  ASSERT_TRUE(root) << to_text(root.error());
  EXPECT_TRUE(std::filesystem::equivalent(root.value(), TRAINYARD_SOURCE_DIR));
}

/// Bandwidth of bytes on the wire that the bulk protocol reaches among `members`, in GB/s.
double bulk_rate(const FastDomain& domain, CollectiveOp op, int members) {
  const DomainProtocol& bulk = domain.law(op).protocols.back();
  return domain.rate.in(gigabytes_per_second)*bulk.share * (1.0 - bulk.small_group_loss / members);
}

TEST(Links, AFullNodeReachesTheShareOfTheProfile) {
  const std::vector<std::string> names = shipped().names("node").value();
  for (const std::string& name : names) {
    const auto node = shipped().load_node(name);
    ASSERT_TRUE(node);
    const FastDomain domain = fast_domain(node.value());
    for (CollectiveOp op : all_collective_ops) {
      const DomainCollective& collective = node.value().collectives.at(std::string(to_text(op)));
      EXPECT_NEAR(bulk_rate(domain, op, node.value().gpus),
                  node.value().fast.value.in(gigabytes_per_second)*collective.share.value, 1e-9)
          << name << " " << to_text(op);
      EXPECT_LE(bulk_rate(domain, op, 2), bulk_rate(domain, op, node.value().gpus) * (1 + 1e-12))
          << name << " " << to_text(op);
    }
  }
}

TEST(Links, OnlySwitchedHopperBoardsReduceInTheSwitch) {
  EXPECT_EQ(fast_domain(shipped().load_node("dgx-h100").value()).in_switch.min_members, 8);
  EXPECT_EQ(fast_domain(shipped().load_node("h800-8").value()).in_switch.min_members, 8);
  EXPECT_EQ(fast_domain(shipped().load_node("dgx-a100").value()).in_switch.min_members, 0);
  EXPECT_EQ(fast_domain(shipped().load_node("fire-flyer-2").value()).in_switch.min_members, 0);
}

TEST(Links, EightGpusOfFireFlyerShareOneNic) {
  const auto node = shipped().load_node("fire-flyer-2");
  const auto fabric = shipped().load_fabric("fire-flyer-fat-tree");
  ASSERT_TRUE(node && fabric);
  const SlowLink link = slow_link(node.value(), fabric.value());
  EXPECT_DOUBLE_EQ(link.members_per_nic, 8.0);
  EXPECT_DOUBLE_EQ(link.rate.in(gigabytes_per_second), 25.0);
  EXPECT_DOUBLE_EQ(link.collective_base.in(microseconds), 20.0);
  EXPECT_NEAR(link.hop_latency.in(microseconds), 3.7, 1e-9);
}

TEST(Links, ANodeWithoutACollectiveGetsItsCopyRate) {
  NodeProfile node = shipped().load_node("dgx-a100").value();
  node.collectives.clear();
  EXPECT_NEAR(bulk_rate(fast_domain(node), CollectiveOp::all_gather, 8), 300.0 * 0.88, 1e-9);
}

}  // namespace
}  // namespace trainyard
