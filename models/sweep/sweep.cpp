#include "models/sweep/sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/estimate/scenario_reader.h"
#include "models/report/text_table.h"
#include "sim/base/parallel.h"

namespace trainyard {
namespace {

constexpr std::size_t most_points = 100'000;
constexpr std::size_t points_for_knees = 25;  // along the range; assumed: 4 % of its length apart
constexpr int refinements = 4;                // each halves the gap around a knee

using Values = std::vector<KnobValue>;

std::string key_of(std::string_view stage, const Values& values) {
  std::string key(stage);
  for (const KnobValue& one : values) key += "|" + one.written;
  return key;
}

/// Simulates lists of points; remembers nothing between them.
class PointRunner {
 public:
  PointRunner(const SweptScenario& scenario, const SweepRequest& request, const SweepHooks& hooks)
      : scenario_(scenario), request_(request), hooks_(hooks) {}

  /// Nothing when stopped before all were done. `stage` names the work and, in the store, its points.
  std::optional<std::vector<SweepPoint>> run(std::string_view stage, const std::vector<Values>& wanted,
                                             const PointRequest& how, std::size_t* done = nullptr) {
    // A search of a plan takes all threads; else every point has one.
    const int here = request_.point.replan ? 1 : request_.threads;
    std::vector<SweepPoint> points;
    bool complete = true;
    tell(stage, 0, wanted.size());
    const std::size_t delivered = ordered_map<std::optional<SweepPoint>>(
        wanted.size(), {.threads = here, .stop = hooks_.stop},
        [&](std::size_t i, int) -> std::optional<SweepPoint> {
          const auto known = hooks_.known.find(key_of(stage, wanted[i]));
          if (known != hooks_.known.end()) {
            if (std::optional<SweepPoint> point = read_point(known->second)) return point;
          }
          return simulate_point(scenario_, request_.knobs, wanted[i], how, request_.threads, hooks_.stop);
        },
        [&](std::size_t i, std::optional<SweepPoint>&& point) {
          if (!point || !complete) {
            complete = false;
            return;
          }
          const std::string key = key_of(stage, wanted[i]);
          if (hooks_.keep && !hooks_.known.contains(key)) hooks_.keep(key, write_point(*point));
          points.push_back(std::move(*point));
          tell(stage, i + 1, wanted.size());
        });
    if (done != nullptr) *done = points.size();
    if (!complete || delivered < wanted.size()) return std::nullopt;
    return points;
  }

 private:
  void tell(std::string_view stage, std::size_t done, std::size_t total) const {
    if (hooks_.progress) hooks_.progress(stage, done, total);
  }

  const SweptScenario& scenario_;
  const SweepRequest& request_;
  const SweepHooks& hooks_;
};

std::vector<Values> grid(const std::vector<SweepKnob>& knobs) {
  std::vector<Values> all{{}};
  for (const SweepKnob& knob : knobs) {
    std::vector<Values> longer;
    for (const Values& one : all) {
      for (const KnobValue& value : knob.values) {
        longer.push_back(one);
        longer.back().push_back(value);
      }
    }
    all = std::move(longer);
  }
  return all;
}

/// Simulated points by their number, those of the grid and those between.
std::vector<const SweepPoint*> along(const SweepResult& result) {
  std::vector<const SweepPoint*> found;
  for (const std::vector<SweepPoint>* list : {&result.points, &result.between}) {
    for (const SweepPoint& one : *list) {
      if (one.simulated) found.push_back(&one);
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const SweepPoint* a, const SweepPoint* b) {
    return a->numbers.front() < b->numbers.front();
  });
  return found;
}

/// Numbers between `least` and `most` at even distances, in the logarithm where the range is wide.
std::vector<double> spread(double least, double most) {
  constexpr double wide = 2.0;  // ends apart by this factor; assumed: below it both spacings look alike
  const bool ratios = least > 0.0 && most / least > wide;
  std::vector<double> numbers;
  for (std::size_t i = 0; i < points_for_knees; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(points_for_knees - 1);
    numbers.push_back(ratios ? least * std::pow(most / least, share) : least + (most - least) * share);
  }
  return numbers;
}

/// Those of `numbers` that no point is near, as values of the knob. "Near" is a third of the distance between
/// the neighbours it would come to stand between.
std::vector<Values> not_yet_there(const std::vector<double>& numbers, const SweepKnob& knob,
                                  const std::vector<const SweepPoint*>& there, double least_gap) {
  std::vector<Values> wanted;
  std::vector<double> taken;
  for (const SweepPoint* one : there) taken.push_back(one->numbers.front());
  for (const double number : numbers) {
    const KnobValue value = knob.value(number);
    const bool near = std::any_of(taken.begin(), taken.end(), [&](double other) {
      return std::abs(other - value.number) < least_gap * std::max(std::abs(other), std::abs(value.number));
    });
    if (near || value.number < taken.front() || value.number > taken.back()) continue;
    taken.push_back(value.number);
    std::sort(taken.begin(), taken.end());
    wanted.push_back({value});
  }
  return wanted;
}

/// Middles of the gaps beside each knee.
std::vector<double> around(const std::vector<Knee>& knees, const std::vector<const SweepPoint*>& there) {
  std::vector<double> numbers;
  for (const Knee& knee : knees) {
    const auto above = std::find_if(there.begin(), there.end(),
                                    [&](const SweepPoint* one) { return one->numbers.front() > knee.at; });
    if (above == there.begin() || above == there.end()) continue;
    const double high = (*above)->numbers.front(), low = (*std::prev(above))->numbers.front();
    numbers.push_back(knee.at);
    numbers.push_back((low + knee.at) / 2.0);
    numbers.push_back((knee.at + high) / 2.0);
  }
  return numbers;
}

/// Looks for knees, and adds points where that helps. False when stopped.
bool look_for_knees(SweepResult& result, const SweepRequest& request, PointRunner& runner) {
  if (request.knobs.size() != 1) {
    result.no_knees = "knees are looked for along one knob";
    return true;
  }
  const SweepKnob& knob = request.knobs.front();
  if (!knob.numeric) {
    result.no_knees = "knees are looked for along a knob of numbers";
    return true;
  }
  std::vector<const SweepPoint*> there = along(result);
  const bool may_add = request.refine && knob.continuous && !request.point.replan && there.size() >= 2;
  PointRequest plain = request.point;
  plain.interval = false;
  const auto add = [&](const std::vector<double>& numbers, double least_gap) {
    const std::vector<Values> wanted = not_yet_there(numbers, knob, there, least_gap);
    if (wanted.empty()) return true;
    std::optional<std::vector<SweepPoint>> more = runner.run("looking for knees", wanted, plain);
    if (!more) return false;
    for (SweepPoint& one : *more) result.between.push_back(std::move(one));
    there = along(result);
    return true;
  };
  if (may_add && there.size() < points_for_knees) {
    constexpr double apart = 0.01;  // relative; assumed: a point nearer than that adds nothing
    if (!add(spread(there.front()->numbers.front(), there.back()->numbers.front()), apart)) return false;
  }
  if (there.size() < least_points_for_bend) {
    result.no_knees = fmt::format("{} points are too few to look for knees, {} at least", there.size(),
                                  least_points_for_bend);
    return true;
  }
  result.knees = find_knees(there, knob);
  for (int round = 0; may_add && round < refinements && !result.knees.empty(); ++round) {
    constexpr double close_enough = 0.005;  // relative; below the three digits a knee is told with
    const std::size_t before = result.between.size();
    if (!add(around(result.knees, there), close_enough)) return false;
    if (result.between.size() == before) break;
    result.knees = find_knees(there, knob);
  }
  std::stable_sort(result.between.begin(), result.between.end(),
                   [](const SweepPoint& a, const SweepPoint& b) { return a.numbers < b.numbers; });
  return true;
}

Seconds time_of(const SweepPoint& point, std::string_view part) {
  if (part.empty()) return point.step;
  for (const auto& [name, time] : point.parts) {
    if (name == part) return time;
  }
  return {};  // what takes no time is left out of a step's parts
}

bool grows(const Knee& knee) {
  return knee.end > knee.here;
}

/// Without those that only repeat or mirror another.
std::vector<Knee> told_once(std::vector<Knee> all) {
  constexpr double same_place = 0.15;  // relative; assumed: a person calls these one knee
  std::stable_sort(all.begin(), all.end(), [](const Knee& a, const Knee& b) { return a.size > b.size; });
  std::vector<Knee> kept;
  const auto repeats = [&](const Knee& knee) {
    return std::any_of(all.begin(), all.end(), [&](const Knee& other) {
      if (&other == &knee || std::abs(other.at - knee.at) > same_place * std::abs(knee.at)) return false;
      if (knee.part.empty()) return !other.part.empty() && grows(other) == grows(knee);
      return other.part == knee.part && &other < &knee;
    });
  };
  for (const Knee& one : all) {
    if (!repeats(one)) kept.push_back(one);
  }
  std::stable_sort(kept.begin(), kept.end(), [](const Knee& a, const Knee& b) { return a.at < b.at; });
  return kept;
}

}  // namespace

std::string part_name(std::string_view part) {
  constexpr std::string_view exposed = "exposed_";
  if (part.empty()) return "the step as a whole";
  std::string name(part.starts_with(exposed) ? part.substr(exposed.size()) : part);
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::vector<Knee> find_knees(const std::vector<const SweepPoint*>& points, const SweepKnob& knob) {
  std::vector<double> x;
  std::vector<std::string> parts{""};
  Seconds shortest = points.empty() ? Seconds{} : points.front()->step;
  for (const SweepPoint* one : points) {
    x.push_back(one->numbers.front());
    shortest = std::min(shortest, one->step);
    for (const auto& [name, time] : one->parts) {
      if (std::find(parts.begin(), parts.end(), name) == parts.end()) parts.push_back(name);
    }
  }
  constexpr double worth_telling = 0.01;  // of the shortest step
  std::vector<Knee> knees;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {  // the whole step last
    std::vector<double> y;
    for (const SweepPoint* one : points) y.push_back(time_of(*one, *part).base());
    for (const Bend& bend : find_bends(x, y, worth_telling * shortest.base())) {
      const auto above = std::lower_bound(x.begin(), x.end(), bend.at);
      const auto i = static_cast<std::size_t>(above - x.begin());
      Knee knee;
      knee.part = *part;
      knee.at = bend.at;
      knee.size = bend.size;
      constexpr int digits = 3;  // a knee is no sharper than that
      knee.at_text = fmt::format("{}{:.{}g}{}", knob.prefix, bend.at, digits, knob.suffix);
      knee.below = bend.steep_below;
      const double share = i == 0 || x[i] == x[i - 1] ? 0.0 : (bend.at - x[i - 1]) / (x[i] - x[i - 1]);
      constexpr double resolution = 1e-12;  // s, of the engine: less is rounding
      const double here = i == 0 ? y[0] : y[i - 1] + share * (y[i] - y[i - 1]);
      knee.here = seconds(std::abs(here) < resolution ? 0.0 : here);
      knee.end = seconds(bend.steep_below ? y.front() : y.back());
      knee.far = seconds(bend.steep_below ? y.back() : y.front());
      const SweepPoint& end = *(bend.steep_below ? points.front() : points.back());
      const SweepPoint& at = *points[std::min(i, points.size() - 1)];
      if (knee.end < knee.here && !part->empty() && end.step > at.step) continue;  // only mirrors what grows
      knee.end_text = end.values.front();
      knees.push_back(std::move(knee));
    }
  }
  return told_once(std::move(knees));
}

std::string knee_text(const Knee& knee) {
  const bool exposed = knee.part.starts_with("exposed_");
  constexpr double hidden = 0.25;  // of what it reaches: before, it hardly showed
  constexpr double flat = 0.15;    // of its growth beyond the knee: before, it hardly changed
  const double growth = (knee.end - knee.here).base();
  const bool from_rest = std::abs((knee.here - knee.far).base()) <= flat * growth;
  const bool from_nothing = from_rest && knee.here < hidden * knee.end;
  std::string what = part_name(knee.part), verb = grows(knee) ? "grows faster" : "falls faster";
  if (from_rest && !exposed) verb = from_nothing ? "begins to show" : "begins to grow";
  if (from_rest && exposed) {
    verb = "leaves the shadow of compute";
    if (!from_nothing) what = "more of " + what;
  }
  return fmt::format("{} {} {} {}: {} a step at {}, {} at {}", knee.below ? "below" : "above", knee.at_text,
                     what, verb, to_text(knee.end, 3), knee.end_text, to_text(knee.here, 3), knee.at_text);
}

Result<SweepResult> sweep(const SweptScenario& scenario, const SweepRequest& request,
                          const SweepHooks& hooks) {
  std::size_t total = 1;
  for (const SweepKnob& knob : request.knobs) {
    total *= std::max<std::size_t>(knob.values.size(), 1);
    if (total > most_points) {
      return problem(fmt::format("the knobs have more than {} combinations of values",
                                 grouped(static_cast<double>(most_points))),
                     "vary fewer knobs, or over fewer values");
    }
  }
  TRAINYARD_TRY(loaded,
                load_scenario(scenario.library, scenario.name, scenario.overrides, IllegalPlan::left_open));
  SweepResult result;
  result.scenario = loaded.name;
  result.description = loaded.description;
  result.machine =
      fmt::format("{} on {} {} ({}), software {}", loaded.model.name, grouped(loaded.machine.gpus),
                  loaded.machine.gpu.name, loaded.machine.cluster.name, loaded.software.name);
  result.total = total;
  PointRequest plain = request.point;
  plain.replan = false;
  result.base = *simulate_point(scenario, {}, {}, plain, 1, nullptr);

  PointRunner runner(scenario, request, hooks);
  std::optional<std::vector<SweepPoint>> points =
      runner.run("sweeping", grid(request.knobs), request.point, &result.done);
  if (!points) return result;
  result.points = std::move(*points);
  const bool any = std::any_of(result.points.begin(), result.points.end(),
                               [](const SweepPoint& one) { return one.simulated; });
  if (!any) {
    const SweepPoint& first = result.points.front();
    std::string where;
    for (std::size_t k = 0; k < request.knobs.size(); ++k)
      where += fmt::format("{}{}={}", k == 0 ? "" : ", ", request.knobs[k].path, first.values[k]);
    return problem(fmt::format("no point can be simulated; at {}: {}", where, first.reason), first.hint);
  }
  result.complete = look_for_knees(result, request, runner);
  return result;
}

}  // namespace trainyard
