// trainyard-gui [SCENARIO...]: the dashboard.
#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QIcon>
#include <QSettings>
#include <QTimer>
#include <cstdlib>
#include <iostream>

#include "gui/pages/timeline_page.h"
#include "gui/view_models/words.h"
#include "gui/window/appearance.h"
#include "gui/window/language.h"
#include "gui/window/main_window.h"
#include "gui/window/report_dialog.h"
#include "gui/window/screenshots.h"
#include "models/store/run_store.h"

namespace {

// The exit codes of trainyard, and one of our own.
constexpr int done = 0, bad_input = 1, wrong_usage = 2, no_display = 5;

bool asks_for(int argc, char** argv, const std::string& option) {
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == option || word.rfind(option + "=", 0) == 0) return true;
  }
  return false;
}

bool has(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

}  // namespace

int main(int argc, char** argv) {
  const bool unseen = asks_for(argc, argv, "--screenshot") || asks_for(argc, argv, "--report") ||
                      asks_for(argc, argv, "--help") || asks_for(argc, argv, "-h") ||
                      asks_for(argc, argv, "--version");
  if (!has("QT_QPA_PLATFORM")) {
    if (unseen) {
      qputenv("QT_QPA_PLATFORM", "offscreen");
    } else if (!has("DISPLAY") && !has("WAYLAND_DISPLAY")) {
      // Qt would abort.
      std::cerr << "trainyard-gui: there is no display here (DISPLAY and WAYLAND_DISPLAY are not set); "
                   "trainyard run SCENARIO prints the same numbers, trainyard-gui --screenshot DIR draws the "
                   "pages into files\n";
      return no_display;
    }
  }
  QApplication app(argc, argv);
  QApplication::setApplicationName(QStringLiteral("trainyard"));
  QApplication::setOrganizationName(QStringLiteral("trainyard"));
  QApplication::setApplicationVersion(QStringLiteral(TRAINYARD_VERSION));
  QApplication::setDesktopFileName(QStringLiteral("org.trainyard.Trainyard"));
  QApplication::setWindowIcon(QIcon::fromTheme(QStringLiteral("org.trainyard.Trainyard")));

  QCommandLineParser parser;
  parser.setApplicationDescription(QStringLiteral(
      "Compares training runs of language models in a window; the numbers are those of trainyard run.\n"
      "Exit codes: 0 done, 1 bad input, 2 wrong usage, 5 no display."));
  parser.addHelpOption();
  parser.addVersionOption();
  parser.addPositionalArgument(QStringLiteral("SCENARIO"),
                               QStringLiteral("shipped scenarios, scenario files or one session file"),
                               QStringLiteral("[SCENARIO...]"));
  const QCommandLineOption screenshot(
      QStringLiteral("screenshot"),
      QStringLiteral("draw every page into DIR as PNG and end; needs no display"), QStringLiteral("DIR"));
  const QCommandLineOption trace(
      QStringLiteral("trace"),
      QStringLiteral("show a measured trace (PyTorch profiler, Kineto, Chrome; .json or .json.gz) beside the "
                     "simulated step"),
      QStringLiteral("FILE"));
  const QCommandLineOption page(QStringLiteral("page"), QStringLiteral("turn to this page first"),
                                QStringLiteral("ID"));
  const QCommandLineOption store(QStringLiteral("store"),
                                 QStringLiteral("results kept in FILE (as trainyard runs --store)"),
                                 QStringLiteral("FILE"));
  const QCommandLineOption report(
      QStringLiteral("report"),
      QStringLiteral("write a report of every page to FILE (.pdf or .html) and end; needs no display"),
      QStringLiteral("FILE"));
  const QCommandLineOption dark(QStringLiteral("dark"), QStringLiteral("light on dark"));
  const QCommandLineOption language(
      QStringLiteral("language"),
      QStringLiteral(
          "language of the texts (%1); else the system's, and English for --screenshot and --report")
          .arg(trainyard::gui::languages().join(QStringLiteral(", "))),
      QStringLiteral("CODE"));
  parser.addOptions({screenshot, report, page, trace, store, dark, language});
  if (!parser.parse(QApplication::arguments())) {
    std::cerr << "trainyard-gui: " << parser.errorText().toStdString() << '\n';
    return wrong_usage;
  }
  if (parser.isSet(QStringLiteral("help"))) parser.showHelp(done);
  if (parser.isSet(QStringLiteral("version"))) {
    std::cout << "trainyard-gui " << TRAINYARD_VERSION << '\n';
    return done;
  }
  if (parser.positionalArguments().size() > static_cast<qsizetype>(trainyard::gui::most_entries)) {
    std::cerr << "trainyard-gui: at most " << trainyard::gui::most_entries
              << " scenarios stand side by side\n";
    return wrong_usage;
  }
  // Files are the same whatever the system speaks.
  const QString spoken = parser.isSet(language) ? parser.value(language)
                         : parser.isSet(screenshot) || parser.isSet(report)
                             ? QStringLiteral("en")
                             : trainyard::gui::system_language();
  if (const auto chosen = trainyard::gui::set_language(spoken); !chosen) {
    std::cerr << "trainyard-gui: --language: " << to_text(chosen.error());
    return wrong_usage;
  }
  auto library = trainyard::ProfileLibrary::shipped();
  if (!library) {
    std::cerr << to_text(library.error());
    return bad_input;
  }
  std::filesystem::path kept = parser.value(store).toStdString();
  if (kept.empty()) {
    const auto usual = trainyard::default_store_file();
    if (usual) kept = usual.value();
  }
  if (parser.isSet(screenshot))
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, QDir::tempPath());
  if (parser.isSet(dark)) trainyard::gui::set_appearance(trainyard::gui::Appearance::dark);
  trainyard::gui::MainWindow window(std::move(library.value()), kept);
  QStringList wanted = parser.positionalArguments();
  if (wanted.isEmpty()) wanted = {QStringLiteral("deepseek-v3-h800"), QStringLiteral("deepseek-v2-h800")};
  for (const QString& one : wanted) window.open(one);
  if (parser.isSet(trace)) {
    window.open_trace(parser.value(trace));
    if (parser.isSet(screenshot) || parser.isSet(report)) {  // nobody would see the status line
      constexpr int most_ms = 600'000;                       // 1 GiB is read in a minute
      (void)trainyard::gui::settle(window, most_ms);
      const std::string& wrong = window.timeline_page()->trace_problem();
      if (!wrong.empty()) {
        std::cerr << wrong;
        return bad_input;
      }
    }
  }
  if (parser.isSet(page)) window.show_page(parser.value(page));
  if (parser.isSet(screenshot)) {
    const auto shot = trainyard::gui::take_screenshots(window, parser.value(screenshot).toStdString());
    if (!shot) {
      std::cerr << to_text(shot.error());
      return bad_input;
    }
    for (const std::filesystem::path& file : shot.value()) std::cout << file.string() << '\n';
    return done;
  }
  if (parser.isSet(report)) {
    const auto pages = trainyard::gui::every_page(window);
    const auto written = trainyard::gui::write_report(trainyard::gui::words("Trainyard report"), pages,
                                                      parser.value(report).toStdString());
    if (written) return done;
    std::cerr << to_text(written.error());
    return bad_input;
  }
  window.show();
  return QApplication::exec();
}
