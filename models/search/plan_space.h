#pragma once
// The space of a search: which values each knob takes, which combinations are legal.
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "models/parallel/layout.h"
#include "models/pipeline/schedules/schedule.h"
#include "models/search/search.h"

namespace trainyard {

/// Knobs that decide what a layer costs, micro-batch and recompute apart.
struct PlanGroup {
  int gpus = 0, tp = 1, cp = 1, ep = 1;
  int etp = 0;  // 0: as tp
};

/// A legal plan in few bytes; PlanSpace::plan() writes it out.
struct PlanCandidate {
  std::uint32_t group = 0;  // index into PlanSpace::groups()
  std::uint32_t layout = 0;
  std::int32_t pp = 1, dp = 1;
  std::int32_t micro_batches = 0;
  std::uint16_t vp = 1, micro_batch = 1;  // index into the axes: micro_batch is the value itself
  std::uint8_t recompute = 0, schedule = 0, zero = 0;
};

/// Layers on stages, and what each stage holds as an index into PlanSpace::contents().
struct PlanLayout {
  std::vector<StageSpec> stages{};
  std::vector<std::uint16_t> content{};
};

class PlanSpace {
 public:
  /// The values of a knob where the request leaves them open:
  ///  - tp: what divides the GPUs of a node; sequence parallelism goes with tp > 1, unless the scenario has
  ///    tp > 1 without it
  ///  - pp: up to one layer a stage; vp: 1 and up, as far as there are layers
  ///  - cp: 1, 2, 4 ... while a rank keeps 1,024 tokens of a sequence
  ///  - ep: what divides the experts; etp: what divides tp; micro_batch: 1, 2, 4, 8; zero: 0 to 3
  ///  - schedules: all; recompute: none, selective (where attention is not fused), deepseek (for models with
  ///    latent attention), full
  /// Errors: values no plan can have (each with what is legal), an unknown schedule.
  [[nodiscard]] static Result<PlanSpace> make(const Scenario& scenario, const SearchSpace& wanted);

  [[nodiscard]] const std::vector<PlanGroup>& groups() const { return groups_; }
  /// The legal plans of a group in the order of the space: micro-batch, recompute, pp, vp, layout, schedule,
  /// zero. Adds to `counts`.
  [[nodiscard]] std::vector<PlanCandidate> legal_plans(std::uint32_t group, SpaceCounts& counts) const;
  /// Adds the combinations of groups that no plan can have.
  void count_illegal_groups(SpaceCounts& counts) const;
  [[nodiscard]] Plan plan(const PlanCandidate& candidate) const;
  [[nodiscard]] Plan plan_without_stages(const PlanCandidate& candidate) const;

  [[nodiscard]] const std::vector<PlanLayout>& layouts() const { return layouts_; }
  /// One stage of every kind that stands in a layout.
  [[nodiscard]] const std::vector<StageSpec>& contents() const { return contents_; }
  [[nodiscard]] const std::vector<RecomputeChoice>& recompute() const { return axes_.recompute; }
  [[nodiscard]] const std::vector<int>& micro_batch() const { return axes_.micro_batch; }
  [[nodiscard]] const SearchSpace& axes() const { return axes_; }
  [[nodiscard]] const std::vector<const Schedule*>& schedules() const { return schedules_; }
  [[nodiscard]] const Scenario& scenario() const { return *scenario_; }
  [[nodiscard]] bool sequence_parallel(int tp) const;

 private:
  explicit PlanSpace(const Scenario& scenario) : scenario_(&scenario), base_(scenario.plan) {
    base_.stages.clear();
  }
  void lay_out(const LayerWeights& weights);
  void make_groups();
  [[nodiscard]] std::uint16_t content_of(const StageSpec& stage);
  /// The reason, and the case worked out; empty when it is legal.
  [[nodiscard]] std::pair<std::string, std::string> why_group_is_illegal(const PlanGroup& group) const;

  const Scenario* scenario_;
  Plan base_;  // without stages
  SearchSpace axes_{};
  std::vector<const Schedule*> schedules_{};
  std::vector<PlanGroup> groups_{};
  std::map<std::string, std::size_t> illegal_groups_{};
  std::map<std::string, std::string> group_examples_{};  // by reason
  std::vector<PlanLayout> layouts_{};
  std::map<std::pair<int, bool>, std::vector<std::uint32_t>> layouts_of_{};  // by stages and mirroring
  std::vector<StageSpec> contents_{};
  std::vector<std::uint64_t> content_keys_{};
};

}  // namespace trainyard
