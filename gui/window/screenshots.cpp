#include "gui/window/screenshots.h"

#include <fmt/format.h>

#include <QBuffer>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QPixmap>
#include <QThread>
#include <algorithm>

#include "gui/charts/chart_export.h"
#include "gui/view_models/report_cover.h"
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

/// Errors: `page` still works after `most_ms`.
Result<void> wait_for(MainWindow& window, const PageKind& page, int most_ms) {
  if (settle(window, most_ms)) return outcome::success();
  return problem(fmt::format("the page {} was not finished within {} s", words(page.title), most_ms / 1000));
}

/// Turns to a page and waits until it has done all it can.
Result<Page*> finished_page(MainWindow& window, const PageKind& kind, int most_ms) {
  window.show_page(QString::fromUtf8(kind.id));
  TRAINYARD_TRY(wait_for(window, kind, most_ms));
  Page* page = *std::find_if(window.pages().begin(), window.pages().end(),
                             [&](const Page* one) { return one->objectName() == QLatin1String(kind.id); });
  page->start();
  TRAINYARD_TRY(wait_for(window, kind, most_ms));
  return page;
}

}  // namespace

Result<std::vector<ReportPage>> every_page(MainWindow& window, int most_ms) {
  window.show();
  Workbench& workbench = window.workbench();
  const std::size_t chosen = workbench.chosen();
  std::vector<ReportPage> pages;
  for (const PageKind& kind : page_kinds()) {
    TRAINYARD_TRY(page, finished_page(window, kind, most_ms));
    if (page->content().blocks.empty()) continue;
    if (!page->for_each_scenario() || workbench.entries().size() < 2) {
      pages.push_back(report_page(kind, *page));
      continue;
    }
    for (std::size_t i = 0; i < workbench.entries().size(); ++i) {
      workbench.choose(i);
      TRAINYARD_TRY(wait_for(window, kind, most_ms));
      pages.push_back(report_page(kind, *page));
    }
    workbench.choose(chosen);
  }
  if (!pages.empty()) pages.insert(pages.begin(), report_cover(workbench.entries(), pages));
  return pages;
}

Result<std::vector<std::filesystem::path>> take_screenshots(MainWindow& window,
                                                            const std::filesystem::path& folder,
                                                            int most_ms) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return problem(fmt::format("{}: {}", folder.string(), error.message()));
  window.show();
  std::vector<std::filesystem::path> files;
  for (const PageKind& kind : page_kinds()) {
    TRAINYARD_TRY(finished_page(window, kind, most_ms));
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
