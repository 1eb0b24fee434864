// trainyard-gui [SCENARIO...]: the dashboard.
#include <QApplication>
#include <QIcon>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>

#include "gui/pages/timeline_page.h"
#include "gui/view_models/words.h"
#include "gui/window/appearance.h"
#include "gui/window/command_line.h"
#include "gui/window/language.h"
#include "gui/window/main_window.h"
#include "gui/window/report_dialog.h"
#include "gui/window/screenshots.h"
#include "models/store/run_store.h"

namespace trainyard::gui {
namespace {

bool has(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

/// Chooses the platform before Qt does: where there is no display Qt would abort. False: there is none and
/// one is needed.
bool choose_platform(int argc, char** argv) {
  if (has("QT_QPA_PLATFORM")) return true;
  const bool unseen = std::any_of(argv, argv + argc, [](const char* word) {
    const std::string name = std::string(word).substr(0, std::string(word).find('='));
    return name == "--screenshot" || name == "--report" || name == "--help" || name == "-h" ||
           name == "--version" || name == "-v";
  });
  if (unseen) qputenv("QT_QPA_PLATFORM", "offscreen");
  if (unseen || has("DISPLAY") || has("WAYLAND_DISPLAY")) return true;
  std::cerr << "trainyard-gui: there is no display here (DISPLAY and WAYLAND_DISPLAY are not set); "
               "trainyard run SCENARIO prints the same numbers, trainyard-gui --screenshot DIR draws the "
               "pages into files\n";
  return false;
}

GuiExit refuse(const Diagnostics& problems) {
  std::cerr << to_text(problems);
  return GuiExit::bad_input;
}

/// Opens what was named for files: also what cannot be simulated is refused.
Result<void> open_for_files(MainWindow& window, const GuiArguments& asked) {
  for (const QString& one : asked.scenarios) {
    TRAINYARD_TRY(window.try_open(one));
  }
  for (const Entry& entry : window.workbench().entries()) {
    EstimateOptions options;
    options.interval = false;
    TRAINYARD_TRY(evaluate(window.workbench().library(), entry, options));
  }
  if (!asked.trace) return outcome::success();
  constexpr int most_ms = 600'000;  // 1 GiB is read in a minute
  window.open_trace(*asked.trace);
  (void)settle(window, most_ms);
  const std::string& wrong = window.timeline_page()->trace_problem();
  if (wrong.empty()) return outcome::success();
  return problem(wrong.substr(0, wrong.find_last_not_of('\n') + 1));
}

GuiExit write_files(MainWindow& window, const GuiArguments& asked) {
  const Result<void> opened = open_for_files(window, asked);
  if (!opened) return refuse(opened.error());
  if (asked.page) window.show_page(*asked.page);
  if (asked.screenshots) {
    const auto shot = take_screenshots(window, *asked.screenshots);
    if (!shot) return refuse(shot.error());
    for (const std::filesystem::path& file : shot.value()) std::cout << file.string() << '\n';
  }
  if (asked.report) {
    const auto pages = every_page(window);
    if (!pages) return refuse(pages.error());
    const auto written = write_report(words("Trainyard report"), pages.value(), *asked.report);
    if (!written) return refuse(written.error());
  }
  return GuiExit::done;
}

GuiExit run(const QStringList& arguments) {
  GuiExit exit = GuiExit::done;
  const std::optional<GuiArguments> asked = parse_gui_arguments(arguments, std::cout, std::cerr, exit);
  if (!asked) return exit;
  if (const auto chosen = set_language(asked->language); !chosen) {
    std::cerr << "trainyard-gui: --language: " << to_text(chosen.error());
    return GuiExit::wrong_usage;
  }
  auto library = ProfileLibrary::shipped();
  if (!library) return refuse(library.error());
  std::filesystem::path kept = asked->store.value_or(std::filesystem::path{});
  const QTemporaryDir no_settings;  // files tell nothing of what this person opened or kept last
  if (asked->in_files()) {
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, no_settings.path());
  } else if (!asked->store) {
    if (const auto usual = default_store_file()) kept = usual.value();
  }
  if (asked->dark) set_appearance(Appearance::dark);
  MainWindow window(std::move(library.value()), kept);
  window.resize(asked->size);
  if (asked->in_files()) return write_files(window, *asked);
  for (const QString& one : asked->scenarios) window.open(one);
  if (asked->trace) window.open_trace(*asked->trace);
  if (asked->page) window.show_page(*asked->page);
  const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation);
  if (!folder.isEmpty()) window.keep_session_in(folder.toStdString());
  window.show();
  return static_cast<GuiExit>(QApplication::exec());
}

}  // namespace
}  // namespace trainyard::gui

int main(int argc, char** argv) {
  using trainyard::gui::GuiExit;
  if (!trainyard::gui::choose_platform(argc, argv)) return static_cast<int>(GuiExit::no_display);
  QApplication app(argc, argv);
  QApplication::setApplicationName(QStringLiteral("trainyard"));
  QApplication::setOrganizationName(QStringLiteral("trainyard"));
  QApplication::setApplicationVersion(QStringLiteral(TRAINYARD_VERSION));
  QApplication::setDesktopFileName(QStringLiteral("org.trainyard.Trainyard"));
  QApplication::setWindowIcon(QIcon::fromTheme(QStringLiteral("org.trainyard.Trainyard")));
  return static_cast<int>(trainyard::gui::run(QApplication::arguments()));
}
