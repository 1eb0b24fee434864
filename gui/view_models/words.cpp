#include "gui/view_models/words.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace trainyard::gui {

std::string words(const char* english) {
  return QCoreApplication::translate("trainyard", english).toStdString();
}

std::string counted(const char* many, const char* one, std::size_t count) {
  const auto with_number = [&](const char* text) {
    return QString::fromUtf8(text).replace(QStringLiteral("%n"), QString::number(count));
  };
  const QString shown = QCoreApplication::translate("trainyard", many, one, static_cast<int>(count));
  const bool is_english = shown == with_number(many);
  return (is_english && count == 1 ? with_number(one) : shown).toStdString();
}

std::string plain_name(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string change_text(double from, double to) {
  if (!(from != 0.0) || !std::isfinite(from) || !std::isfinite(to)) return "";
  const double percent = 100.0 * (to / from - 1.0);
  if (std::abs(percent) < 0.05) return "0 %";
  return fmt::format("{:+.1f} %", percent);
}

}  // namespace trainyard::gui
