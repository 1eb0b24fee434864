#include "gui/window/screenshots.h"

#include <fmt/format.h>

#include <QBuffer>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QPixmap>
#include <QThread>

#include "gui/charts/chart_export.h"
#include "gui/view_models/words.h"
#include "gui/window/main_window.h"

namespace trainyard::gui {

bool settle(MainWindow& window, int most_ms) {
  QElapsedTimer clock;
  clock.start();
  int quiet = 0;
  while (clock.elapsed() < most_ms) {
    QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    quiet = window.busy() ? 0 : quiet + 1;
    if (quiet > 3) return true;  // what one page does may start another's work
    QThread::msleep(5);
  }
  return false;
}

namespace {

constexpr int a_minute = 60'000;  // ms

/// Turns to a page and waits until it has done all it can.
Page* finished_page(MainWindow& window, const PageKind& kind) {
  window.show_page(QString::fromUtf8(kind.id));
  (void)settle(window, a_minute);
  for (Page* page : window.pages()) {
    if (page->objectName() != QLatin1String(kind.id)) continue;
    page->start();
    (void)settle(window, a_minute);
    return page;
  }
  return nullptr;
}

}  // namespace

std::vector<ReportPage> every_page(MainWindow& window) {
  window.show();
  std::vector<ReportPage> pages;
  for (const PageKind& kind : page_kinds()) {
    const Page* page = finished_page(window, kind);
    if (page != nullptr && !page->content().blocks.empty())
      pages.push_back({words(kind.title), page->content()});
  }
  return pages;
}

Result<std::vector<std::filesystem::path>> take_screenshots(MainWindow& window,
                                                            const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return problem(fmt::format("{}: {}", folder.string(), error.message()));
  window.show();
  std::vector<std::filesystem::path> files;
  for (const PageKind& kind : page_kinds()) {
    (void)finished_page(window, kind);
    const std::filesystem::path file = folder / (std::string(kind.id) + ".png");
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    window.grab().save(&buffer, "PNG");
    TRAINYARD_TRY(save_bytes(file, bytes));
    files.push_back(file);
  }
  return files;
}

}  // namespace trainyard::gui
