#include "models/calibration/score.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "hardware_profiles/links.h"
#include "models/calibration/collective_predictor.h"
#include "models/calibration/exchange_predictor.h"
#include "models/calibration/kernel_predictor.h"
#include "sim/base/sourced.h"

namespace trainyard {
namespace {

struct Group {
  Evidence status = Evidence::published;
  std::vector<double> training{}, all{};
};

/// Head widths of one kernel are one group; grouped products of equal and of unequal size are two.
std::string group_of(const MeasuredKernel& row) {
  std::string name = fmt::format("{}/{}", row.family, row.role.substr(0, row.role.find('/')));
  if (row.role.starts_with("grouped")) name += row.balanced ? " balanced" : " skewed";
  if (row.sustained) name += " sustained";
  if (row.contended || row.sms > 0.0) name += " beside others";
  return name;
}

class Scorer {
 public:
  Scorer(const GpuProfile& gpu, const NodeProfile* node, const LoneTransport* transport)
      : gpu_(gpu), node_(node), transport_(transport) {
    if (node != nullptr) collectives_.emplace(fast_domain(*node));
  }

  Result<void> add(const Measurements& file) {
    for (const auto& [reason, rows] : file.left_out) score_.unanswered[reason] += rows;
    for (const MeasuredKernel& row : file.kernels) {
      if (!has_rate(gpu_, row)) {
        ++score_.unanswered["in a number format that the GPU has no rate for"];
        continue;
      }
      TRAINYARD_TRY(predictor, predictor_of(row));
      if (predictor == nullptr) continue;
      const std::string name = group_of(row);
      Group& group = groups_[name];
      const KernelConstants& constants = gpu_.kernels.at(row.family).at(row.role);
      group.status = std::max(group.status, constants.status);
      const double ratio = keep(name, file, row.line, row.time, predictor->time(row));
      group.all.push_back(ratio);
      if (row.training_size) group.training.push_back(ratio);
    }
    for (const MeasuredCollective& row : file.collectives) {
      if (!collectives_) {
        ++score_.unanswered["collectives: no node profile has this GPU"];
        continue;
      }
      if (!answers_collective(node_->gpus, row)) {
        ++score_.unanswered[fmt::format("{} among more GPUs than {} has", to_text(row.op), node_->name)];
        continue;
      }
      const std::string name(to_text(row.op));
      Group& group = groups_[name];
      const auto known = node_->collectives.find(std::string(to_text(row.op)));
      if (known != node_->collectives.end())
        group.status = std::max(group.status, known->second.share.evidence);
      const double ratio = keep(name, file, row.line, row.time, collectives_->time(row));
      group.all.push_back(ratio);
      group.training.push_back(ratio);
      every_operation_.push_back(ratio);
    }
    for (const MeasuredExchange& row : file.exchanges) add(file, row);
    return outcome::success();
  }

  Score finish() {
    add_all_collectives();
    for (auto& [name, group] : groups_) {
      score_.lines.push_back({.group = name,
                              .status = std::string(to_text(group.status)),
                              .training = summarise(std::move(group.training)),
                              .all = summarise(std::move(group.all))});
    }
    return std::move(score_);
  }

 private:
  /// Several operations are also told together.
  void add_all_collectives() {
    std::size_t most = 0;
    for (const CollectiveOp op : all_collective_ops) {
      const auto found = groups_.find(std::string(to_text(op)));
      if (found != groups_.end()) most = std::max(most, found->second.all.size());
    }
    if (every_operation_.size() == most) return;
    Group& together = groups_["collectives, all operations"];
    together.all = together.training = every_operation_;
    for (const CollectiveOp op : all_collective_ops) {
      const auto found = groups_.find(std::string(to_text(op)));
      if (found != groups_.end()) together.status = std::max(together.status, found->second.status);
    }
  }

  /// Returns the error as ln(predicted / measured).
  double keep(const std::string& group, const Measurements& file, int line, Seconds measured,
              Seconds predicted) {
    score_.rows.push_back({.group = group,
                           .where = fmt::format("{}:{}", file.file, line),
                           .measured = measured,
                           .predicted = predicted});
    return std::log(predicted / measured);
  }

  void add(const Measurements& file, const MeasuredExchange& row) {
    if (node_ == nullptr || transport_ == nullptr) {
      ++score_.unanswered["expert exchanges: no node profile has this GPU, or no software their law"];
      return;
    }
    const Result<Seconds> predicted = predicted_exchange(*transport_, *node_, row);
    if (!predicted) {
      ++score_.unanswered["expert exchanges of experts that do not divide over their ranks"];
      return;
    }
    const std::string name = row.combine ? "expert combine" : "expert dispatch";
    Group& group = groups_[name];
    group.status = std::max(group.status, transport_->evidence);
    const double ratio = keep(name, file, row.line, row.time, predicted.value());
    group.all.push_back(ratio);
    if (row.tokens >= least_training_tokens) group.training.push_back(ratio);
  }

  /// Null when the profile has no such constants.
  Result<const KernelPredictor*> predictor_of(const MeasuredKernel& row) {
    const std::string name = row.family + "/" + row.role;
    const auto made = predictors_.find(name);
    if (made != predictors_.end()) return &made->second;
    const auto family = gpu_.kernels.find(row.family);
    if (family == gpu_.kernels.end() || family->second.count(row.role) == 0) {
      ++score_.unanswered[fmt::format("{} has no constants for {}", gpu_.name, name)];
      return nullptr;
    }
    TRAINYARD_TRY(predictor, KernelPredictor::make(gpu_, family->second.at(row.role), kind_of_role(row.role),
                                                   fmt::format("gpu \"{}\", {}", gpu_.name, name)));
    return &predictors_.emplace(name, predictor).first->second;
  }

  const GpuProfile& gpu_;
  const NodeProfile* node_;
  const LoneTransport* transport_;
  std::optional<CollectivePredictor> collectives_{};
  Score score_{};
  std::map<std::string, Group> groups_{};
  std::vector<double> every_operation_{};  // of collectives
  std::map<std::string, KernelPredictor> predictors_{};
};

std::string cells(const ErrorSummary& errors) {
  if (errors.count == 0) return fmt::format("{:>7}  {:>6}  {:>6}  {:>6}", 0, "-", "-", "-");
  return fmt::format("{:>7}  {:>5.1f}%  {:>5.1f}%  {:>+5.1f}%", errors.count, 100 * errors.median,
                     100 * errors.p90, 100 * errors.bias);
}

}  // namespace

Result<Score> score(const GpuProfile& gpu, const NodeProfile* node,
                    std::span<const Measurements> measurements, const LoneTransport* transport) {
  Scorer scorer(gpu, node, transport);
  for (const Measurements& file : measurements) {
    TRAINYARD_TRY(scorer.add(file));
  }
  return scorer.finish();
}

std::string score_text(const Score& score) {
  std::size_t width = 22;
  for (const ScoreLine& line : score.lines) width = std::max(width, line.group.size());
  std::string text =
      fmt::format("{:<{}}  {:<11}  {:^31}   {:^31}\n", "", width, "", "training sizes", "all sizes");
  const std::string head = fmt::format("{:>7}  {:>6}  {:>6}  {:>6}", "rows", "median", "p90", "bias");
  text += fmt::format("{:<{}}  {:<11}  {}   {}\n", "|predicted/measured - 1|", width, "status", head, head);
  for (const ScoreLine& line : score.lines) {
    text += fmt::format("{:<{}}  {:<11}  {}   {}\n", line.group, width, line.status, cells(line.training),
                        cells(line.all));
  }
  for (const auto& [reason, rows] : score.unanswered)
    text += fmt::format("not answered: {} rows, {}\n", rows, reason);
  return text;
}

}  // namespace trainyard
