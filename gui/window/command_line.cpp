#include "gui/window/command_line.h"

#include <QCommandLineParser>
#include <QRegularExpression>
#include <algorithm>
#include <string>
#include <vector>

#include "gui/pages/page.h"
#include "gui/view_models/workbench.h"
#include "gui/window/language.h"
#include "gui/window/report_dialog.h"

namespace trainyard::gui {

namespace {

constexpr int least_side = 400, most_side = 16'000;  // px

/// "1280x800"; none for what is no size.
std::optional<QSize> size_of(const QString& text) {
  static const QRegularExpression form(QStringLiteral("^(\\d{1,5})x(\\d{1,5})$"));
  const QRegularExpressionMatch match = form.match(text);
  if (!match.hasMatch()) return std::nullopt;
  const QSize size(match.captured(1).toInt(), match.captured(2).toInt());
  if (std::min(size.width(), size.height()) < least_side || std::max(size.width(), size.height()) > most_side)
    return std::nullopt;
  return size;
}

/// The parser and its options.
class Options {
 public:
  Options() {
    parser_.setApplicationDescription(QStringLiteral(
        "Compares training runs of language models in a window; the numbers are those of trainyard run.\n"
        "Exit codes: 0 done, 1 bad input, 2 wrong usage, 5 no display."));
    parser_.addOptions(
        {help_, version_, screenshot_, report_, page_, trace_, store_, dark_, language_, size_});
    parser_.addPositionalArgument(QStringLiteral("SCENARIO"),
                                  QStringLiteral("shipped scenarios, scenario files or one session file"),
                                  QStringLiteral("[SCENARIO...]"));
  }

  std::optional<GuiArguments> read(const QStringList& words, std::ostream& out, std::ostream& err,
                                   GuiExit& exit) {
    exit = GuiExit::wrong_usage;
    if (!parser_.parse(words)) return refuse(err, parser_.errorText().toStdString());
    if (parser_.isSet(help_) || parser_.isSet(version_)) {
      exit = GuiExit::done;
      if (parser_.isSet(help_)) {
        out << parser_.helpText().toStdString();
      } else {
        out << "trainyard-gui " << QCoreApplication::applicationVersion().toStdString() << '\n';
      }
      return std::nullopt;
    }
    GuiArguments asked;
    asked.scenarios = parser_.positionalArguments();
    if (asked.scenarios.size() > static_cast<qsizetype>(most_entries))
      return refuse(err, "at most " + std::to_string(most_entries) + " scenarios stand side by side");
    if (asked.scenarios.isEmpty())
      asked.scenarios = {QStringLiteral("deepseek-v3-h800"), QStringLiteral("deepseek-v2-h800")};
    const auto path = [this](const QCommandLineOption& option) {
      return parser_.isSet(option) ? std::optional<std::filesystem::path>(parser_.value(option).toStdString())
                                   : std::nullopt;
    };
    const auto text = [this](const QCommandLineOption& option) {
      return parser_.isSet(option) ? std::optional(parser_.value(option)) : std::nullopt;
    };
    asked.screenshots = path(screenshot_);
    asked.report = path(report_);
    asked.store = path(store_);
    asked.trace = text(trace_);
    asked.page = text(page_);
    asked.dark = parser_.isSet(dark_);
    // Files are the same whatever the system speaks.
    asked.language = text(language_).value_or(asked.in_files() ? QStringLiteral("en") : system_language());
    if (asked.page && !check_page(asked.page->toStdString(), err)) return std::nullopt;
    const QString size = text(size_).value_or(QStringLiteral("1280x800"));
    const std::optional<QSize> read = size_of(size);
    if (!read)
      return refuse(err, "--size: expected WIDTHxHEIGHT in px from " + std::to_string(least_side) + " to " +
                             std::to_string(most_side) + ", e.g. 1280x800, found " +
                             in_quotes(size.toStdString()));
    asked.size = *read;
    if (asked.report) {
      if (const auto possible = check_report_file(*asked.report); !possible) {
        if (has_report_ending(*asked.report)) exit = GuiExit::bad_input;
        err << "trainyard-gui: --report: " << to_text(possible.error());
        return std::nullopt;
      }
    }
    return asked;
  }

 private:
  static std::optional<GuiArguments> refuse(std::ostream& err, const std::string& why) {
    err << "trainyard-gui: " << why << '\n';
    return std::nullopt;
  }
  static bool check_page(const std::string& id, std::ostream& err) {
    std::vector<std::string> ids;
    for (const PageKind& kind : page_kinds()) ids.emplace_back(kind.id);
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) return true;
    (void)refuse(err, "--page: there is no page " + in_quotes(id) + " (" + name_hint(id, ids) + ")");
    return false;
  }
  static QCommandLineOption option(const char* name, const QString& sentence, const char* value = "") {
    return {QString::fromLatin1(name), sentence, QString::fromLatin1(value)};
  }

  QCommandLineParser parser_{};
  QCommandLineOption help_{{QStringLiteral("h"), QStringLiteral("help")},
                           QStringLiteral("print this and end")};
  QCommandLineOption version_{{QStringLiteral("v"), QStringLiteral("version")},
                              QStringLiteral("print the version and end")};
  QCommandLineOption screenshot_ = option(
      "screenshot", QStringLiteral("draw every page into DIR as PNG and end; needs no display"), "DIR");
  QCommandLineOption report_ =
      option("report",
             QStringLiteral("write a report of every page to FILE (.pdf or .html) and end; needs no display"),
             "FILE");
  QCommandLineOption page_ = option("page", QStringLiteral("turn to this page first"), "ID");
  QCommandLineOption trace_ =
      option("trace",
             QStringLiteral("show a measured trace (PyTorch profiler, Kineto, Chrome; .json or .json.gz) "
                            "beside the simulated step"),
             "FILE");
  QCommandLineOption store_ =
      option("store", QStringLiteral("results kept in FILE (as trainyard runs --store)"), "FILE");
  QCommandLineOption dark_ = option("dark", QStringLiteral("light on dark"));
  QCommandLineOption language_ =
      option("language",
             QStringLiteral(
                 "language of the texts (%1); else the system's, and English for --screenshot and --report")
                 .arg(languages().join(QStringLiteral(", "))),
             "CODE");
  QCommandLineOption size_ =
      option("size", QStringLiteral("size of the window in px, e.g. 1600x1000; 1280x800 unless told"), "WxH");
};

}  // namespace

std::optional<GuiArguments> parse_gui_arguments(const QStringList& words, std::ostream& out,
                                                std::ostream& err, GuiExit& exit) {
  return Options().read(words, out, err, exit);
}

}  // namespace trainyard::gui
