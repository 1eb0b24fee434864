#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "models/architecture/model_library.h"

namespace trainyard {
namespace {

const std::filesystem::path configs = std::filesystem::path(TRAINYARD_SOURCE_DIR) / "models" / "configs";

/// A folder of its own that is gone after the test.
class ModelLibrary : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              ("models_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::create_directories(folder_ / "my-llama");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};

TEST_F(ModelLibrary, lists_names_in_order) {
  const std::vector<std::string> names = list_models(configs);
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_THAT(names, testing::IsSupersetOf({"deepseek-v2", "deepseek-v3", "gpt3-175b", "llama-3-405b"}));
}

TEST_F(ModelLibrary, a_missing_folder_has_no_models) {
  EXPECT_TRUE(list_models(folder_ / "nothing").empty());
}

TEST_F(ModelLibrary, loads_by_name) {
  const Result<ModelSpec> model = load_model("deepseek-v3", configs);
  ASSERT_TRUE(model);
  EXPECT_EQ(model.value().name, "deepseek-v3");
  EXPECT_EQ(model.value().layers, 61);
}

TEST_F(ModelLibrary, finds_the_shipped_models_by_itself) {
  const Result<std::vector<std::string>> names = list_models();
  ASSERT_TRUE(names) << to_text(names.error());
  EXPECT_EQ(names.value(), list_models(configs));
  const Result<ModelSpec> model = load_model("llama-2-7b");
  ASSERT_TRUE(model) << to_text(model.error());
  EXPECT_EQ(model.value().layers, 32);
}

TEST_F(ModelLibrary, a_wrong_name_is_answered_with_the_nearest) {
  const Result<ModelSpec> model = load_model("deepsek-v3", configs);
  ASSERT_FALSE(model);
  EXPECT_THAT(to_text(model.error()),
              testing::AllOf(testing::HasSubstr("deepsek-v3"), testing::HasSubstr("\"deepseek-v3\"")));
}

TEST_F(ModelLibrary, loads_a_file_and_a_folder_as_downloaded) {
  std::filesystem::copy_file(configs / "llama-3-8b.json", folder_ / "my-llama" / "config.json");
  for (const std::filesystem::path& path : {folder_ / "my-llama", folder_ / "my-llama" / "config.json"}) {
    const Result<ModelSpec> model = load_model(path.string(), configs);
    ASSERT_TRUE(model) << path;
    EXPECT_EQ(model.value().name, "my-llama");
    EXPECT_EQ(model.value().attention.kv_heads, 8);
  }
}

TEST_F(ModelLibrary, a_missing_file_is_named) {
  const std::string path = (folder_ / "absent.json").string();
  const Result<ModelSpec> model = load_model(path, configs);
  ASSERT_FALSE(model);
  EXPECT_THAT(to_text(model.error()), testing::HasSubstr("absent.json"));
}

}  // namespace
}  // namespace trainyard
