#pragma once
// What trainyard-gui was asked for.
#include <QSize>
#include <QString>
#include <QStringList>
#include <filesystem>
#include <optional>
#include <ostream>

namespace trainyard::gui {

/// Exit codes: those of trainyard, and one of our own.
enum class GuiExit { done = 0, bad_input = 1, wrong_usage = 2, no_display = 5 };

struct GuiArguments {
  QStringList scenarios{};  // or sessions and traces; those of a first look where none is named
  std::optional<std::filesystem::path> screenshots{};  // a folder
  std::optional<std::filesystem::path> report{};       // .pdf or .html
  std::optional<QString> trace{};
  std::optional<std::filesystem::path> store{};
  std::optional<QString> page{};
  QString language{};
  bool dark = false;
  QSize size{};  // of the window, px

  /// Nobody sees the window: what is wrong is said on standard error and ends the program.
  [[nodiscard]] bool in_files() const { return screenshots.has_value() || report.has_value(); }
};

/// None, and `exit` to end with, where --help or --version was asked for or something is wrong; that is said
/// on `out` or `err`. Places for a report are tried before anything is computed.
[[nodiscard]] std::optional<GuiArguments> parse_gui_arguments(const QStringList& words, std::ostream& out,
                                                              std::ostream& err, GuiExit& exit);

}  // namespace trainyard::gui
