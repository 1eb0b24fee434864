// trainyard-gui [SCENARIO...]: the dashboard.
#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>
#include <QRegularExpression>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <optional>

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

constexpr int least_side = 400, most_side = 16'000;  // px

/// "1280x800"; the usual size for nothing, none for what is no size.
std::optional<QSize> size_of(const QString& text) {
  if (text.isEmpty()) return QSize(1280, 800);
  static const QRegularExpression form(QStringLiteral("^(\\d{1,5})x(\\d{1,5})$"));
  const QRegularExpressionMatch match = form.match(text);
  if (!match.hasMatch()) return std::nullopt;
  const QSize size(match.captured(1).toInt(), match.captured(2).toInt());
  if (std::min(size.width(), size.height()) < least_side || std::max(size.width(), size.height()) > most_side)
    return std::nullopt;
  return size;
}

/// Says so, and what pages there are, when there is none of that name.
bool is_page(const std::string& id) {
  std::vector<std::string> ids;
  for (const trainyard::gui::PageKind& kind : trainyard::gui::page_kinds()) ids.emplace_back(kind.id);
  if (std::find(ids.begin(), ids.end(), id) != ids.end()) return true;
  std::cerr << "trainyard-gui: --page: there is no page " << trainyard::in_quotes(id) << " ("
            << trainyard::name_hint(id, ids) << ")\n";
  return false;
}

/// Opens what was named. A window tells what is wrong with it; `in_files` nobody would see that, so it is
/// said here, also what cannot be simulated, and the answer is false.
bool open_all(trainyard::gui::MainWindow& window, const QStringList& wanted, bool in_files) {
  for (const QString& one : wanted) {
    if (!in_files) {
      window.open(one);
    } else if (const auto opened = window.try_open(one); !opened) {
      std::cerr << trainyard::to_text(opened.error());
      return false;
    }
  }
  if (!in_files) return true;
  for (const trainyard::gui::Entry& entry : window.workbench().entries()) {
    trainyard::EstimateOptions options;
    options.interval = false;
    const auto simulated = trainyard::gui::evaluate(window.workbench().library(), entry, options);
    if (simulated) continue;
    std::cerr << trainyard::to_text(simulated.error());
    return false;
  }
  return true;
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
  const QCommandLineOption size(
      QStringLiteral("size"),
      QStringLiteral("size of the window in px, e.g. 1600x1000; 1280x800 unless told"),
      QStringLiteral("WxH"));
  parser.addOptions({screenshot, report, page, trace, store, dark, language, size});
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
  const std::optional<QSize> wished = size_of(parser.isSet(size) ? parser.value(size) : QString());
  if (!wished) {
    std::cerr << "trainyard-gui: --size: expected WIDTHxHEIGHT in px from " << least_side << " to "
              << most_side << ", e.g. 1280x800, found "
              << trainyard::in_quotes(parser.value(size).toStdString()) << '\n';
    return wrong_usage;
  }
  const std::filesystem::path report_file = parser.value(report).toStdString();
  if (parser.isSet(report)) {  // before anything is computed for it
    if (const auto possible = trainyard::gui::check_report_file(report_file); !possible) {
      std::cerr << "trainyard-gui: --report: " << trainyard::to_text(possible.error());
      return trainyard::gui::has_report_ending(report_file) ? bad_input : wrong_usage;
    }
  }
  if (parser.isSet(page) && !is_page(parser.value(page).toStdString())) return wrong_usage;
  auto library = trainyard::ProfileLibrary::shipped();
  if (!library) {
    std::cerr << trainyard::to_text(library.error());
    return bad_input;
  }
  std::filesystem::path kept = parser.value(store).toStdString();
  if (kept.empty()) {
    const auto usual = trainyard::default_store_file();
    if (usual) kept = usual.value();
  }
  const bool in_files = parser.isSet(screenshot) || parser.isSet(report);
  const QTemporaryDir no_settings;  // files tell nothing of what this person opened last
  if (in_files) {
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, no_settings.path());
    if (!parser.isSet(store)) kept.clear();
  }
  if (parser.isSet(dark)) trainyard::gui::set_appearance(trainyard::gui::Appearance::dark);
  trainyard::gui::MainWindow window(std::move(library.value()), kept);
  window.resize(*wished);
  QStringList wanted = parser.positionalArguments();
  if (wanted.isEmpty()) wanted = {QStringLiteral("deepseek-v3-h800"), QStringLiteral("deepseek-v2-h800")};
  if (!open_all(window, wanted, in_files)) return bad_input;
  if (parser.isSet(trace)) {
    window.open_trace(parser.value(trace));
    if (in_files) {
      constexpr int most_ms = 600'000;  // 1 GiB is read in a minute
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
      std::cerr << trainyard::to_text(shot.error());
      return bad_input;
    }
    for (const std::filesystem::path& file : shot.value()) std::cout << file.string() << '\n';
    return done;
  }
  if (parser.isSet(report)) {
    const auto pages = trainyard::gui::every_page(window);
    const auto written =
        trainyard::gui::write_report(trainyard::gui::words("Trainyard report"), pages, report_file);
    if (written) return done;
    std::cerr << trainyard::to_text(written.error());
    return bad_input;
  }
  const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation);
  if (!folder.isEmpty()) window.keep_session_in(folder.toStdString());
  window.show();
  return QApplication::exec();
}
