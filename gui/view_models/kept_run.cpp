#include "gui/view_models/kept_run.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <span>

#include "gui/view_models/words.h"
#include "models/estimate/scenario_reader.h"
#include "models/report/report.h"
#include "models/report/text_table.h"
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

/// What today's program says of the first entry, as `run --json` writes it.
Result<std::string> report_now(const ProfileLibrary& library, const KeptRun& kept, bool interval) {
  if (kept.entries.empty()) return problem(words("The kept run names no scenario."));
  TRAINYARD_TRY(now, evaluate(library, kept.entries.front(), {.interval = interval}));
  return write_json_report(now.scenario, now.estimate);
}

void add_kept_and_now(Content& content, const ProfileLibrary& library, const KeptRun& kept,
                      const Json& then) {
  const Result<std::string> report = report_now(library, kept, then.contains("interval"));
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
  } else {
    add_parts(content, {}, then, 0);
  }
  return content;
}

}  // namespace trainyard::gui
