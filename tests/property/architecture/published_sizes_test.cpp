// Every model file against the size its authors publish. A file without a row in data/published/models.json
// fails.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "models/architecture/model_library.h"

namespace trainyard {
namespace {

const std::filesystem::path root = TRAINYARD_SOURCE_DIR;
const std::filesystem::path configs = root / "models" / "configs";

struct Published {
  double value = 0;
  double half_unit = 0;  // half of the last printed digit
  std::string convention{};
  [[nodiscard]] double tolerance() const { return std::max(0.005 * value, half_unit); }
};

struct Row {
  Published total{};
  std::optional<Published> active{};
  std::optional<Published> with_mtp{};
  std::optional<Published> flops{};
  int sequence = 0;
  bool causal = false;
};

Published read_published(JsonReader& reader) {
  Published number;
  number.value = reader.count("published", 1.0);
  number.half_unit = reader.count("half_unit", 0.5);
  EXPECT_LE(number.half_unit, 0.04 * number.value) << "a number printed this coarsely proves nothing";
  EXPECT_FALSE(reader.text("source").empty());
  reader.text("note", "");
  return number;
}

std::map<std::string, Row> published_rows() {
  std::map<std::string, Row> rows;
  const Result<JsonDocument> document = JsonDocument::load(root / "data" / "published" / "models.json");
  if (!document) {
    ADD_FAILURE() << to_text(document.error());
    return rows;
  }
  Diagnostics problems;
  JsonReader file(document.value(), problems);
  file.ignore("comment");
  for (JsonReader& item : file.objects("models")) {
    Row row;
    JsonReader total = item.object("total");
    row.total = read_published(total);
    if (auto active = item.optional_object("active")) {
      row.active = read_published(*active);
      row.active->convention = active->choice(
          "convention", {"with_embedding", "without_embedding", "without_embedding_and_router"});
    }
    if (auto mtp = item.optional_object("total_with_mtp")) row.with_mtp = read_published(*mtp);
    if (auto flops = item.optional_object("training_flops_per_token")) {
      row.flops = read_published(*flops);
      row.sequence = static_cast<int>(flops->integer("sequence", 1, 1 << 20));
      row.causal = flops->boolean("causal");
    }
    const std::string name = item.text("model");
    EXPECT_TRUE(rows.emplace(name, row).second) << name << " has two rows";
  }
  file.finish();
  EXPECT_TRUE(problems.empty()) << to_text(problems);
  return rows;
}

double active_by_convention(const ModelSpec& model, const std::string& convention) {
  const ParameterCount count = count_parameters(model);
  double active = count.active;
  if (convention != "with_embedding") active -= count.embedding;
  if (convention == "without_embedding_and_router") active -= model.moe_layers() * count.router_per_layer;
  return active;
}

TEST(PublishedSizes, every_model_file_has_its_published_size) {
  const std::map<std::string, Row> rows = published_rows();
  const std::vector<std::string> names = list_models(configs);
  ASSERT_FALSE(names.empty());
  EXPECT_EQ(rows.size(), names.size());
  for (const std::string& name : names) {
    SCOPED_TRACE(name);
    const Result<ModelSpec> loaded = load_model(name, configs);
    ASSERT_TRUE(loaded) << to_text(loaded.error());
    const ModelSpec& model = loaded.value();
    const auto row = rows.find(name);
    if (row == rows.end()) {
      ADD_FAILURE() << "data/published/models.json has no row for this model";
      continue;
    }
    const Row& published = row->second;
    const ParameterCount count = count_parameters(model);
    EXPECT_NEAR(count.total, published.total.value, published.total.tolerance());
    EXPECT_EQ(model.moe.has_value(), published.active.has_value()) << "experts need a published active count";
    if (published.active) {
      const double active = active_by_convention(model, published.active->convention);
      EXPECT_NEAR(active, published.active->value, published.active->tolerance());
    } else {
      EXPECT_EQ(count.active, count.total);
    }
    EXPECT_EQ(model.mtp_modules > 0, published.with_mtp.has_value()) << "MTP modules need a published size";
    if (published.with_mtp) {
      const double with_mtp = count.total + count.mtp + model.mtp_modules * (count.embedding + count.head);
      EXPECT_NEAR(with_mtp, published.with_mtp->value, published.with_mtp->tolerance());
    }
    if (published.flops) {
      const double flops = training_flops_per_token(model, published.sequence, published.causal);
      EXPECT_NEAR(flops, published.flops->value, published.flops->tolerance());
    }
  }
}

TEST(PublishedSizes, training_flops_follow_the_stated_convention) {
  const Result<ModelSpec> v3 = load_model("deepseek-v3", configs), v2 = load_model("deepseek-v2", configs);
  ASSERT_TRUE(v3 && v2);
  // 6 N + attention, worked out once from the tables of both papers.
  EXPECT_NEAR(training_flops_per_token(v3.value(), 4096, true), 250.5e9, 0.1e9);
  EXPECT_NEAR(training_flops_per_token(v3.value(), 4096, false), 281.2e9, 0.1e9);
  EXPECT_NEAR(training_flops_per_token(v2.value(), 4096, true), 155.3e9, 0.1e9);
}

TEST(ModelFiles, counts_are_ordered_and_made_of_their_parts) {
  for (const std::string& name : list_models(configs)) {
    SCOPED_TRACE(name);
    const Result<ModelSpec> loaded = load_model(name, configs);
    ASSERT_TRUE(loaded);
    const ModelSpec& model = loaded.value();
    const ParameterCount count = count_parameters(model);
    EXPECT_LE(count.active, count.total);
    EXPECT_LE(count.active_matmul, count.active);
    const double moe = model.moe_layers(), experts = model.moe ? model.moe->routed_experts : 0;
    const double sum =
        count.embedding + count.head + count.final_norm +
        model.layers * (count.attention_per_layer + count.norms_per_layer) +
        (model.layers - moe) * count.dense_ffn_per_layer +
        moe * (count.router_per_layer + count.shared_experts_per_layer + experts * count.one_expert);
    EXPECT_EQ(count.total, sum);
    for (const int sequence : {1024, 4096, 32768}) {
      EXPECT_LT(training_flops_per_token(model, sequence, true),
                training_flops_per_token(model, sequence, false));
      EXPECT_LT(training_flops_per_token(model, sequence, true),
                training_flops_per_token(model, 2 * sequence, true));
    }
  }
}

}  // namespace
}  // namespace trainyard
