#include "models/purchase/workload_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "models/estimate/estimate.h"
#include "models/estimate/scenario_reader.h"
#include "models/estimate/total_intervals.h"
#include "models/parallel/legal_choices.h"

namespace trainyard {

namespace {

/// Below this share of an offer's GPUs a smaller plan is no longer tried.
constexpr double least_used = 0.75;  // assumed: nobody buys a quarter for nothing

std::string first_words(const Diagnostics& problems) {
  std::string words;
  for (const Diagnostic& one : problems) {
    words += fmt::format("{}{}{}", words.empty() ? "" : "; ", one.message,
                         one.hint.empty() ? "" : fmt::format(" ({})", one.hint));
  }
  return words;
}

bool decided_by_plan(const Uncertainty& one) {
  // The offer and the search decide these; they are no longer unknown.
  return one.input == "gpus" || one.input == "stages" || one.input == "recompute";
}

/// One best plan with what it takes.
struct Candidate {
  Scenario scenario{};
  RankedPlan plan{};
  int spares_needed = 0;
  double tokens_per_second = 0;  // of elapsed time
};

class Finder {
 public:
  Finder(const ProfileLibrary& library, const FinderOptions& options, const Offer& offer,
         const Workload& workload)
      : library_(library), options_(options), offer_(offer), workload_(workload) {}

  Result<WorkloadPlan> find() {
    out_.offer = offer_.name;
    out_.workload = workload_.name;
    // The scenario as it is shipped has to be readable; only then does the offer decide.
    std::vector<Override> own = workload_.overrides;
    if (workload_.tokens > 0) own.emplace_back("recipe.tokens", fmt::format("{}", workload_.tokens));
    TRAINYARD_TRY(plain, load_scenario(library_, workload_.scenario, own, IllegalPlan::left_open));
    out_.software = plain.software.name;
    const auto stack = offer_.software.find(workload_.name);
    if (stack != offer_.software.end()) out_.software = stack->second;
    const Result<Scenario> placed = place(own);
    if (!placed) return cannot(first_words(placed.error()));
    return search(placed.value());
  }

 private:
  /// The scenario on the offer's hardware, with a plan that is legal anywhere: the search makes its own.
  Result<Scenario> place(std::vector<Override> overrides) const {
    for (const auto& [path, value] : {std::pair{"cluster", offer_.cluster.c_str()},
                                      {"software", out_.software.c_str()},
                                      {"gpus", "1"},
                                      {"plan.tp", "1"},
                                      {"plan.sequence_parallel", "false"},
                                      {"plan.pp", "1"},
                                      {"plan.vp", "1"},
                                      {"plan.cp", "1"},
                                      {"plan.ep", "1"},
                                      {"plan.etp", "null"},
                                      {"plan.micro_batch", "1"},
                                      {"plan.shard_group", "null"},
                                      {"plan.schedule", "1f1b"},
                                      {"plan.stages", "auto"},
                                      {"uncertain", "[]"}})
      overrides.emplace_back(path, value);
    if (!offer_.failures.empty()) {
      overrides.emplace_back("recipe.goodput", "null");
      overrides.emplace_back("reliability", fmt::format(R"({{"failures": "{}"}})", offer_.failures));
    }
    for (const auto& one : offer_.overrides) overrides.push_back(one);
    TRAINYARD_TRY(scenario, load_scenario(library_, workload_.scenario, overrides));
    TRAINYARD_TRY(plain,
                  load_scenario(library_, workload_.scenario, workload_.overrides, IllegalPlan::left_open));
    scenario.uncertain.insert(scenario.uncertain.begin(), plain.uncertain.begin(), plain.uncertain.end());
    std::erase_if(scenario.uncertain, decided_by_plan);
    std::set<std::string> seen;
    std::erase_if(scenario.uncertain, [&](const Uncertainty& one) { return !seen.insert(one.input).second; });
    std::erase_if(scenario.assumptions,
                  [](const std::string& one) { return one.starts_with("Changed by --set"); });
    scenario.machine.gpus = offer_.count;
    scenario.machine.cluster.pue = offer_.pue;
    scenario.machine.node.power = offer_.node_power;
    if (scenario.reliability && offer_.acquisition == Acquisition::spot) {
      const Sourced<Seconds>& lifetime = offer_.rent.node_lifetime;
      scenario.reliability->rates.causes.push_back(
          {.cause = "spot node taken away",
           .domain = FailureDomain::host,
           .per = FailureUnit::node,
           .events = {1.0, lifetime.source, lifetime.evidence, lifetime.relative_sigma},
           .rate = 1.0 / lifetime.value,
           .nodes = 1});
      scenario.reliability->repair = offer_.rent.replacement_wait;
    }
    return scenario;
  }

  Result<WorkloadPlan> search(const Scenario& scenario) {
    TRAINYARD_TRY(first, best_of(scenario, offer_.count));
    if (!first) return out_;
    Candidate best = std::move(*first);
    const int idle = offer_.nodes() - best.plan.plan.gpus() / offer_.gpus_per_node;
    if (best.spares_needed > idle) {
      const std::string why = out_.why_not;
      TRAINYARD_TRY(second, best_of(scenario, offer_.count - best.spares_needed * offer_.gpus_per_node));
      if (second && second->tokens_per_second > best.tokens_per_second) best = std::move(*second);
      out_.why_not = why;
    }
    return describe(std::move(best));
  }

  /// None, with the reason in the answer, when nothing fits on at most `most` GPUs.
  Result<std::optional<Candidate>> best_of(const Scenario& scenario, int most) {
    SearchRequest request;
    request.space = workload_.space;
    request.space.gpus = counts_to_try(most, offer_.gpus_per_node, scenario.plan.global_batch,
                                       offer_.gpus_per_node * most_stages(scenario.model));
    request.top = 1;
    request.threads = options_.threads;
    request.stop = options_.stop;
    if (request.space.gpus.empty()) {
      (void)cannot(fmt::format("a batch of {} sequences does not divide over {} GPUs or somewhat fewer",
                               scenario.plan.global_batch, most));
      return std::optional<Candidate>{};
    }
    const Result<SearchResult> found = options_.search(scenario, request);
    if (options_.stop != nullptr && options_.stop->load()) return problem("stopped");  // nothing is known yet
    if (!found) {
      (void)cannot(first_words(found.error()));
      return std::optional<Candidate>{};
    }
    const SearchResult& result = found.value();
    out_.legal_plans += result.space.legal;
    out_.simulated_plans += result.space.simulated;
    if (result.ranked.empty()) {
      (void)cannot(
          fmt::format("none of {} legal plans on up to {} GPUs fits in memory", result.space.legal, most));
      return std::optional<Candidate>{};
    }
    out_.proved = result.proved;
    Candidate candidate;
    candidate.plan = result.ranked.front();
    candidate.scenario = with_plan(scenario, candidate.plan.plan);
    Scenario& placed = candidate.scenario;
    double goodput = scenario.recipe.goodput.value;
    if (placed.reliability) {
      const int idle = offer_.nodes() - candidate.plan.plan.gpus() / offer_.gpus_per_node;
      GoodputInput input = goodput_input_of(placed, candidate.plan.step);
      candidate.spares_needed = enough_spares(input, waiting_allowed);
      const bool hourly =
          offer_.acquisition == Acquisition::on_demand || offer_.acquisition == Acquisition::spot;
      placed.reliability->spares = hourly ? std::min(idle, candidate.spares_needed) : idle;
      input = goodput_input_of(placed, candidate.plan.step);
      const Result<GoodputEstimate> estimate = estimate_goodput(input);
      if (!estimate) {
        (void)cannot(first_words(estimate.error()));
        return std::optional<Candidate>{};
      }
      goodput = estimate.value().goodput;
    }
    candidate.tokens_per_second = scenario.recipe.tokens_per_step() / candidate.plan.step.base() * goodput;
    return std::optional<Candidate>(std::move(candidate));
  }

  Result<WorkloadPlan> describe(Candidate best) {
    const Result<Estimate> estimate = trainyard::estimate(best.scenario);
    if (!estimate) return cannot(first_words(estimate.error()));
    const Estimate& told = estimate.value();
    out_.runs = true;
    out_.why_not.clear();
    out_.plan = best.plan.plan;
    out_.gpus = best.plan.plan.gpus();
    const int idle = offer_.nodes() - out_.gpus / offer_.gpus_per_node;
    out_.spare_nodes = best.scenario.reliability ? best.scenario.reliability->spares.value_or(idle) : idle;
    out_.step = told.step.time;
    out_.tokens = told.run.tokens;
    out_.goodput = told.run.goodput;
    Seconds computing{};
    for (const PhaseRun& phase : told.run.phases) computing += phase.time;
    out_.elapsed = computing / told.run.goodput;
    out_.sigma = sigma_of(told);
    out_.mfu = told.step.mfu_non_causal;
    if (told.run.reliability) out_.interruptions_per_day = told.run.reliability->interruptions_per_day;
    out_.peak = told.memory.peak;
    out_.capacity = told.memory.capacity;
    // The scenario's own are about its own plan and GPUs; trainyard run tells them.
    for (const std::string& one : told.assumptions) {
      const auto& own = best.scenario.assumptions;
      if (std::find(own.begin(), own.end(), one) == own.end()) out_.assumptions.push_back(one);
    }
    return out_;
  }

  /// Half the distance of the 5th and 95th percentile in standard deviations of a normal logarithm.
  static double sigma_of(const Estimate& told) {
    constexpr double both_sides = 2.0 * 1.6448536269514722;  // quantile of the standard normal at 0.95
    double low = told.interval.p5.base(), high = told.interval.p95.base();
    if (told.totals) {
      low = told.totals->days.p5;
      high = told.totals->days.p95;
    }
    return low > 0 && high > low ? std::log(high / low) / both_sides : 0.0;
  }

  WorkloadPlan cannot(std::string why) {
    out_.runs = false;
    out_.why_not = std::move(why);
    return out_;
  }

  const ProfileLibrary& library_;
  const FinderOptions& options_;
  const Offer& offer_;
  const Workload& workload_;
  WorkloadPlan out_{};
};

}  // namespace

std::string plan_words(const Plan& plan) {
  std::string words = fmt::format("TP {}, PP {}", plan.tp, plan.pp);
  if (plan.vp > 1) words += fmt::format(", VP {}", plan.vp);
  if (plan.cp > 1) words += fmt::format(", CP {}", plan.cp);
  if (plan.ep > 1) words += fmt::format(", EP {}", plan.ep);
  if (plan.expert_tp() != plan.tp) words += fmt::format(", ETP {}", plan.expert_tp());
  words += fmt::format(", DP {}, ZeRO-{}, micro-batch {}", plan.dp, plan.zero, plan.micro_batch);
  if (plan.pp > 1) words += fmt::format(", {}", plan.schedule);
  return words + fmt::format(", recompute {}", recompute_text(plan));
}

std::vector<int> counts_to_try(int most, int gpus_per_node, int global_batch, int widest, std::size_t tries) {
  const int top = most / gpus_per_node * gpus_per_node;
  const int least = std::max(gpus_per_node, static_cast<int>(std::ceil(least_used * top)));
  const std::vector<int> replicas = divisors(std::max(1, global_batch));  // dp
  std::vector<int> counts;
  for (int count = top; count >= least && counts.size() < tries; count -= gpus_per_node) {
    const bool divides = std::any_of(replicas.begin(), replicas.end(),
                                     [&](int dp) { return count % dp == 0 && count / dp <= widest; });
    if (divides) counts.push_back(count);
  }
  return counts;
}

PlanFinder searching_finder(const ProfileLibrary& library, FinderOptions options) {
  return [&library, options](const Offer& offer, const Workload& workload) {
    return Finder(library, options, offer, workload).find();
  };
}

}  // namespace trainyard
