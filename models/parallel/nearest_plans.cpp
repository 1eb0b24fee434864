// The search for legal plans near an illegal one: legal values are enumerated knob by knob, so that every
// combination is legal by construction, and ranked by how much they change.
#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <tuple>

#include "models/parallel/legal_choices.h"
#include "models/parallel/plan.h"

namespace trainyard {
namespace {

constexpr std::size_t choices_per_knob =
    6;  // values farther away never belong to a nearest plan worth proposing

struct Candidate {
  double cost = 0;
  Plan plan{};
};

double change(int from, int to) {
  return from == to ? 0.0 : 1.0 + std::abs(std::log2(static_cast<double>(to) / std::max(1, from)));
}

/// A batch a little larger or smaller is a small change; a much different one changes the training itself.
double batch_change(int from, int to) {
  return from == to ? 0.0 : 0.5 + 4.0 * std::abs(std::log2(static_cast<double>(to) / std::max(1, from)));
}

bool same_recompute(const Plan& a, const Plan& b) {
  return std::tie(a.recompute, a.recompute_modules, a.recompute_share) ==
         std::tie(b.recompute, b.recompute_modules, b.recompute_share);
}

double cost_of(const Plan& from, const Plan& to) {
  return change(from.tp, to.tp) + change(from.pp, to.pp) + change(from.vp, to.vp) + change(from.cp, to.cp) +
         change(from.ep, to.ep) + change(from.micro_batch, to.micro_batch) +
         batch_change(from.global_batch, to.global_batch) + (from.zero == to.zero ? 0.0 : 1.0) +
         (from.sequence_parallel == to.sequence_parallel ? 0.0 : 0.5) + change(from.etp, to.etp) +
         change(from.shard_group, to.shard_group) + (from.reshard == to.reshard ? 0.0 : 0.5) +
         (from.cp_comm == to.cp_comm ? 0.0 : 0.5) + (same_recompute(from, to) ? 0.0 : 1.0);
}

std::vector<int> near(int wanted, std::vector<int> legal) {
  return nearest_values(std::max(1, wanted), std::move(legal), choices_per_knob);
}

/// Enumerates from the outermost knob inwards; each level fixes one more field of `plan`.
class Search {
 public:
  Search(const Plan& wanted, const ModelSpec& model, int gpus, int gpus_per_node)
      : wanted_(wanted), model_(model), gpus_(gpus), gpus_per_node_(gpus_per_node) {}

  std::vector<Candidate> run() {
    Plan plan = wanted_;
    plan.zero = std::clamp(wanted_.zero, 0, 3);
    plan.reshard = wanted_.reshard || plan.zero != 3;
    choose_recompute(plan);
    // Experts cut over fewer ranks stay so, else they follow tp.
    const bool own_etp = wanted_.etp > 0 && wanted_.etp != wanted_.tp && model_.moe;
    for (const int tp : near(wanted_.tp, legal_tp(model_, gpus_, gpus_per_node_, !own_etp))) {
      plan.tp = tp;
      plan.etp = wanted_.etp > 0 ? tp : 0;
      if (own_etp) plan.etp = nearest_values(wanted_.etp, legal_etp(model_, tp), 1).front();
      for (const int cp : near(wanted_.cp, divisors(gpus_ / tp))) {
        plan.cp = cp;
        const bool deals_heads = model_.attention.heads / tp % cp == 0;
        plan.cp_comm = wanted_.cp_comm == ContextExchange::all_to_all && !deals_heads ? ContextExchange::ring
                                                                                      : wanted_.cp_comm;
        try_pipelines(plan);
      }
    }
    return std::move(found_);
  }

 private:
  /// What the model has of the modules wanted, and a share that is one.
  void choose_recompute(Plan& plan) const {
    if (!(wanted_.recompute_share > 0.0 && wanted_.recompute_share <= 1.0)) plan.recompute_share = 1.0;
    if (wanted_.recompute != Recompute::modules) return;
    plan.recompute_modules = {};
    for (const RecomputeModule module : recompute_modules()) {
      if (wanted_.recompute_modules.has(module) && has_module(model_, module))
        plan.recompute_modules.add(module);
    }
    if (plan.recompute_modules.empty()) plan.recompute = Recompute::none;
  }

  void try_pipelines(Plan plan) {
    std::vector<int> turns{1};
    if (wanted_.vp > 1) {
      for (int vp = wanted_.vp; vp > 1; vp /= 2) turns.push_back(std::min(vp, most_stages(model_)));
    }
    for (const int vp : turns) {
      plan.vp = vp;
      for (const int pp : near(wanted_.pp, legal_pp(model_, gpus_, plan.tp * plan.cp, vp))) {
        plan.pp = pp;
        plan.dp = gpus_ / (plan.tp * plan.cp * pp);
        plan.shard_group = 0;
        if (wanted_.shard_group > 0 && plan.zero > 0)
          plan.shard_group = nearest_values(wanted_.shard_group, divisors(plan.dp * plan.cp), 1).front();
        for (const int ep : near(wanted_.ep, legal_ep(model_, expert_room(plan)))) {
          plan.ep = ep;
          plan.sequence_parallel =
              wanted_.sequence_parallel || (plan.tp > 1 && (ep > 1 || plan.expert_tp() != plan.tp));
          try_batches(plan);
        }
      }
    }
  }

  void try_batches(Plan plan) {
    const int wanted_batch = std::max(1, wanted_.global_batch);
    const int sequences = std::max(1, wanted_.micro_batch);
    std::vector<int> micro = near(sequences, divisors(std::max(1, wanted_batch / plan.dp)));
    if (std::find(micro.begin(), micro.end(), sequences) == micro.end()) micro.push_back(sequences);
    for (const int one : micro) {
      plan.micro_batch = one;
      const std::int64_t unit = std::int64_t{one} * plan.dp;
      if (unit > std::int64_t{wanted_batch} * 1024 || unit > (1 << 30)) continue;
      for (const int batch : legal_global_batch(wanted_batch, static_cast<int>(unit))) {
        plan.global_batch = batch;
        found_.push_back({cost_of(wanted_, plan), plan});
      }
    }
  }

  const Plan& wanted_;
  const ModelSpec& model_;
  int gpus_;
  int gpus_per_node_;
  std::vector<Candidate> found_{};
};

bool same_mapping(const Plan& a, const Plan& b) {
  return std::tie(a.tp, a.pp, a.vp, a.cp, a.ep) == std::tie(b.tp, b.pp, b.vp, b.cp, b.ep);
}

/// Another batch for a mapping that was already proposed is no news, unless the mapping is the one wanted.
bool is_told_already(const Plan& found, const std::vector<Plan>& told, const Plan& wanted) {
  return std::any_of(told.begin(), told.end(), [&](const Plan& earlier) {
    const bool same_batch =
        earlier.micro_batch == found.micro_batch && earlier.global_batch == found.global_batch;
    return same_mapping(earlier, found) && (same_batch || !same_mapping(found, wanted));
  });
}

auto order_of(const Candidate& one) {
  const Plan& p = one.plan;
  return std::make_tuple(one.cost, p.tp, p.pp, p.vp, p.cp, p.ep, p.micro_batch, p.global_batch);
}

}  // namespace

std::vector<Plan> nearest_legal_plans(const Plan& plan, const ModelSpec& model, int gpus, int gpus_per_node,
                                      std::size_t most, const std::function<bool(const Plan&)>& also_legal) {
  assert(gpus > 0 && gpus_per_node > 0);
  if (gpus > gpus_per_node && gpus % gpus_per_node != 0) return {};
  Plan wanted = plan;
  wanted.stages.clear();  // ranked without their layout, so that thousands of candidates stay small
  std::vector<Candidate> candidates = Search(wanted, model, gpus, gpus_per_node).run();
  std::sort(candidates.begin(), candidates.end(),
            [](const Candidate& a, const Candidate& b) { return order_of(a) < order_of(b); });
  const bool stages_sound = !plan.stages.empty() && check_stages(plan.stages, model).empty();
  std::vector<Plan> nearest;
  for (Candidate& one : candidates) {
    if (nearest.size() == most) break;
    Plan& found = one.plan;
    const bool keeps_stages = stages_sound && std::cmp_equal(plan.stages.size(), found.pp * found.vp);
    if (keeps_stages) found.stages = plan.stages;
    found.stages_assumed = !keeps_stages;
    if (keeps_stages) found.stages_assumed = plan.stages_assumed;
    if (is_told_already(found, nearest, plan) || (also_legal && !also_legal(found))) continue;
    assert(check_plan(found, model, gpus, gpus_per_node).empty());
    nearest.push_back(std::move(found));
  }
  return nearest;
}

std::string changes_text(const Plan& from, const Plan& to) {
  std::vector<std::string> changes;
  const auto compare = [&](const char* name, int a, int b) {
    if (a != b) changes.push_back(fmt::format("{} {} -> {}", name, a, b));
  };
  compare("tp", from.tp, to.tp);
  compare("pp", from.pp, to.pp);
  compare("vp", from.vp, to.vp);
  compare("cp", from.cp, to.cp);
  compare("ep", from.ep, to.ep);
  compare("dp", from.dp, to.dp);
  compare("micro-batch", from.micro_batch, to.micro_batch);
  compare("global batch", from.global_batch, to.global_batch);
  compare("zero", from.zero, to.zero);
  compare("etp", from.expert_tp() == from.tp ? 0 : from.etp, to.expert_tp() == to.tp ? 0 : to.etp);
  compare("shard group", from.shard_group, to.shard_group);
  if (from.sequence_parallel != to.sequence_parallel) {
    changes.emplace_back(to.sequence_parallel ? "with sequence parallelism" : "without sequence parallelism");
  }
  if (from.schedule != to.schedule)
    changes.push_back(fmt::format("schedule {} -> {}", from.schedule, to.schedule));
  if (from.reshard != to.reshard)
    changes.emplace_back(to.reshard ? "dropping parameters after the forward"
                                    : "keeping gathered parameters");
  if (from.cp_comm != to.cp_comm)
    changes.push_back(fmt::format("cp_comm {} -> {}", to_text(from.cp_comm), to_text(to.cp_comm)));
  if (!same_recompute(from, to))
    changes.push_back(fmt::format("recompute {} -> {}", recompute_text(from), recompute_text(to)));
  if (!from.stages.empty() && from.stages != to.stages) changes.emplace_back("stages laid out anew");
  return fmt::format("{}", fmt::join(changes, ", "));
}

}  // namespace trainyard
