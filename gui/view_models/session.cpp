#include "gui/view_models/session.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sim/base/json_reader.h"

namespace trainyard::gui {

std::string write_session(const Session& session) {
  using Json = nlohmann::ordered_json;
  Json made{{"trainyard_session", 1}, {"entries", Json::array()}};
  for (const Entry& entry : session.entries) {
    Json set = Json::array();
    for (const auto& [path, value] : entry.overrides) set.push_back(fmt::format("{}={}", path, value));
    made["entries"].push_back({{"scenario", entry.scenario}, {"set", std::move(set)}});
  }
  made["chosen"] = session.chosen;
  made["page"] = session.page;
  if (session.trace) made["trace"] = {{"file", session.trace->file}, {"shift_ps", session.trace->shift}};
  if (session.automatic) made["automatic"] = *session.automatic;
  return made.dump(2) + '\n';
}

Result<Session> read_session(const std::filesystem::path& file) {
  TRAINYARD_TRY(document, JsonDocument::load(file, most_written_by_hand));
  Diagnostics problems;
  JsonReader reader(document, problems);
  (void)reader.integer("trainyard_session", 1, 1);
  Session session;
  for (JsonReader& one : reader.objects("entries")) {
    Entry entry{one.text("scenario"), {}};
    for (const std::string& text : one.texts("set")) {
      const Result<Override> override = parse_override(text);
      if (override) {
        entry.overrides.push_back(override.value());
      } else {
        one.report("set", to_text(override.error().front()));
      }
    }
    session.entries.push_back(std::move(entry));
  }
  if (session.entries.size() > most_entries)
    reader.report("entries", fmt::format("has {} scenarios, at most {} stand side by side",
                                         session.entries.size(), most_entries));
  session.chosen = static_cast<std::size_t>(reader.integer("chosen", 0, most_entries - 1, 0));
  session.page = reader.text("page", "");
  constexpr std::int64_t a_day = 86'400'000'000'000'000;  // ps, the most a trace is shifted by
  if (std::optional<JsonReader> trace = reader.optional_object("trace"))
    session.trace = SessionTrace{trace->text("file"), trace->integer("shift_ps", -a_day, a_day, 0)};
  if (reader.has("automatic")) session.automatic = reader.texts("automatic");
  reader.finish();
  if (!problems.empty()) return problems;
  return session;
}

}  // namespace trainyard::gui
