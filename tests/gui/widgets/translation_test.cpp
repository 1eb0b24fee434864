// Every text can be translated: with a translator that puts brackets around all it is asked for, nothing but
// data stands outside of brackets, and all that is asked for stands in the template that translators get.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QCoreApplication>
#include <QFile>
#include <QRegularExpression>
#include <QTranslator>
#include <QXmlStreamReader>
#include <array>
#include <map>
#include <mutex>
#include <set>

#include "gui/view_models/library_words.h"
#include "gui/view_models/words.h"
#include "gui/window/language.h"
#include "gui/window/main_window.h"
#include "gui/window/report_dialog.h"
#include "gui/window/scenario_editor.h"
#include "gui/window/screenshots.h"
#include "gui/window/shortcuts_dialog.h"
#include "tests/gui/widgets/shown_texts.h"

namespace trainyard::gui {
namespace {

struct Message {
  QString context{}, source{}, comment{}, translation{};
  bool unfinished = false;
};

std::vector<Message> messages_of(const char* catalogue) {
  QFile file(QStringLiteral(TRAINYARD_SOURCE_DIR "/gui/translations/") + QString::fromLatin1(catalogue));
  EXPECT_TRUE(file.open(QIODevice::ReadOnly)) << catalogue;
  QXmlStreamReader xml(&file);
  std::vector<Message> messages;
  QString context;
  while (!xml.atEnd()) {
    if (xml.readNext() != QXmlStreamReader::StartElement) continue;
    if (xml.name() == QLatin1String("name")) {
      context = xml.readElementText();
    } else if (xml.name() == QLatin1String("message")) {
      messages.push_back({context});
    } else if (xml.name() == QLatin1String("source")) {
      messages.back().source = xml.readElementText();
    } else if (xml.name() == QLatin1String("comment")) {
      messages.back().comment = xml.readElementText();
    } else if (xml.name() == QLatin1String("translation")) {
      messages.back().unfinished =
          xml.attributes().value(QLatin1String("type")) == QLatin1String("unfinished");
      messages.back().translation = xml.readElementText(QXmlStreamReader::IncludeChildElements);
    }
  }
  EXPECT_FALSE(xml.hasError()) << xml.errorString().toStdString();
  return messages;
}

/// "Wrote %1." becomes "[Wrote ]%1[.]": what is filled in stands outside. Made from any thread.
class Brackets : public QTranslator {
 public:
  Brackets() { QCoreApplication::installTranslator(this); }
  ~Brackets() override { QCoreApplication::removeTranslator(this); }
  [[nodiscard]] bool isEmpty() const override { return false; }
  QString translate(const char* context, const char* source, const char* comment, int /*n*/) const override {
    const QString text = QString::fromUtf8(source);
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      asked_.insert({QString::fromUtf8(context), text, QString::fromUtf8(comment == nullptr ? "" : comment)});
    }
    static const QRegularExpression places(QStringLiteral("(\\{[^}]*\\}|%[0-9n])"));
    return open + QString(text).replace(places, close + QStringLiteral("\\1") + open) + close;
  }
  [[nodiscard]] std::set<std::array<QString, 3>> asked() const { return asked_; }
  static constexpr QChar open{0x27e6}, close{0x27e7};

 private:
  mutable std::mutex mutex_;
  mutable std::set<std::array<QString, 3>> asked_;
};

/// What no translator has touched.
QString outside_of_brackets(const QString& text) {
  QString rest;
  int depth = 0;
  for (const QChar c : text) {
    if (c == Brackets::open) ++depth;
    if (depth == 0) rest += c;
    if (c == Brackets::close) --depth;
  }
  return rest;
}

/// Texts that stay as they are.
struct Data {
  const char* where;    // pattern of where it stands
  const char* pattern;  // what is taken out of the text
  const char* reason;
};
constexpr Data data[] = {
    {"QComboBox choice", R"([a-z0-9-]+(?:/[a-z_]+)+(?:/[0-9]+)?|[a-z]+[0-9a-z]*(?:-[a-z0-9]+)+)",
     "kernels, profiles, offers and rates of failures by name"},
    {".*", R"(\b(?:zb-(?:1p|2p|h1|h2|v)|1f1b|dualpipe(?:v)?|gpipe|interleaved-1f1b)\b)",
     "schedules by their names in a plan"},
    {".*", R"([0-9.]+.(?:s|ms|us) [a-z, -]+ \([0-9.]+.%\)(?: \+ )?)",
     "shares of the critical path, as explain writes them"},
    {".*",
     R"(\b(?:[a-z]+[a-z0-9]*-)*[a-z]+[0-9]+[a-z0-9]*(?:[-./][a-z0-9_]+)*\b|\bh800-or-a100\b|\bgb[23]00\b)",
     "names of scenarios, GPUs and offers"},
    {".*",
     R"([-+$]*[0-9][0-9.,]*[KMBT]? ?(?:%|(?:GPU-hours|tokens/s/GPU|[KMGT]?W|[KMGT]Wh|Gb/s|[KMGT]B/s|[KMG]B|[mun]?s|days|MFU|goodput|GPUs)\b)?)",
     "numbers and units, as the command writes them"},
    {".*", R"(\b(?:GPU|GPUs|GB|TP|PP|DP|EP|CP|VP|ETP|MFU|ZeRO|V2|V3)\b)",
     "terms of the field and units, the same everywhere"},
    {".* cell of .+", ".*",
     "names, numbers and the library's sentences (sources, reasons, bases), word for word those of the "
     "command"},
    {"⟦(?:Compare|Sweep|Plan)⟧ paragraph", "^[^⟦⟧]*$",
     "the library's sentences (verdicts, knees, answers, assumptions), word for word those of the command"},
    {"⟦Memory⟧ (?:paragraph|tile (?:value|detail))", "^[a-z, ]+", "the tensor that owns the peak"},
    {"⟦Search⟧ paragraph", R"(tp .*)", "a plan, as the command writes it"},
    {"⟦Run⟧ (?:category|mark)", ".*", "phases and unknowns by their names in the scenario"},
    {"⟦Validation⟧ (?:chart title|table title|table head|legend)", R"(\b(?:arch|dense|moe|not told)\b)",
     "fields and values of published runs"},
    {"⟦Calibration⟧ .*", R"([a-z0-9-]+/[a-z_]+|\bbf16\b|[a-z]+_[a-z]+)",
     "kernel families, roles and laws, as in profiles"},
    {"⟦Calibration⟧ paragraph", ".*", "the source of a role, as in its profile"},
    {"QComboBox choice", R"((?:[0-9]+: )?stages? .*)", "layers of a rank, as the command writes them"},
    {"QComboBox choice", "arch|cp|dtype|ep|gpu|gpus|model|pp|source|stack|tier|tp|vp|zero|node|overlap",
     "fields of published runs, as --filter takes them"},
    {"QLineEdit tooltip", "[a-z0-9_]+(?:, [a-z0-9_]+)+", "fields of published runs, as --filter takes them"},
};

/// Texts outside of brackets that `data` does not excuse.
std::set<std::string> untranslated(const std::vector<ShownText>& texts) {
  static const QRegularExpression letters(QStringLiteral("[A-Za-z]{2,}"));
  std::set<std::string> found;
  for (const ShownText& one : texts) {
    QString rest = outside_of_brackets(one.text);
    for (const Data& each : data) {
      if (QRegularExpression(QRegularExpression::anchoredPattern(QString::fromUtf8(each.where)))
              .match(one.where)
              .hasMatch())
        rest.remove(QRegularExpression(QString::fromUtf8(each.pattern)));
    }
    if (rest.contains(letters))
      found.insert(
          (one.where + QStringLiteral(": ") + one.text + QStringLiteral("   <-- ") + rest).toStdString());
  }
  return found;
}

void expect_translated(const std::vector<ShownText>& texts) {
  for (const std::string& one : untranslated(texts)) ADD_FAILURE() << one;
}

TEST(Translation, EveryTextOfEveryPageIsTranslated) {
  const Brackets brackets;
  MainWindow window(ProfileLibrary::shipped().value(), {});
  window.open(QStringLiteral("deepseek-v3-h800"));
  window.open(QStringLiteral("deepseek-v2-h800"));
  const Result<std::vector<ReportPage>> pages = every_page(window);
  ASSERT_TRUE(pages);
  for (const ReportPage& page : pages.value()) {
    std::vector<ShownText> texts = texts_of(page.content);
    for (ShownText& one : texts)
      one.where = QString::fromStdString(page.title) + QLatin1Char(' ') + one.where;
    expect_translated(texts);
  }
  expect_translated(texts_of(window));
  expect_translated(texts_of(ReportDialog(window)));
  expect_translated(texts_of(ShortcutsDialog(*window.menuBar())));
  const ScenarioEditor editor(window.workbench().library(), {"deepseek-v3-h800", {}});
  expect_translated(texts_of(editor));

  std::set<std::array<QString, 3>> known;
  for (const Message& one : messages_of("trainyard.ts")) known.insert({one.context, one.source, one.comment});
  for (const auto& [context, source, comment] : brackets.asked()) {
    if (context.startsWith(QLatin1Char('Q')) || context.isEmpty()) continue;  // Qt's own
    EXPECT_TRUE(known.contains({context, source, comment}))
        << "not in gui/translations: " << context.toStdString() << ": " << source.toStdString();
  }
}

TEST(Translation, FillsInWhatTheSourceFillsIn) {
  static const QRegularExpression places(QStringLiteral("\\{[^}]*\\}|%[0-9n]"));
  const auto places_of = [](const QString& text) {
    std::multiset<QString> found;
    for (auto match = places.globalMatch(text); match.hasNext();) {
      QString place = match.next().captured();
      found.insert(place.replace(QRegularExpression(QStringLiteral("^\\{[0-9]")), QStringLiteral("{")));
    }
    return found;
  };
  const std::vector<Message> messages = messages_of("trainyard_de.ts");
  EXPECT_GT(messages.size(), 300U);
  for (const Message& one : messages) {
    SCOPED_TRACE(one.source.toStdString());
    EXPECT_FALSE(one.unfinished);
    EXPECT_FALSE(one.translation.trimmed().isEmpty());
    if (one.source.contains(QStringLiteral("%n"))) continue;  // a form of one may leave the number out
    EXPECT_EQ(places_of(one.source), places_of(one.translation)) << one.translation.toStdString();
    const auto mnemonics = [](const QString& text) {
      return text.count(QRegularExpression(QStringLiteral("&[^& ]")));
    };
    EXPECT_EQ(mnemonics(one.source), mnemonics(one.translation)) << one.translation.toStdString();
  }
}

TEST(Translation, PluralsFollowTheNumber) {
  EXPECT_EQ(counted("%n rows", "%n row", 0), "0 rows");
  EXPECT_EQ(counted("%n rows", "%n row", 1), "1 row");
  EXPECT_EQ(counted("%n rows", "%n row", 2), "2 rows");
  if (!languages().contains(QStringLiteral("de")))
    GTEST_SKIP() << "lrelease was not found when this was built: no German";
  ASSERT_TRUE(set_language(QStringLiteral("de")));
  EXPECT_EQ(counted("%n rows", "%n row", 1), "1 Zeile");
  EXPECT_EQ(counted("%n rows", "%n row", 2), "2 Zeilen");
  EXPECT_EQ(library_words("From a to b"), "Von a nach b");
  EXPECT_EQ(library_words("no such text"), "no such text");
  ASSERT_TRUE(set_language(QStringLiteral("en")));
  EXPECT_EQ(counted("%n rows", "%n row", 1), "1 row");
  EXPECT_EQ(library_words("From a to b"), "From a to b");
}

TEST(Translation, AnUnknownLanguageIsToldWithThoseThereAre) {
  const Result<void> refused = set_language(QStringLiteral("xx"));
  ASSERT_FALSE(refused);
  EXPECT_THAT(to_text(refused.error()), ::testing::HasSubstr("xx"));
  EXPECT_THAT(to_text(refused.error()), ::testing::HasSubstr("en"));
}

TEST(Translation, NumbersStayThoseOfTheCommand) {
  const auto figures = [](const char* language) {
    EXPECT_TRUE(set_language(QString::fromLatin1(language)));
    MainWindow window(ProfileLibrary::shipped().value(), {});
    window.open(QStringLiteral("deepseek-v3-h800"));
    window.show();
    EXPECT_TRUE(settle(window, 120'000));
    std::vector<std::string> values;
    for (const Block& block : window.pages().front()->content().blocks) {
      if (const auto* tiles = std::get_if<Tiles>(&block))
        for (const Tile& tile : tiles->tiles) values.push_back(tile.value);
    }
    return values;
  };
  const std::vector<std::string> english = figures("en");
  EXPECT_FALSE(english.empty());
  if (!languages().contains(QStringLiteral("de")))
    GTEST_SKIP() << "lrelease was not found when this was built: no German";
  EXPECT_EQ(figures("de"), english);
  ASSERT_TRUE(set_language(QStringLiteral("en")));
}

}  // namespace
}  // namespace trainyard::gui
