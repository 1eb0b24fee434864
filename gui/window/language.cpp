#include "gui/window/language.h"

#include <fmt/format.h>

#include <QCoreApplication>
#include <QDir>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>
#include <algorithm>

#include "sim/base/quantity_text.h"

// Q_INIT_RESOURCE declares a function of the global namespace.
static void load_translations() {
#ifdef TRAINYARD_HAS_TRANSLATIONS
  Q_INIT_RESOURCE(translations);
#endif
}

namespace trainyard::gui {

namespace {

QString folder() {
  load_translations();
  return QStringLiteral(":/trainyard/translations/");
}

/// Of the program and of Qt, so that another choice takes them back.
struct Installed {
  QTranslator texts, qt;
};

Installed& installed() {
  static auto* const both = new Installed;  // outlives the application, which must not delete them twice
  return *both;
}

}  // namespace

QStringList languages() {
  QStringList found{QStringLiteral("en")};
  for (QString name : QDir(folder()).entryList({QStringLiteral("trainyard_*.qm")}))
    found.append(name.remove(QStringLiteral("trainyard_")).remove(QStringLiteral(".qm")));
  found.sort();
  return found;
}

Result<void> set_language(const QString& language) {
  const QStringList there = languages();
  if (!there.contains(language)) {
    std::vector<std::string> names;
    for (const QString& one : there) names.push_back(one.toStdString());
    return problem(fmt::format("no texts in the language {}", in_quotes(language.toStdString())),
                   fmt::format("there are: {}", there.join(QStringLiteral(", ")).toStdString()));
  }
  QLocale::setDefault(QLocale::c());  // numbers as the command writes them
  Installed& both = installed();
  QCoreApplication::removeTranslator(&both.texts);
  QCoreApplication::removeTranslator(&both.qt);
  if (language == QStringLiteral("en")) return outcome::success();
  if (both.texts.load(folder() + QStringLiteral("trainyard_%1.qm").arg(language)))
    QCoreApplication::installTranslator(&both.texts);
  if (both.qt.load(QStringLiteral("qtbase_") + language, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
    QCoreApplication::installTranslator(&both.qt);
  return outcome::success();
}

QString system_language() {
  const QStringList there = languages();
  for (const QString& wanted : QLocale::system().uiLanguages()) {
    const QString language = wanted.section(QLatin1Char('-'), 0, 0);
    if (there.contains(language)) return language;
  }
  return QStringLiteral("en");
}

}  // namespace trainyard::gui
