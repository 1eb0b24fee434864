// Derivation. Failures stop the job as a Poisson process of rate l while it computes, writes checkpoints or
// restarts. Between two checkpoints lie t of useful time and a stall of c; s = t + c. A checkpoint can be
// read back d after its stall ended (d = 0 when the job stands still for all of it).
//
// Restarts. A failure of kind k (share p_k) starts a restart of r_k, which the next failure of any kind
// begins anew with its own. The mean restart time spent per failure is sum p_k (1 - e^(-l r_k)) / l = q / l,
// and a share q of all failures come during restarts.
//
// Waiting. With w the mean wait for nodes per failure (below), a failure while working costs
//   V = (q / l + w) / (1 - q)      because it is followed by 1 / (1 - q) failures in a row on average,
// so that 1/l + V = (1/l + w) / (1 - q). For one kind of restart r and w = 0 this is e^(l r) / l.
//
// Segment. Let the job start from checkpoint 0, and ask for the time until checkpoint 1 is readable: s + d
// without a failure, A = (e^(l (s+d)) - 1)(1/l + V). From the moment checkpoint 0 became readable, d has
// passed and s is left; a failure within it goes back to A:
//   E = (1 - e^(-l s)) (1/l + V + A) = e^(l d) (e^(l s) - 1) (1/l + V).
// E per t of useful time is exact for every l; with one kind of restart it is e^(l (r+d)) (e^(l s) - 1) / l,
// the formula of Daly, "A higher order estimate of the optimum checkpoint interval for restart dumps", Future
// Generation Computer Systems 22 (2006), equation 15, with d for asynchronous writes. Its minimum over t does
// not depend on r, d or w: e^(l s) (1 - l t) = 1.
//
// Pauses stand at checkpoints and lose nothing but themselves: (e^(l p) - 1)(1/l + V) each.
//
// Spares. Nodes in repair come back at rate m each. A failure that takes b nodes moves the number n in repair
// to n + b; while n is above the S spares the job waits, and nothing fails. In the job's stationary state the
// flow up through every cut between n-1 and n equals the flow down:
//   n m P(n) = sum over kinds of l_b [P(max(0, n-b)) + ... + P(min(S, n-1))].
// For b = 1 a failure waits with the Erlang loss probability of S servers, for 1 / ((S+1) m).
//
// Terms. Of E spent, failures F = l E / (1 + l w); restarting F q / l, waiting F w; what remains beyond the
// useful time, the stalls and the pauses was done and lost.
#include "models/run/goodput.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/base/quantity_text.h"

namespace trainyard {

namespace {

/// Below this nothing is ever finished and the closed form only tells how it fails.
constexpr double least_goodput = 1e-3;
constexpr int most_spares = 1'000'000;

void add_problem(Diagnostics& problems, std::string message, std::string hint = {}) {
  problems.push_back({.file = {},
                      .pointer = "/reliability",
                      .line = 0,
                      .column = 0,
                      .message = std::move(message),
                      .hint = std::move(hint)});
}

/// Negated so that a NaN is refused as well.
bool valid(double value) {
  return value >= 0 && std::isfinite(value);
}

Seconds least_between(const GoodputInput& input) {
  return std::max(input.least_interval, input.checkpoint_write);
}

Diagnostics check(const GoodputInput& input) {
  Diagnostics problems;
  const auto time = [&](const char* what, Seconds value) {
    if (!valid(value.base()))
      add_problem(problems, fmt::format("{} of {} s", what, value.base()), "0 or more");
  };
  time("a checkpoint stall", input.checkpoint_stall);
  time("a background write", input.checkpoint_write);
  time("a least interval", input.least_interval);
  time("a repair", input.repair);
  if (input.spares < 0 || input.spares > most_spares)
    add_problem(problems, fmt::format("{} spare nodes", input.spares), fmt::format("0 to {}", most_spares));
  bool takes_nodes = false;
  for (const JobFailure& one : input.failures) {
    if (!valid(one.rate.base()))
      add_problem(problems, fmt::format("{} fails {} times a second", one.cause, one.rate.base()),
                  "0 or more");
    time(fmt::format("a restart after {}", one.cause).c_str(), one.restart);
    if (one.nodes < 0)
      add_problem(problems, fmt::format("{} takes {} nodes", one.cause, one.nodes), "0 or more");
    takes_nodes = takes_nodes || (one.nodes > 0 && one.rate.base() > 0);
  }
  if (takes_nodes && !(input.repair.base() > 0)) {
    add_problem(problems, "failures take nodes out, but a repair takes no time",
                "give the mean time until such a node is back, e.g. \"24 h\"");
  }
  for (const Pause& one : input.pauses) {
    time(fmt::format("a pause {}", in_quotes(one.name)).c_str(), one.time);
    if (!(one.every.base() > 0) || !std::isfinite(one.every.base())) {
      add_problem(problems, fmt::format("pause {} comes every {} s", in_quotes(one.name), one.every.base()),
                  "more than 0");
    }
  }
  if (input.interval && problems.empty()) {
    const Seconds least = least_between(input);
    if (!(*input.interval >= least) || !(input.interval->base() > 0) ||
        !std::isfinite(input.interval->base())) {
      add_problem(problems,
                  fmt::format("{} between checkpoints is below {}", to_text(*input.interval),
                              input.checkpoint_write > input.least_interval
                                  ? fmt::format("the {} that one takes to be written", to_text(least))
                                  : fmt::format("a step of {}", to_text(least))),
                  fmt::format("at least {}, or \"best\"", to_text(least)));
    }
  }
  return problems;
}

/// What all failures together do to the job.
struct Failures {
  double rate = 0;     // l, 1/s
  double again = 0;    // q: share of failures that come while the job restarts
  double wait = 0;     // w, s per failure
  double waiting = 0;  // share of failures that have to wait
  /// 1/l + V; for l = 0 see stretched().
  [[nodiscard]] double horizon() const { return (1 / rate + wait) / (1 - again); }
  /// Expected time of `work` seconds that start anew at every failure.
  [[nodiscard]] double stretched(double work) const {
    return rate > 0 ? std::expm1(rate * work) * horizon() : work;
  }
};

/// Adds the wait for nodes: the stationary distribution of nodes in repair, up to a factor.
void add_waiting(const GoodputInput& input, Failures& failures) {
  int most_nodes = 0;
  for (const JobFailure& one : input.failures) {
    if (one.rate.base() > 0) most_nodes = std::max(most_nodes, one.nodes);
  }
  if (most_nodes == 0) return;
  const double repair_rate = 1 / input.repair.base();
  const int spares = input.spares;
  std::vector<double> below(static_cast<std::size_t>(spares) + 2, 0.0);  // below[i] = P(0) + ... + P(i-1)
  below[1] = 1.0;
  double waiting = 0;
  constexpr double large = 1e200;  // far from overflow, and far above what it is compared with
  for (int n = 1; n <= spares + most_nodes; ++n) {
    double flow = 0;
    for (const JobFailure& one : input.failures) {
      if (one.nodes == 0) continue;
      const int first = std::max(0, n - one.nodes), last = std::min(spares, n - 1);
      if (first > last) continue;
      flow += one.rate.base() *
              (below[static_cast<std::size_t>(last) + 1] - below[static_cast<std::size_t>(first)]);
    }
    const double here = flow / (n * repair_rate);
    if (n > spares) {
      waiting += here;
      continue;
    }
    below[static_cast<std::size_t>(n) + 1] = below[static_cast<std::size_t>(n)] + here;
    if (below[static_cast<std::size_t>(n) + 1] > large) {
      for (int i = 0; i <= n + 1; ++i) below[static_cast<std::size_t>(i)] /= large;
    }
  }
  const double running = below.back();
  failures.wait = waiting / running / failures.rate;
  double entries = 0;
  for (const JobFailure& one : input.failures) {
    const int first = std::max(0, spares + 1 - one.nodes);
    if (one.nodes > 0)
      entries += one.rate.base() * (running - below[static_cast<std::size_t>(first)]) / running;
  }
  failures.waiting = entries / failures.rate;
}

Failures failures_of(const GoodputInput& input) {
  Failures all;
  for (const JobFailure& one : input.failures) all.rate += one.rate.base();
  if (all.rate <= 0) return all;
  for (const JobFailure& one : input.failures)
    all.again -= one.rate.base() / all.rate * std::expm1(-all.rate * one.restart.base());
  add_waiting(input, all);
  return all;
}

std::vector<DomainFailures> by_domain(const GoodputInput& input, double per_day_of_rate) {
  std::vector<DomainFailures> domains;
  for (const JobFailure& one : input.failures) {
    if (!(one.rate.base() > 0)) continue;
    auto found = std::find_if(domains.begin(), domains.end(),
                              [&](const DomainFailures& domain) { return domain.domain == one.domain; });
    if (found == domains.end()) found = domains.insert(domains.end(), {one.domain, 0.0});
    found->per_day += one.rate.base() * per_day_of_rate;
  }
  std::stable_sort(domains.begin(), domains.end(),
                   [](const DomainFailures& a, const DomainFailures& b) { return a.per_day > b.per_day; });
  return domains;
}

/// Daly (2006), equation 20, from the mean time between failures and the checkpoint's stall.
Seconds daly_interval(double mtbf, double stall) {
  if (stall >= 2 * mtbf) return seconds(mtbf);
  const double half = stall / (2 * mtbf);
  return seconds(std::sqrt(2 * stall * mtbf) * (1 + std::sqrt(half) / 3 + half / 9) - stall);
}

/// Seconds of each cause per second of useful time.
struct Times {
  double all = 1, checkpoints = 0, pauses = 0, lost = 0, restarts = 0, waits = 0, failures = 0;
};

Times times_of(const GoodputInput& input, const Failures& failures, std::optional<Seconds> interval) {
  Times times;
  const double stall = input.checkpoint_stall.base();
  if (interval) {
    const double t = interval->base();
    times.checkpoints = stall / t;
    times.all = std::exp(failures.rate * input.checkpoint_write.base()) * failures.stretched(t + stall) / t;
  }
  for (const Pause& one : input.pauses) {
    times.pauses += one.time / one.every;
    times.all += failures.stretched(one.time.base()) / one.every.base();
  }
  if (failures.rate > 0) {
    times.failures = failures.rate * times.all / (1 + failures.rate * failures.wait);
    times.restarts = times.failures * failures.again / failures.rate;
    times.waits = times.failures * failures.wait;
    times.lost =
        std::max(0.0, times.all - 1 - times.checkpoints - times.pauses - times.restarts - times.waits);
  }
  return times;
}

}  // namespace

std::optional<Seconds> best_checkpoint_interval(Hertz rate, Seconds stall, Seconds least) {
  if (!(rate.base() > 0)) return std::nullopt;
  // Newton from Young's interval on f(x) = ln(1-x) + x + y, which falls and is concave in 0 < x < 1: from the
  // right of the root every step stays there, and the first step from the left lands there or beyond 1.
  const double y = rate.base() * stall.base();
  double x = std::min(std::sqrt(2 * y), 1 - 1e-9);
  constexpr int most_steps = 200;  // about six are taken
  for (int i = 0; i < most_steps && x > 0; ++i) {
    const double next = x + (std::log1p(-x) + x + y) * (1 - x) / x;
    const double inside = next >= 1 ? 0.5 * (x + 1) : next;
    if (std::abs(inside - x) <= 1e-15 * x) break;
    x = inside;
  }
  return std::max(least, seconds(x / rate.base()));
}

double waiting_share(const GoodputInput& input) {
  return failures_of(input).waiting;
}

GoodputInput with_rates(GoodputInput input, double factor) {
  for (JobFailure& one : input.failures) one.rate *= factor;
  return input;
}

Result<GoodputEstimate> estimate_goodput(const GoodputInput& input) {
  if (Diagnostics problems = check(input); !problems.empty()) return problems;
  const Failures failures = failures_of(input);
  GoodputEstimate out;
  const Hertz rate = Hertz::from_base(failures.rate);
  out.interval_is_best = !input.interval;
  out.interval = input.interval
                     ? input.interval
                     : best_checkpoint_interval(rate, input.checkpoint_stall, least_between(input));
  if (out.interval && !(out.interval->base() > 0)) {
    Diagnostics problems;
    add_problem(problems, "checkpoints cost nothing, so no interval between them is the best",
                "give the interval, or a least one (a step)");
    return problems;
  }
  const Times times = times_of(input, failures, out.interval);
  out.goodput = 1 / times.all;
  if (!(out.goodput >= least_goodput)) {
    Diagnostics problems;
    add_problem(
        problems,
        fmt::format("a failure every {} of the job leaves next to no time to work",
                    to_text(seconds(1 / failures.rate))),
        "fewer GPUs, lower rates, shorter restarts, more spares or a shorter interval between checkpoints");
    return problems;
  }
  const double per_failure = times.failures > 0 ? 1 / times.failures : 0;
  out.lost_per_failure = seconds(times.lost * per_failure);
  out.restart_per_failure = seconds(times.restarts * per_failure);
  out.wait_per_failure = seconds(failures.wait);
  out.waits = failures.waiting;
  out.spares = input.spares;
  out.interruptions_per_day = times.failures * out.goodput * days(1).base();
  if (failures.rate > 0) {
    const double mtbf = 1 / failures.rate;
    out.mtbf = seconds(mtbf);
    out.young = seconds(std::sqrt(2 * input.checkpoint_stall.base() * mtbf));
    out.daly = daly_interval(mtbf, input.checkpoint_stall.base());
    out.failures = by_domain(input, out.interruptions_per_day / failures.rate);
  }
  const auto add = [&](const char* name, double time, std::string detail) {
    out.terms.push_back({.name = name, .share = time * out.goodput, .detail = std::move(detail)});
  };
  add("lost work", times.lost,
      fmt::format("{} undone by each of {:.2f} failures a day", to_text(out.lost_per_failure),
                  out.interruptions_per_day));
  add("restarts", times.restarts, fmt::format("{} after each failure", to_text(out.restart_per_failure)));
  add("waiting for nodes", times.waits,
      fmt::format("{:.2f} % of failures find too few of {} spare nodes", 100 * out.waits, input.spares));
  add("checkpoints", times.checkpoints,
      out.interval ? fmt::format("{} every {} of work{}", to_text(input.checkpoint_stall),
                                 to_text(*out.interval), out.interval_is_best ? ", the best interval" : "")
                   : std::string("none is needed: nothing fails"));
  std::string pauses;
  for (const Pause& one : input.pauses) {
    pauses += fmt::format("{}{}: {} every {}", pauses.empty() ? "" : "; ", one.name, to_text(one.time),
                          to_text(one.every));
  }
  add("pauses", times.pauses, pauses.empty() ? "none" : std::move(pauses));
  return out;
}

}  // namespace trainyard
