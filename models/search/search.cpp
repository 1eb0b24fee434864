#include "models/search/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <mutex>
#include <numeric>
#include <optional>

#include "models/search/evaluate_plan.h"
#include "models/search/group_bounds.h"
#include "models/search/objective.h"
#include "models/search/search_report.h"
#include "sim/base/parallel.h"

namespace trainyard {

namespace {

/// Plans simulated before the best are looked at again. Fixed, so that what is pruned does not depend on the
/// number of threads.
constexpr std::size_t batch_size = 32;

constexpr const char* too_much_memory = "memory";
constexpr const char* no_price = "exchanges or collectives that cannot be priced";

/// An outcome as text, to the bit, and back.
std::string outcome_text(const PlanOutcome& outcome) {
  return fmt::format("{:a} {:a} {:a} {:d} {:d}", outcome.step.base(), outcome.peak.base(),
                     outcome.headroom.base(), outcome.fits, outcome.simulated);
}
std::optional<PlanOutcome> read_outcome(const std::string& text) {
  double step = 0, peak = 0, headroom = 0;
  int fits = 0, simulated = 0;
  if (std::sscanf(text.c_str(), "%la %la %la %d %d", &step, &peak, &headroom, &fits, &simulated) != 5)
    return std::nullopt;
  return PlanOutcome{Seconds::from_base(step), Bytes::from_base(peak), Bytes::from_base(headroom), fits != 0,
                     simulated != 0};
}

/// The legal plans of one group with their bounds.
struct BoundedGroup {
  std::vector<PlanCandidate> plans;
  std::vector<std::optional<PlanBound>> bounds;
  std::map<std::pair<int, int>, std::shared_ptr<PricedChunks>> priced;  // by micro-batch and recompute
  SpaceCounts counts;
};

/// A plan that may be among the best.
struct Hope {
  PlanCandidate plan{};
  PlanBound bound{};
  double value = 0.0;  // of the first objective, not above what it turns out to be
};

struct Found {
  std::size_t hope = 0;
  PlanOutcome outcome{};
  std::vector<double> values{};
};

class PlanSearch {
 public:
  PlanSearch(const PlanSpace& space, const KernelModel& kernels, const SearchRequest& request)
      : space_(space), kernels_(kernels), request_(request), scenario_(space.scenario()) {
    threads_ = thread_count(request.threads, std::numeric_limits<std::size_t>::max());
    for (int t = 0; t < threads_; ++t) evaluators_.emplace_back(space, kernels, request.seed);
  }

  Result<SearchResult> run() {
    space_.count_illegal_groups(result_.space);
    bound_all();
    if (!stopped()) {
      if (result_.space.legal == 0) return nothing_legal();
      simulate_best();
    }
    result_.proved = !stopped();
    rank();
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool stopped() const { return request_.stop != nullptr && request_.stop->load(); }

  void tell(std::string_view stage, std::size_t done, std::size_t total) {
    if (!request_.progress) return;
    const std::lock_guard lock(telling_);
    request_.progress({.stage = stage, .done = done, .total = total});
  }

  [[nodiscard]] std::vector<double> values_of(const PlanCandidate& plan, Seconds step, Bytes memory) const {
    std::vector<double> values;
    for (const Objective objective : request_.objectives) {
      values.push_back(objective_value(objective, step, memory, space_.groups()[plan.group].gpus,
                                       scenario_.prices.gpu.value));
    }
    return values;
  }

  [[nodiscard]] Bytes capacity() const {
    Bytes usable = scenario_.machine.gpu.memory.value;
    if (const Bytes told = scenario_.machine.cluster.usable_memory.value; told > Bytes{})
      usable = std::min(usable, told);
    return usable * (1.0 - scenario_.software.allocator_reserve.value);
  }

  void bound_all() {
    const std::size_t count = space_.groups().size();
    groups_.resize(count);
    std::atomic<std::size_t> done{0};
    (void)parallel_for(count, {.threads = threads_, .stop = request_.stop}, [&](std::size_t g, int) {
      BoundedGroup& group = groups_[g];
      const auto index = static_cast<std::uint32_t>(g);
      group.plans = space_.legal_plans(index, group.counts);
      GroupBounds bounds(space_, index, kernels_, request_.seed);
      for (const PlanCandidate& plan : group.plans) {
        const Result<PlanBound> bound = bounds.bound(plan);
        group.bounds.push_back(bound ? std::optional(bound.value()) : std::nullopt);
        group.priced[{plan.micro_batch, plan.recompute}] = bounds.priced(plan);
      }
      tell("bounding", ++done, count);
    });
    const Bytes room = capacity() - request_.least_headroom;
    for (BoundedGroup& group : groups_) {
      SpaceCounts& all = result_.space;
      all.combinations += group.counts.combinations;
      all.legal += group.counts.legal;
      for (const auto& [why, plans] : group.counts.illegal) all.illegal[why] += plans;
      all.examples.insert(group.counts.examples.begin(), group.counts.examples.end());  // the first stays
      for (std::size_t i = 0; i < group.bounds.size(); ++i) {
        const std::optional<PlanBound>& bound = group.bounds[i];
        if (!bound) {
          reject(no_price, group.plans[i]);
        } else if (bound->memory > room) {
          reject(too_much_memory, group.plans[i], bound->memory);
        } else {
          hopes_.push_back(
              {group.plans[i], *bound, values_of(group.plans[i], bound->step, bound->memory).front()});
        }
      }
      group.plans = {};
      group.bounds = {};
    }
    order_.resize(hopes_.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::stable_sort(order_.begin(), order_.end(),
                     [&](std::size_t a, std::size_t b) { return hopes_[a].value < hopes_[b].value; });
  }

  /// Counts a legal plan that cannot be taken; the first of its reason is worked out.
  void reject(const char* why, const PlanCandidate& plan, std::optional<Bytes> needs = std::nullopt) {
    if (++result_.space.rejected[why] > 1) return;
    std::string& example = result_.space.examples[why];
    example = plan_text(space_.plan_without_stages(plan));
    if (!needs) return;
    example += fmt::format(": needs {} of {} usable", to_text(*needs), to_text(capacity()));
    if (request_.least_headroom > Bytes{})
      example += fmt::format(" less {} to be left", to_text(request_.least_headroom));
  }

  void prune(std::size_t hope) {
    if (++result_.space.pruned > 1) return;
    const Hope& one = hopes_[hope];
    result_.space.pruned_example =
        fmt::format("{}: at best {} a step and {} of memory", plan_text(space_.plan_without_stages(one.plan)),
                    to_text(one.bound.step), to_text(one.bound.memory));
    if (found_.size() >= request_.top)
      result_.space.pruned_example +=
          fmt::format("; plan {} takes {}", request_.top, to_text(found_[request_.top - 1].outcome.step));
  }

  [[nodiscard]] Diagnostics nothing_legal() const {
    std::vector<std::pair<std::size_t, std::string>> reasons;
    for (const auto& [why, plans] : result_.space.illegal) reasons.emplace_back(plans, why);
    std::stable_sort(reasons.begin(), reasons.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    std::string hint;
    for (std::size_t i = 0; i < std::min<std::size_t>(3, reasons.size()); ++i)
      hint += fmt::format("{}{}: {} combinations", i == 0 ? "" : "; ", reasons[i].second, reasons[i].first);
    return problem(
        fmt::format("none of {} combinations is a legal plan of {} on {}", result_.space.combinations,
                    scenario_.model.name, scenario_.machine.cluster.name),
        hint);
  }

  /// The value a plan must not exceed to be among the ranked.
  [[nodiscard]] double worst_ranked() const {
    return found_.size() < request_.top ? std::numeric_limits<double>::infinity()
                                        : found_[request_.top - 1].values.front();
  }

  [[nodiscard]] bool may_be_on_front(const std::vector<double>& values) const {
    return std::none_of(front_.begin(), front_.end(),
                        [&](const Found& one) { return no_worse(one.values, values); });
  }

  /// Whether a plan has to be looked at, given what it is at best worth.
  [[nodiscard]] bool needed(const Hope& hope) const {
    return hope.value <= worst_ranked() || needed(hope.plan, hope.bound.step, hope.bound.memory);
  }
  [[nodiscard]] bool needed(const PlanCandidate& plan, Seconds step, Bytes memory) const {
    const std::vector<double> values = values_of(plan, step, memory);
    if (values.front() <= worst_ranked()) return true;
    return values.size() > 1 && may_be_on_front(values);
  }

  void simulate_best() {
    std::vector<std::size_t> batch;
    std::size_t next = 0;
    while (next < order_.size() && !stopped()) {
      batch.clear();
      while (next < order_.size() && batch.size() < batch_size) {
        const std::size_t hope = order_[next++];
        if (needed(hopes_[hope])) {
          batch.push_back(hope);
        } else {
          prune(hope);
          if (request_.objectives.size() == 1) {  // all that follow are bounded higher still
            result_.space.pruned += order_.size() - next;
            next = order_.size();
          }
        }
      }
      simulate(batch);
      tell("simulating", next, order_.size());
    }
    if (stopped()) result_.space.pruned += order_.size() - next;
  }

  void simulate(const std::vector<std::size_t>& batch) {
    std::vector<std::optional<Result<PlanOutcome>>> outcomes(batch.size());
    (void)parallel_for(batch.size(), {.threads = threads_}, [&](std::size_t i, int thread) {
      const Hope& hope = hopes_[batch[i]];
      if (const auto known = request_.known.find(key_of(batch[i])); known != request_.known.end()) {
        if (const std::optional<PlanOutcome> outcome = read_outcome(known->second)) {
          outcomes[i] = Result<PlanOutcome>(*outcome);
          return;
        }
      }
      const auto wanted = [&](Bytes memory) { return needed(hope.plan, hope.bound.step, memory); };
      outcomes[i] = evaluators_[static_cast<std::size_t>(thread)].evaluate(
          hope.plan, groups_[hope.plan.group].priced.at({hope.plan.micro_batch, hope.plan.recompute}),
          request_.least_headroom, wanted);
    });
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const Result<PlanOutcome>& outcome = *outcomes[i];
      if (outcome && request_.keep) request_.keep(key_of(batch[i]), outcome_text(outcome.value()));
      if (!outcome) {
        reject(no_price, hopes_[batch[i]].plan);
      } else if (!outcome.value().fits) {
        reject(too_much_memory, hopes_[batch[i]].plan, outcome.value().peak);
      } else if (!outcome.value().simulated) {
        prune(batch[i]);
      } else {
        ++result_.space.simulated;
        keep(batch[i], outcome.value());
      }
    }
  }

  /// The place of a plan among those the bounds leave is the same for the same arguments.
  [[nodiscard]] static std::string key_of(std::size_t hope) { return fmt::format("plan {}", hope); }

  void keep(std::size_t hope, const PlanOutcome& outcome) {
    Found found{hope, outcome, values_of(hopes_[hope].plan, outcome.step, outcome.peak)};
    if (found.values.size() > 1) {
      const bool dominated = std::any_of(front_.begin(), front_.end(), [&](const Found& one) {
        return no_worse(one.values, found.values) && one.values != found.values;
      });
      if (!dominated) {
        std::erase_if(front_, [&](const Found& one) {
          return no_worse(found.values, one.values) && one.values != found.values;
        });
        front_.push_back(found);
      }
    }
    const auto before = [](const Found& a, const Found& b) {
      return a.values.front() != b.values.front() ? a.values.front() < b.values.front() : a.hope < b.hope;
    };
    found_.insert(std::upper_bound(found_.begin(), found_.end(), found, before), found);
    if (found_.size() > request_.top) found_.resize(request_.top);
  }

  [[nodiscard]] RankedPlan ranked(const Found& found) const {
    const Hope& hope = hopes_[found.hope];
    RankedPlan out = describe_plan(scenario_, space_.plan(hope.plan), found.outcome.step, found.outcome.peak,
                                   found.outcome.peak + found.outcome.headroom);
    out.bound = hope.bound.step;
    return out;
  }

  void rank() {
    for (const Found& one : found_) result_.ranked.push_back(ranked(one));
    std::stable_sort(front_.begin(), front_.end(),
                     [](const Found& a, const Found& b) { return a.values < b.values; });
    for (const Found& one : front_) result_.front.push_back(ranked(one));
  }

  const PlanSpace& space_;
  const KernelModel& kernels_;
  const SearchRequest& request_;
  const Scenario& scenario_;
  int threads_ = 1;
  std::vector<PlanEvaluator> evaluators_;
  std::vector<BoundedGroup> groups_;
  std::vector<Hope> hopes_;
  std::vector<std::size_t> order_;
  std::vector<Found> found_, front_;
  SearchResult result_;
  std::mutex telling_;
};

}  // namespace

Result<SearchResult> search_plans(const Scenario& scenario, const SearchRequest& request) {
  if (request.objectives.empty()) return problem("a search needs an objective");
  if (request.top < 1) return problem("a search ranks at least 1 plan");
  for (const Objective objective : request.objectives) {
    if (objective == Objective::cost && scenario.prices.gpu.value <= DollarsPerSecond{})
      return problem("the scenario has no price of a GPU to count dollars with",
                     "set prices, or take gpu_hours");
  }
  TRAINYARD_TRY(space, PlanSpace::make(scenario, request.space));
  auto kernels = KernelModel::make(scenario.machine.gpu, scenario.software);
  if (!kernels) return kernels.error();
  return PlanSearch(space, kernels.value(), request).run();
}

RankedPlan describe_plan(const Scenario& scenario, const Plan& plan, Seconds step, Bytes peak,
                         Bytes capacity) {
  RankedPlan out;
  out.plan = plan;
  out.step = step;
  out.peak = peak;
  out.headroom = capacity - peak;
  const double gpu_seconds_per_token = step.base() * plan.gpus() / scenario.recipe.tokens_per_step();
  constexpr double trillion = 1e12;  // tokens
  constexpr double hour = 3600.0;    // s
  out.gpu_hours_per_trillion_tokens = gpu_seconds_per_token * trillion / hour;
  out.dollars_per_trillion_tokens =
      Seconds::from_base(gpu_seconds_per_token * trillion) * scenario.prices.gpu.value;
  out.tokens_per_s_per_gpu = 1.0 / gpu_seconds_per_token;
  const double flops = training_flops_per_token(scenario.model, scenario.recipe.sequence, false);
  out.mfu = flops * out.tokens_per_s_per_gpu / scenario.machine.gpu.peak.at(Format::bf16).value.base();
  return out;
}

Scenario with_plan(Scenario scenario, const Plan& plan) {
  scenario.plan = plan;
  scenario.machine.gpus = plan.gpus();
  return scenario;
}

}  // namespace trainyard
