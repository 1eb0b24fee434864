#include "gui/view_models/kept_run.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>

#include "gui/view_models/words.h"
#include "models/compare/compare_report.h"
#include "models/estimate/scenario_reader.h"
#include "models/report/report.h"
#include "models/report/text_table.h"
#include "models/store/compare_reports.h"
#include "models/sweep/sweep_report.h"
#include "sim/base/quantity_text.h"

namespace trainyard::gui {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_rows = 200;    // of one list; the JSON report holds all
constexpr std::size_t most_columns = 10;  // of one list, so that a table stays readable

/// A figure of the report of `run`.
struct Figure {
  const char* name;
  const char* place;  // JSON pointer
  std::string (*text)(double);
};

std::string as_seconds(double value) {
  return to_text(Seconds::from_base(value), 4);
}
std::string as_share(double value) {
  return fmt::format("{:.2f} %", 100.0 * value);
}
std::string as_bytes(double value) {
  return to_text(Bytes::from_base(value));
}
std::string as_dollars(double value) {
  return to_text(Dollars::from_base(value));
}
std::string as_count(double value) {
  return grouped(std::round(value));
}
std::string as_days(double value) {
  return fmt::format("{:.2f}", value);
}

constexpr Figure figures[] = {
    {QT_TRANSLATE_NOOP("trainyard", "step time"), "/step/time_s", as_seconds},
    {QT_TRANSLATE_NOOP("trainyard", "step time, P5"), "/interval/step_s/p5", as_seconds},
    {QT_TRANSLATE_NOOP("trainyard", "step time, P95"), "/interval/step_s/p95", as_seconds},
    {QT_TRANSLATE_NOOP("trainyard", "bubble"), "/step/parts/bubble", as_seconds},
    {QT_TRANSLATE_NOOP("trainyard", "MFU"), "/mfu/non_causal", as_share},
    {QT_TRANSLATE_NOOP("trainyard", "tokens/s/GPU"), "/step/tokens_per_s_per_gpu", as_count},
    {QT_TRANSLATE_NOOP("trainyard", "peak memory"), "/memory/peak_bytes", as_bytes},
    {QT_TRANSLATE_NOOP("trainyard", "GPU-hours"), "/run/gpu_hours", as_count},
    {QT_TRANSLATE_NOOP("trainyard", "days"), "/run/days", as_days},
    {QT_TRANSLATE_NOOP("trainyard", "goodput"), "/run/goodput", as_share},
    {QT_TRANSLATE_NOOP("trainyard", "cost"), "/cost/total_usd", as_dollars},
};

std::optional<double> number_at(const Json& document, const char* place) {
  const Json::json_pointer pointer(place);
  if (!document.contains(pointer) || !document.at(pointer).is_number()) return std::nullopt;
  return document.at(pointer).get<double>();
}

std::uint64_t seed_of(const KeptRun& kept) {
  const std::string text = kept.asked.option("seed");
  std::uint64_t seed = 1;
  std::from_chars(text.data(), text.data() + text.size(), seed);
  return seed;
}

bool asked_for(const KeptRun& kept, const char* option) {
  return kept.asked.options.contains(option);
}

Result<std::string> run_again(const ProfileLibrary& library, const KeptRun& kept) {
  // Old runs do not say how they were asked; their report shows it.
  const bool interval = kept.run.report.find("\"interval\"") != std::string::npos;
  TRAINYARD_TRY(now,
                evaluate(library, kept.entries.front(),
                         {.expand = asked_for(kept, "expand"), .interval = interval, .seed = seed_of(kept)}));
  return write_json_report(now.scenario, now.estimate);
}

Result<std::string> compare_again(const ProfileLibrary& library, const KeptRun& kept) {
  const std::vector<std::string> labels = labels_of(kept.entries);
  std::vector<Compared> compared;
  for (std::size_t i = 0; i < kept.entries.size(); ++i) {
    TRAINYARD_TRY(one, compare_one(library, kept.entries[i], labels[i],
                                   {.interval = !asked_for(kept, "no-interval"), .seed = seed_of(kept)}));
    compared.push_back(std::move(one));
  }
  std::size_t baseline = 1;
  const std::string text = kept.asked.option("baseline");
  std::from_chars(text.data(), text.data() + text.size(), baseline);
  if (baseline < 1 || baseline > compared.size()) baseline = 1;
  return write_json_comparison(compare(std::move(compared), baseline - 1));
}

Result<std::string> sweep_again(const ProfileLibrary& library, const KeptRun& kept) {
  SweepRequest request;
  const auto vary = kept.asked.options.find("vary");
  if (vary == kept.asked.options.end()) return problem(words("The kept sweep does not say what it varied."));
  for (const std::string& one : vary->second) {
    TRAINYARD_TRY(knob, parse_vary(one));
    request.knobs.push_back(std::move(knob));
  }
  request.refine = !asked_for(kept, "no-refine");
  request.point.replan = asked_for(kept, "replan");
  request.point.interval = asked_for(kept, "interval");
  request.point.seed = seed_of(kept);
  if (request.point.replan) return problem(words("A plan was searched at every point: that takes long."));
  std::vector<SweepGoal> goals;
  if (const auto asked = kept.asked.options.find("goal"); asked != kept.asked.options.end()) {
    for (const std::string& one : asked->second) {
      TRAINYARD_TRY(goal, parse_sweep_goal(one));
      goals.push_back(std::move(goal));
    }
  }
  const SweepColumn* column = usual_column(request.knobs, goals);
  if (const std::string name = kept.asked.option("column"); !name.empty()) {
    TRAINYARD_TRY(named, find_sweep_column(name));
    column = named;
  }
  const Entry& entry = kept.entries.front();
  TRAINYARD_TRY(found, sweep({library, entry.scenario, entry.overrides}, request));
  return write_json_sweep({&request, std::move(found), column, std::move(goals)});
}

/// The numbers of two reports of one command that are not the same, those that changed most first.
void add_changed_numbers(Content& content, const std::string& was, const std::string& is) {
  const Result<ReportComparison> found = compare_reports(was, is, true);
  if (!found) return content.paragraph(to_text(found.error()), Tone::problem);
  const ReportComparison& comparison = found.value();
  if (comparison.numbers.empty() && comparison.only_a.empty() && comparison.only_b.empty())
    return content.paragraph(words("Nothing has changed: this program gives the same {} numbers.",
                                   grouped(static_cast<double>(comparison.equal))),
                             Tone::good);
  content.paragraph(
      words("This program says otherwise: {} numbers differ, {} are the same, {} stand in one of "
            "the two alone. It, its constants or the scenario's files have changed since.",
            comparison.numbers.size(), comparison.equal, comparison.only_a.size() + comparison.only_b.size()),
      Tone::warning);
  std::vector<NumberPair> numbers = comparison.numbers;
  const auto change = [](const NumberPair& one) {
    return one.a == 0.0 ? std::numeric_limits<double>::infinity() : std::abs(one.difference() / one.a);
  };
  std::stable_sort(numbers.begin(), numbers.end(),
                   [&](const NumberPair& a, const NumberPair& b) { return change(a) > change(b); });
  Table table;
  table.title = words("Kept and now");
  if (numbers.size() > most_rows) table.title += words(" (the first {} of {})", most_rows, numbers.size());
  table.head = {words("number"), words("kept"), words("now"), words("change")};
  for (const NumberPair& one : numbers) {
    if (table.rows.size() == most_rows) break;
    table.rows.push_back({plain_name(one.name), fmt::format("{:.6g}", one.a), fmt::format("{:.6g}", one.b),
                          one.a == 0.0 ? std::string{} : change_text(one.a, one.b)});
  }
  if (!table.rows.empty()) content.add(std::move(table));
}

void add_kept_and_now(Content& content, const ProfileLibrary& library, const KeptRun& kept,
                      const Json& then) {
  const Result<std::string> report = report_of_today(library, kept);
  const Json now = report ? Json::parse(report.value(), nullptr, false) : Json();
  if (!report) {
    content.paragraph(words("Today's figures cannot be computed: {}", to_text(report.error())),
                      Tone::problem);
  } else if (report.value() == kept.run.report) {
    content.paragraph(words("Nothing has changed: this program says the same, to the byte."), Tone::good);
  }
  Table table;
  table.title = words("Kept and now");
  table.head = {words("figure"), words("kept"), words("now"), words("change")};
  bool differs = false;
  for (const Figure& one : figures) {
    const std::optional<double> was = number_at(then, one.place), is = number_at(now, one.place);
    if (!was && !is) continue;
    const bool other = was.has_value() && is.has_value() && *was != *is;
    differs = differs || other || was.has_value() != is.has_value();
    table.rows.push_back({words(one.name), was ? one.text(*was) : words("not kept"),
                          is ? one.text(*is) : words("none"),
                          was && is ? (other ? change_text(*was, *is) : words("the same")) : std::string{}});
  }
  if (report && report.value() != kept.run.report) {
    content.paragraph(
        differs ? words("This program says otherwise: it, its constants or the scenario's files have changed "
                        "since.")
                : words("The headline figures are the same; other parts of the report have changed."),
        differs ? Tone::warning : Tone::plain);
  }
  content.add(std::move(table));
}

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return words("none");
  if (value.is_boolean()) return value.get<bool>() ? words("yes") : words("no");
  if (value.is_number_float()) return fmt::format("{:.6g}", value.get<double>());
  if (value.is_number()) return value.dump();
  if (value.is_array()) return words("{} items", value.size());
  return words("{} fields", value.size());
}

Table table_of_list(const std::string& title, const Json& list) {
  Table table;
  table.title = title;
  std::vector<std::string> keys;
  for (const auto& [key, value] : list.front().items()) {
    if (!value.is_structured() && keys.size() < most_columns) keys.push_back(key);
  }
  for (const std::string& key : keys) table.head.push_back(plain_name(key));
  for (const Json& one : list) {
    if (table.rows.size() == most_rows) break;
    std::vector<std::string>& row = table.rows.emplace_back();
    for (const std::string& key : keys)
      row.push_back(one.is_object() && one.contains(key) ? text_of(one[key]) : std::string{});
  }
  if (list.size() > most_rows) table.title += words(" (the first {} of {})", most_rows, list.size());
  return table;
}

/// Scalars as one table, then lists of objects as tables and objects as parts of their own.
void add_parts(Content& content, const std::string& title, const Json& object, int depth) {
  constexpr int deepest = 3;
  Table plain;
  plain.title = title;
  plain.head = {words("field"), words("value")};
  for (const auto& [key, value] : object.items()) {
    const bool table = value.is_array() && !value.empty() && value.front().is_object();
    if (!table && !(value.is_object() && depth < deepest))
      plain.rows.push_back({plain_name(key), text_of(value)});
  }
  if (!plain.rows.empty()) content.add(std::move(plain));
  for (const auto& [key, value] : object.items()) {
    const std::string name = title.empty() ? plain_name(key) : title + ", " + plain_name(key);
    if (value.is_array() && !value.empty() && value.front().is_object()) {
      Table listed = table_of_list(name, value);
      if (!listed.head.empty()) content.add(std::move(listed));
    } else if (value.is_object() && depth < deepest) {
      add_parts(content, name, value, depth + 1);
    }
  }
}

}  // namespace

Result<KeptRun> load_kept(const std::filesystem::path& store, std::int64_t id) {
  std::error_code error;
  if (!std::filesystem::exists(store, error))
    return problem(words("{}: the file of kept results is no longer there", store.string()));
  TRAINYARD_TRY(opened, RunStore::open(store));
  TRAINYARD_TRY(run, opened.load(id));
  KeptRun kept{std::move(run), {}, {}};
  TRAINYARD_TRY(asked, read_asked(kept.run));
  kept.asked = std::move(asked);
  if (kept.run.command != "plan") {
    for (const AskedScenario& one : kept.asked.scenarios) {
      Entry entry{one.name, {}};
      for (const std::string& text : one.set) {
        TRAINYARD_TRY(override, parse_override(text));
        entry.overrides.push_back(std::move(override));
      }
      kept.entries.push_back(std::move(entry));
    }
  }
  return kept;
}

Result<std::string> report_of_today(const ProfileLibrary& library, const KeptRun& kept) {
  const std::string& command = kept.run.command;
  if (kept.entries.empty()) return problem(words("The kept run names no scenario."));
  if (command == "run") return run_again(library, kept);
  if (command == "compare") return compare_again(library, kept);
  if (command == "sweep") return sweep_again(library, kept);
  return problem(words("To compute {} again takes long.", command));
}

std::string origin_of(const KeptRun& kept) {
  const StoredRun& run = kept.run;
  const std::string name = fmt::format("{} {}", run.command, run.title);
  if (run.status != RunStatus::done) return words("Not finished, begun on {} UTC: {}.", run.started, name);
  if (run.program.empty()) return words("Kept on {} UTC by an earlier version: {}.", run.finished, name);
  return words("Kept on {} UTC by version {}: {}.", run.finished, run.program, name);
}

Content kept_content(const ProfileLibrary& library, const KeptRun& kept) {
  Content content;
  content.paragraph(origin_of(kept));
  if (!kept.run.summary.empty()) content.paragraph(kept.run.summary);
  if (kept.run.status != RunStatus::done) {
    content.paragraph(
        words("{} results are kept so far; the same command goes on from there.", kept.run.items));
    return content;
  }
  const Json then = Json::parse(kept.run.report, nullptr, false);
  if (!then.is_object()) {
    content.paragraph(words("The kept report is damaged: it is no JSON object."), Tone::problem);
    return content;
  }
  if (kept.run.command == "run") {
    add_kept_and_now(content, library, kept, then);
    return content;
  }
  const bool quick = kept.run.command == "compare" || kept.run.command == "sweep";
  if (quick) {
    const Result<std::string> now = report_of_today(library, kept);
    if (now) {
      add_changed_numbers(content, kept.run.report, now.value());
    } else {
      content.paragraph(words("Today's figures cannot be computed: {}", to_text(now.error())), Tone::problem);
    }
    content.heading(words("As it was kept"));
  }
  add_parts(content, {}, then, 0);
  return content;
}

}  // namespace trainyard::gui
