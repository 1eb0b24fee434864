#include "models/parallel/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>

#include "models/parallel/legal_choices.h"

namespace trainyard {
namespace {

/// What the rules speak about.
struct Question {
  const Plan& plan;
  const ModelSpec& model;
  int gpus;
  int gpus_per_node;
};

void add(Diagnostics& found, const char* field, std::string message, std::string hint) {
  found.push_back({.file = {},
                   .pointer = fmt::format("/plan/{}", field),
                   .line = 0,
                   .column = 0,
                   .message = std::move(message),
                   .hint = std::move(hint)});
}

void check_ranges(const Question& q, Diagnostics& found) {
  const Plan& p = q.plan;
  const std::pair<const char*, int> positive[] = {{"tp", p.tp},
                                                  {"pp", p.pp},
                                                  {"vp", p.vp},
                                                  {"cp", p.cp},
                                                  {"ep", p.ep},
                                                  {"micro_batch", p.micro_batch},
                                                  {"global_batch", p.global_batch}};
  for (const auto& [name, value] : positive) {
    if (value < 1) add(found, name, fmt::format("is {}, expected at least 1", value), {});
  }
  if (p.etp < 0) add(found, "etp", fmt::format("is {}, expected at least 1", p.etp), "0: as tp");
  if (p.shard_group < 0)
    add(found, "shard_group", fmt::format("is {}, expected at least 1", p.shard_group), "0: all of dp x cp");
  if (p.zero < 0 || p.zero > 3) {
    add(found, "zero", fmt::format("there is no ZeRO stage {}", p.zero),
        "0: all replicated; 1: optimizer states sharded over DP; 2: gradients too; 3: parameters too");
  }
}

void check_tensor_parallel(const Question& q, Diagnostics& found) {
  const int tp = q.plan.tp;
  const bool experts_too = q.plan.expert_tp() == tp;
  const std::string hint = nearest_hint("tp", tp, legal_tp(q.model, q.gpus, q.gpus_per_node, experts_too));
  for (const TensorWidth& one : tensor_widths(q.model, experts_too)) {
    if (one.width % tp == 0) continue;
    add(found, "tp",
        fmt::format("tp {} does not divide the {} {} of {}", tp, one.width, one.name, q.model.name), hint);
  }
  if (!fills_nodes(tp, q.gpus, q.gpus_per_node)) {
    add(found, "tp",
        fmt::format("tensor-parallel groups of {} GPUs do not fill nodes of {} evenly", tp, q.gpus_per_node),
        hint);
  }
  if (tp > 1 && q.plan.ep > 1 && q.model.moe && !q.plan.sequence_parallel) {
    add(found, "sequence_parallel",
        fmt::format(
            "tp {} together with ep {} needs sequence parallelism, or every rank of a tensor-parallel "
            "group would route the same tokens",
            tp, q.plan.ep),
        "set sequence_parallel to true, or tp or ep to 1");
  }
}

void check_expert_tensor_parallel(const Question& q, Diagnostics& found) {
  const Plan& p = q.plan;
  const int etp = p.expert_tp();
  if (etp == p.tp) return;
  if (!q.model.moe) {
    add(found, "etp", fmt::format("{} has no experts to cut over etp {}", q.model.name, etp),
        "leave etp out");
    return;
  }
  const std::string hint = nearest_hint("etp", etp, legal_etp(q.model, p.tp));
  if (p.tp % etp != 0) add(found, "etp", fmt::format("etp {} does not divide tp {}", etp, p.tp), hint);
  if (q.model.moe->expert_ffn % etp != 0) {
    add(found, "etp",
        fmt::format("etp {} does not divide the {} columns of an expert of {}", etp, q.model.moe->expert_ffn,
                    q.model.name),
        hint);
  }
  if (!p.sequence_parallel && p.ep == 1) {  // with ep > 1 check_tensor_parallel tells it
    add(found, "sequence_parallel",
        fmt::format("etp {} beside tp {} needs sequence parallelism, or every rank of a tensor-parallel "
                    "group would route the same tokens",
                    etp, p.tp),
        "set sequence_parallel to true, or leave etp out");
  }
}

void check_stage_count(const Question& q, Diagnostics& found) {
  const Plan& p = q.plan;
  if (p.vp > 1 && p.pp == 1) {
    add(found, "vp", fmt::format("vp {} cuts the layers of a pipeline rank into turns, but pp is 1", p.vp),
        "nearest legal vp: 1");
    return;
  }
  const std::int64_t stages = std::int64_t{p.pp} * p.vp;
  if (stages <= most_stages(q.model)) return;
  const std::vector<int> legal = legal_pp(q.model, q.gpus, p.tp * p.cp, p.vp);
  const std::string cause = p.vp == 1 ? fmt::format("pp {}", p.pp) : fmt::format("pp {} x vp {}", p.pp, p.vp);
  add(found, p.vp == 1 ? "pp" : "vp",
      fmt::format("{} = {} stages, but the {} layers of {} and its head fill at most {}", cause, stages,
                  q.model.layers, q.model.name, most_stages(q.model)),
      nearest_hint("pp", p.pp, legal));
}

/// True when the GPUs divide into model replicas, so that dp means something.
bool check_world(const Question& q, Diagnostics& found) {
  const Plan& p = q.plan;
  if (q.gpus > q.gpus_per_node && q.gpus % q.gpus_per_node != 0) {
    const int nodes = q.gpus / q.gpus_per_node;
    add(found, "tp", fmt::format("{} GPUs are not whole nodes of {}", q.gpus, q.gpus_per_node),
        fmt::format("nearest: {} or {} GPUs", nodes * q.gpus_per_node, (nodes + 1) * q.gpus_per_node));
  }
  const std::int64_t replica = std::int64_t{p.tp} * p.cp * p.pp;
  if (q.gpus % replica != 0) {
    const std::int64_t tp_cp = std::int64_t{p.tp} * p.cp;
    const bool pp_can_help = q.gpus % tp_cp == 0;
    add(found, "pp",
        fmt::format(
            "one copy of the model takes tp {} x cp {} x pp {} = {} GPUs, which does not divide the {} "
            "there are",
            p.tp, p.cp, p.pp, replica, q.gpus),
        pp_can_help ? nearest_hint("pp", p.pp, legal_pp(q.model, q.gpus, static_cast<int>(tp_cp), p.vp))
                    : fmt::format("tp x cp = {} does not divide {} either", tp_cp, q.gpus));
    return false;
  }
  const std::int64_t copies = q.gpus / replica;
  if (p.dp == copies) return true;
  add(found, "dp",
      fmt::format("tp {} x cp {} x pp {} x dp {} does not make {} GPUs", p.tp, p.cp, p.pp, p.dp, q.gpus),
      fmt::format("legal dp: {}", copies));
  return false;
}

void check_expert_parallel(const Question& q, Diagnostics& found) {
  const Plan& p = q.plan;
  if (p.ep == 1) return;
  if (!q.model.moe) {
    add(found, "ep", fmt::format("{} has no experts to spread over ep {}", q.model.name, p.ep),
        "nearest legal ep: 1");
    return;
  }
  const int room = expert_room(p);
  const std::string hint = nearest_hint("ep", p.ep, legal_ep(q.model, room));
  if (room % p.ep != 0) {
    const std::string inside = p.expert_tp() == p.tp ? fmt::format("dp {} x cp {}", p.dp, p.cp)
                                                     : fmt::format("dp {} x cp {} x tp {} / etp {}", p.dp,
                                                                   p.cp, p.tp, p.expert_tp());
    add(found, "ep", fmt::format("ep {} lives inside {} = {}, which it does not divide", p.ep, inside, room),
        hint);
  }
  if (q.model.moe->routed_experts % p.ep != 0) {
    add(found, "ep",
        fmt::format("ep {} does not divide the {} routed experts of {}", p.ep, q.model.moe->routed_experts,
                    q.model.name),
        hint);
  }
}

void check_sharding(const Question& q, Diagnostics& found) {
  const Plan& p = q.plan;
  if (p.shard_group > 0 && p.zero == 0) {
    add(found, "shard_group", fmt::format("zero 0 shards nothing over groups of {}", p.shard_group),
        "leave shard_group out, or set zero to 1, 2 or 3");
  } else if (p.shard_group > 0 && p.dp * p.cp % p.shard_group != 0) {
    add(found, "shard_group",
        fmt::format("groups of {} GPUs do not divide dp {} x cp {} = {}", p.shard_group, p.dp, p.cp,
                    p.dp * p.cp),
        nearest_hint("shard_group", p.shard_group, divisors(p.dp * p.cp)));
  }
  if (!p.reshard && p.zero != 3) {
    add(found, "reshard", fmt::format("zero {} does not shard parameters, so none are gathered", p.zero),
        "leave reshard out, or set zero to 3");
  }
}

void check_context_exchange(const Question& q, Diagnostics& found) {
  const Plan& p = q.plan;
  if (p.cp_comm != ContextExchange::all_to_all || q.model.attention.heads % p.tp != 0) return;
  const int heads = q.model.attention.heads / p.tp;
  if (heads % p.cp == 0) return;
  add(found, "cp_comm",
      fmt::format(
          "all_to_all deals the {} attention heads of a tensor-parallel rank to cp {}, which does not "
          "divide them",
          heads, p.cp),
      fmt::format("take ring or all_gather; {}", nearest_hint("cp", p.cp, divisors(heads))));
}

void check_recompute(const Question& q, Diagnostics& found) {
  const Plan& p = q.plan;
  if (!(p.recompute_share > 0.0 && p.recompute_share <= 1.0)) {
    add(found, "recompute",
        fmt::format("a share of {} of the layers, expected above 0 and at most 1", p.recompute_share), {});
  }
  if (p.recompute != Recompute::modules) return;
  if (p.recompute_modules.empty()) add(found, "recompute", "lists no module", "\"none\" recomputes nothing");
  for (const RecomputeModule module : recompute_modules()) {
    if (!p.recompute_modules.has(module) || has_module(q.model, module)) continue;
    add(found, "recompute", fmt::format("{} has no {} to recompute", q.model.name, to_text(module)),
        fmt::format("leave {} out", to_text(module)));
  }
}

void check_batch(const Question& q, Diagnostics& found) {
  const Plan& p = q.plan;
  const std::int64_t unit = std::int64_t{p.dp} * p.micro_batch;
  if (p.global_batch % unit == 0) return;
  add(found, "global_batch",
      fmt::format("a global batch of {} sequences does not divide into dp {} x micro_batch {} = {}",
                  p.global_batch, p.dp, p.micro_batch, unit),
      unit > p.global_batch ? fmt::format("nearest legal global_batch: {}", unit)
                            : nearest_hint("global_batch", p.global_batch,
                                           legal_global_batch(p.global_batch, static_cast<int>(unit))));
}

void check_plan_stages(const Question& q, Diagnostics& found) {
  const Plan& p = q.plan;
  if (p.stages.empty()) return;
  const std::int64_t wanted = std::int64_t{p.pp} * p.vp;
  if (std::cmp_not_equal(p.stages.size(), wanted)) {
    add(found, "stages",
        fmt::format("the layout has {} stages, expected pp {} x vp {} = {}", p.stages.size(), p.pp, p.vp,
                    wanted),
        "leave the layout out to have it made");
  }
  Diagnostics layout = check_stages(p.stages, q.model);
  append(found, layout);
}

}  // namespace

std::string_view to_text(ContextExchange exchange) {
  switch (exchange) {
    case ContextExchange::ring:
      return "ring";
    case ContextExchange::all_to_all:
      return "all_to_all";
    case ContextExchange::all_gather:
      return "all_gather";
  }
  return "";
}

int Plan::expert_shards() const {
  // A group of dp x cp ranks spans tp times as many GPUs of the stage, ep x etp of which hold one copy.
  if (shard_group == 0) return expert_replicas();
  return std::gcd(expert_replicas(), std::max(1, tp * shard_group / (ep * expert_tp())));
}

bool recomputes_layer(const Plan& plan, int index, int layers) {
  return plan.recompute == Recompute::full && index < std::lround(plan.recompute_share * layers);
}

std::string recompute_text(const Plan& plan) {
  if (plan.recompute == Recompute::modules) return to_text(plan.recompute_modules);
  if (plan.recompute == Recompute::full && plan.recompute_share < 1.0)
    return fmt::format("full ({} of the layers)", plan.recompute_share);
  return std::string(to_text(plan.recompute));
}

Diagnostics check_plan(const Plan& plan, const ModelSpec& model, int gpus, int gpus_per_node) {
  assert(gpus > 0 && gpus_per_node > 0);
  const Question question{plan, model, gpus, gpus_per_node};
  Diagnostics found;
  check_ranges(question, found);
  if (!found.empty()) return found;  // the other rules divide by these
  check_tensor_parallel(question, found);
  check_expert_tensor_parallel(question, found);
  check_context_exchange(question, found);
  check_recompute(question, found);
  check_stage_count(question, found);
  if (check_world(question, found)) {
    check_expert_parallel(question, found);
    check_sharding(question, found);
    check_batch(question, found);
  }
  check_plan_stages(question, found);
  return found;
}

Diagnostics check_stages(const std::vector<StageSpec>& stages, const ModelSpec& model) {
  Diagnostics found;
  const auto report = [&](std::string message, std::string hint = {}) {
    add(found, "stages", std::move(message), std::move(hint));
  };
  int next = 0, mtp = 0;
  bool in_order = true;
  for (std::size_t s = 0; s < stages.size(); ++s) {
    const StageSpec& stage = stages[s];
    const bool first = s == 0, last = s + 1 == stages.size();
    for (const int layer : stage.layers) in_order = (layer == next++) && in_order;
    if (stage.layers.empty() && (first == last || !(first || last)))
      report(fmt::format("stage {} holds no layer", s), "only the first and the last stage may do without");
    if (stage.embedding != first) {
      report(first ? std::string("the first stage lacks the embedding")
                   : fmt::format("stage {} holds an embedding", s),
             "the embedding stands on the first stage");
    }
    if (stage.head != last) {
      report(last ? std::string("the last stage lacks the head") : fmt::format("stage {} holds a head", s),
             "the head stands on the last stage");
    }
    if (stage.mtp_modules != 0 && !last) {
      report(fmt::format("stage {} holds an MTP module", s),
             "MTP modules stand on the last stage, beside the head");
    }
    mtp += stage.mtp_modules;
  }
  if (!in_order || next != model.layers) {
    report(next == model.layers ? std::string("layers stand out of order")
                                : fmt::format("the stages hold {} layers, expected the {} of {}", next,
                                              model.layers, model.name),
           "every layer once and in order");
  }
  if (mtp != model.mtp_modules) {
    report(fmt::format("the stages hold {} MTP modules, expected the {} of {}", mtp, model.mtp_modules,
                       model.name));
  }
  return found;
}

}  // namespace trainyard
