#include "gui/window/message_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QToolButton>
#include <algorithm>

namespace trainyard::gui {

namespace {

constexpr int most_lines = 6;  // more scroll

/// As high as its text at the width it has, up to `most_lines`.
class TextArea : public QScrollArea {
 public:
  TextArea() {
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
  }
  [[nodiscard]] bool hasHeightForWidth() const override { return true; }
  [[nodiscard]] int heightForWidth(int width) const override {
    const int most = most_lines * fontMetrics().lineSpacing();
    return widget() == nullptr ? most : std::min(most, std::max(0, widget()->heightForWidth(width)));
  }
};

}  // namespace

MessageBar::MessageBar(QWidget* parent) : QFrame(parent), label_(new QLabel) {
  setFrameShape(QFrame::StyledPanel);
  setAccessibleName(tr("Message"));
  label_->setTextFormat(Qt::PlainText);
  label_->setWordWrap(true);
  label_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  label_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  auto* area = new TextArea;
  area->setWidget(label_);
  area->setFocusPolicy(Qt::NoFocus);
  auto* close = new QToolButton;
  close->setText(QStringLiteral("×"));
  close->setAutoRaise(true);
  close->setFocusPolicy(Qt::TabFocus);
  close->setAccessibleName(tr("Close the message"));
  close->setToolTip(tr("Close the message"));
  connect(close, &QToolButton::clicked, this, &QWidget::hide);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(8, 6, 4, 6);
  layout->addWidget(area, 1);
  layout->addWidget(close, 0, Qt::AlignTop);
  hide();
}

void MessageBar::show_text(const QString& text) {
  label_->setText(text.trimmed());
  label_->setAccessibleName(label_->text());
  show();
  updateGeometry();
}

QString MessageBar::text() const {
  return label_->text();
}

}  // namespace trainyard::gui
