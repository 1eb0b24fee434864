// Screens of any number of dots per inch: run at the factor of QT_SCALE_FACTOR, 1 where it is not set.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QApplication>
#include <QFontMetricsF>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTabBar>
#include <QTransform>
#include <cmath>

#include "gui/charts/chart_view.h"
#include "gui/charts/table_view.h"
#include "gui/charts/timeline_view.h"
#include "gui/window/language.h"
#include "gui/window/main_window.h"
#include "gui/window/screenshots.h"

namespace trainyard::gui {
namespace {

constexpr int patience = 120'000;  // ms

double factor() {
  bool set = false;
  const double told = qgetenv("QT_SCALE_FACTOR").toDouble(&set);
  return set ? told : 1.0;
}

/// Where the letters of a chart come to stand, with the font they are painted in.
class LetterCanvas final : public chart::Canvas {
 public:
  struct Letters {
    QRectF area{};
    std::string text{};
  };
  std::vector<Letters> letters;

  void line(double, double, double, double, std::string_view, double, bool) override {}
  void rect(const chart::Box&, std::string_view, const std::string&, double, std::string_view) override {}
  void circle(double, double, double, std::string_view, const std::string&) override {}
  void polyline(const std::vector<chart::Point>&, std::string_view, double) override {}
  void polygon(const std::vector<chart::Point>&, std::string_view, double) override {}
  void text(double x, double y, const std::string& words, chart::Anchor anchor, double size, double turned,
            bool bold) override {
    QFont font = QApplication::font();
    font.setPixelSize(static_cast<int>(std::lround(size)));
    font.setBold(bold);
    const QFontMetricsF metrics(font);
    QRectF area = metrics.tightBoundingRect(QString::fromStdString(words));
    const double wide = metrics.horizontalAdvance(QString::fromStdString(words));
    area.translate(anchor == chart::Anchor::start    ? 0
                   : anchor == chart::Anchor::middle ? -wide / 2
                                                     : -wide,
                   0);
    letters.push_back({QTransform().translate(x, y).rotate(turned).mapRect(area), words});
  }
};

/// Letters that leave the picture or lie on others.
std::vector<std::string> faults_of(const chart::Chart& chart, const chart::Size& size) {
  LetterCanvas canvas;
  chart::draw(canvas, chart, size);
  std::vector<std::string> faults;
  const QRectF whole(-0.5, -0.5, size.width + 1, size.height + 1);
  for (std::size_t i = 0; i < canvas.letters.size(); ++i) {
    const auto& one = canvas.letters[i];
    if (one.area.isEmpty()) continue;
    if (!whole.contains(one.area)) faults.push_back("clipped: " + one.text);
    if (one.text.ends_with("...")) faults.push_back("cut: " + one.text);
    for (std::size_t j = i + 1; j < canvas.letters.size(); ++j) {
      const auto& other = canvas.letters[j];
      // Turned labels below bars lie side by side; the boxes around them overlap though the letters do not.
      const QRectF both = one.area & other.area;
      constexpr double touch = 1.5;  // px
      const bool turned = one.area.height() > 25 || other.area.height() > 25;
      if (!turned && both.width() > touch && both.height() > touch)
        faults.push_back("overlap: " + one.text + " / " + other.text);
    }
  }
  return faults;
}

/// Labels, buttons and tabs with less room than their letters need.
std::vector<std::string> clipped_in(const QWidget& root) {
  std::vector<std::string> clipped;
  for (const QWidget* widget : root.findChildren<QWidget*>()) {
    if (!widget->isVisible()) continue;
    if (const auto* label = qobject_cast<const QLabel*>(widget);
        label != nullptr && !label->text().isEmpty()) {
      // The line of messages at the foot may be cut; its tooltip has it whole.
      if (label->parentWidget()->inherits("QStatusBar")) continue;
      const int needed =
          label->wordWrap() ? label->heightForWidth(label->width()) : label->sizeHint().height();
      if (needed > label->height() || (!label->wordWrap() && label->sizeHint().width() > label->width()))
        clipped.push_back("label: " + label->text().toStdString());
    }
    if (const auto* button = qobject_cast<const QAbstractButton*>(widget);
        button != nullptr && !button->text().isEmpty()) {
      const QFontMetrics metrics(button->font());
      if (metrics.size(Qt::TextShowMnemonic, button->text()).width() > button->width())
        clipped.push_back("button: " + button->text().toStdString());
    }
    if (const auto* edit = qobject_cast<const QLineEdit*>(widget);
        edit != nullptr && edit->text().isEmpty()) {
      constexpr int frame = 10;  // px on both sides together
      if (QFontMetrics(edit->font()).horizontalAdvance(edit->placeholderText()) > edit->width() - frame)
        clipped.push_back("placeholder: " + edit->placeholderText().toStdString());
    }
    if (const auto* tabs = qobject_cast<const QTabBar*>(widget)) {
      for (int i = 0; i < tabs->count(); ++i)
        if (tabs->tabRect(i).right() > tabs->width())
          clipped.push_back("tab: " + tabs->tabText(i).toStdString());
    }
  }
  return clipped;
}

/// Tables whose columns do not all fit, and cells with less room than their lines need.
std::vector<std::string> clipped_in_tables(const QWidget& root) {
  std::vector<std::string> clipped;
  for (const TableView* table : root.findChildren<TableView*>()) {
    if (!table->isVisible()) continue;
    const std::string name = table->accessibleName().toStdString();
    if (table->horizontalHeader()->length() > table->viewport()->width())
      clipped.push_back("table too wide: " + name);
    const QFontMetrics metrics(table->font());
    const QAbstractItemModel& model = *table->model();
    for (int r = 0; r < model.rowCount(); ++r) {
      for (int c = 0; c < model.columnCount(); ++c) {
        constexpr int inset = 4;  // px, of letters from the sides of their cell
        const QString cell = model.index(r, c).data().toString();
        const QRect room(0, 0, table->columnWidth(c) - inset, table->rowHeight(r));
        const QRect taken = metrics.boundingRect(room, Qt::TextWordWrap, cell);
        if (taken.width() > room.width() || taken.height() > room.height())
          clipped.push_back("cell of " + name + ": " + cell.toStdString());
      }
    }
  }
  return clipped;
}

/// Every page in a window of 1280 x 800.
void check_pages() {
  MainWindow window(ProfileLibrary::shipped().value(), {});
  window.resize(1280, 800);
  window.open(QStringLiteral("deepseek-v3-h800"));
  window.open(QStringLiteral("deepseek-v2-h800"));
  window.show();
  for (const PageKind& kind : page_kinds()) {
    SCOPED_TRACE(kind.id);
    window.show_page(QString::fromUtf8(kind.id));
    ASSERT_TRUE(settle(window, patience));
    for (Page* page : window.pages())
      if (page->objectName() == QString::fromUtf8(kind.id)) page->start();
    ASSERT_TRUE(settle(window, patience));
    EXPECT_EQ(window.width(), 1280);
    EXPECT_THAT(clipped_in(window), ::testing::IsEmpty());
    EXPECT_THAT(clipped_in_tables(window), ::testing::IsEmpty());
    for (ChartView* view : window.findChildren<ChartView*>()) {
      if (!view->isVisible()) continue;
      SCOPED_TRACE(chart::title_of(view->chart()));
      const chart::Size size = chart::size_of(
          view->chart(), {static_cast<double>(view->width()), static_cast<double>(view->height())});
      EXPECT_LE(size.height, view->height() + 0.5) << "the chart is higher than its widget";
      EXPECT_THAT(faults_of(view->chart(), size), ::testing::IsEmpty());
    }
  }
}

TEST(Scale, NothingIsClippedOnAnyPage) {
  check_pages();
}

TEST(Scale, NothingIsClippedInGerman) {
  if (!languages().contains(QStringLiteral("de")))
    GTEST_SKIP() << "lrelease was not found when this was built: no German";
  ASSERT_TRUE(set_language(QStringLiteral("de")));
  check_pages();
  ASSERT_TRUE(set_language(QStringLiteral("en")));
}

TEST(Scale, PicturesHaveThePixelsOfTheScreen) {
  MainWindow window(ProfileLibrary::shipped().value(), {});
  window.resize(1280, 800);
  window.open(QStringLiteral("deepseek-v3-h800"));
  window.show();
  ASSERT_TRUE(settle(window, patience));
  EXPECT_DOUBLE_EQ(window.devicePixelRatioF(), factor());
  const auto check = [](QWidget& widget) {
    const QImage image = widget.grab().toImage();
    EXPECT_NEAR(image.width(), widget.width() * factor(), 1);
    EXPECT_NEAR(image.height(), widget.height() * factor(), 1);
    // Finer than a smaller picture blown up: at factor 2 some neighbours within a 2 x 2 block differ.
    if (factor() < 2) return;
    int differing = 0;
    for (int y = 0; y + 1 < image.height(); y += 2)
      for (int x = 0; x + 1 < image.width(); x += 2)
        differing += image.pixel(x, y) != image.pixel(x + 1, y) ? 1 : 0;
    EXPECT_GT(differing, 200) << widget.metaObject()->className();
  };
  int charts = 0;
  for (ChartView* view : window.findChildren<ChartView*>()) {
    if (!view->isVisible()) continue;
    check(*view);
    ++charts;
  }
  EXPECT_GE(charts, 2);
  window.show_page(QStringLiteral("timeline"));
  ASSERT_TRUE(settle(window, patience));
  check(*window.findChild<TimelineView*>());
}

}  // namespace
}  // namespace trainyard::gui
