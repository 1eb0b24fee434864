#include "gui/view_models/report_cover.h"

#include "gui/view_models/words.h"

namespace trainyard::gui {

namespace {

std::string changes_of(const Entry& entry) {
  std::string text;
  for (const auto& [path, value] : entry.overrides)
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", path, value);
  return text.empty() ? words("none") : text;
}

Table scenarios(const std::vector<Entry>& entries) {
  Table table{words("Scenarios"), {"", words("scenario"), words("changes")}, {}, {}};
  for (std::size_t i = 0; i < entries.size(); ++i)
    table.rows.push_back(
        {std::string(1, static_cast<char>('A' + i)), entries[i].scenario, changes_of(entries[i])});
  return table;
}

/// Pages of the same title in one row.
Table contents(const std::vector<ReportPage>& pages) {
  Table table{words("Pages"), {words("page"), words("about")}, {}, {}};
  for (std::size_t i = 0; i < pages.size(); ++i) {
    if (i > 0 && pages[i].title == pages[i - 1].title) {
      table.rows.back()[1] += "; " + pages[i].about;
    } else {
      table.rows.push_back({pages[i].title, pages[i].about});
    }
  }
  return table;
}

}  // namespace

ReportPage report_cover(const std::vector<Entry>& entries, const std::vector<ReportPage>& pages) {
  Content content;
  if (!entries.empty()) content.add(scenarios(entries));
  content.add(contents(pages));
  content.paragraph(words("Written by trainyard {}.", TRAINYARD_VERSION));
  return {words("What this report covers"), std::move(content), {}, {}};
}

}  // namespace trainyard::gui
