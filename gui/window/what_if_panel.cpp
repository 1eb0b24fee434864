#include "gui/window/what_if_panel.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSlider>
#include <QVBoxLayout>

#include "models/estimate/scenario_reader.h"

namespace trainyard::gui {

WhatIfPanel::WhatIfPanel(Workbench& workbench, QWidget* parent) : QWidget(parent), workbench_(workbench) {
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  scroll_ = new QScrollArea;
  scroll_->setWidgetResizable(true);
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* inside = new QWidget;
  layout_ = new QVBoxLayout(inside);
  make_failures();
  layout_->addStretch(1);
  scroll_->setWidget(inside);
  outer->addWidget(scroll_, 1);
  told_ = new QLabel;
  told_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  told_->setWordWrap(true);
  told_->setMargin(6);
  told_->setTextFormat(Qt::PlainText);
  outer->addWidget(told_);
  auto* reset = new QPushButton(tr("&Reset"));
  reset->setToolTip(tr("The scenario's own values"));
  outer->addWidget(reset);
  connect(reset, &QPushButton::clicked, this, [this] {
    if (const Entry* entry = workbench_.chosen_entry())
      workbench_.replace(workbench_.chosen(), without_sliders(*entry));
  });
  connect(&workbench, &Workbench::entriesChanged, this, &WhatIfPanel::refresh);
  connect(&workbench, &Workbench::chosenChanged, this, &WhatIfPanel::refresh);
  refresh();
}

void WhatIfPanel::make_failures() {
  failures_box_ = new QWidget;
  auto* line = new QVBoxLayout(failures_box_);
  line->setContentsMargins(2, 2, 2, 2);
  auto* label = new QLabel(tr("Rates of failures"));
  failures_ = new QComboBox;
  failures_->setAccessibleName(label->text());
  failures_->setToolTip(tr("Whose failures are counted: goodput and the time between failures follow"));
  failures_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  label->setBuddy(failures_);
  label->setToolTip(failures_->toolTip());
  line->addWidget(label);
  line->addWidget(failures_);
  layout_->addWidget(failures_box_);
  connect(failures_, &QComboBox::activated, this, [this] {
    const Entry* entry = workbench_.chosen_entry();
    if (entry == nullptr) return;
    const std::string name = failures_->currentData().toString().toStdString();
    workbench_.replace(workbench_.chosen(), with_failures(*entry, own_failures_, name));
  });
}

void WhatIfPanel::show_failures(const WhatIfFailures& failures) {
  own_failures_ = failures.own;
  failures_->clear();
  if (failures.own.empty())
    failures_->addItem(tr("none: goodput %1").arg(QString::fromStdString(failures.goodput)), QString());
  for (const std::string& name : failures.names)
    failures_->addItem(QString::fromStdString(name), QString::fromStdString(name));
  failures_->setCurrentIndex(failures_->findData(QString::fromStdString(failures.now)));
}

void WhatIfPanel::refresh() {
  const Entry* entry = workbench_.chosen_entry();
  if (entry == nullptr) {
    job_.cancel();
    show_sliders({});
    told_->setText(tr("Open a scenario to see its knobs."));
    return;
  }
  struct Answer {
    std::vector<WhatIfSlider> sliders{};
    WhatIfFailures failures{};
    std::string problem{};
    bool read = false;
  };
  job_.run<Answer>(
      [library = workbench_.library(), now = *entry](const JobControl&) {
        Answer answer;
        const Entry plain = without_sliders(now);
        // A what-if may make the plan illegal: its sliders must stay, to be moved back.
        const auto base = load_scenario(library, plain.scenario, plain.overrides, IllegalPlan::left_open);
        const auto moved = load_scenario(library, now.scenario, now.overrides, IllegalPlan::left_open);
        if (base && moved) {
          answer.sliders = what_if_sliders(base.value(), moved.value());
          if (const auto failures = what_if_failures(library, base.value(), moved.value()))
            answer.failures = failures.value();
          answer.read = true;
        }
        const auto legal = load_scenario(library, now.scenario, now.overrides);
        if (!legal) answer.problem = to_text(legal.error());
        return answer;
      },
      [this](Answer answer) {
        if (answer.read) {
          show_sliders(answer.sliders);
          show_failures(answer.failures);
        }
        told_->setText(QString::fromStdString(answer.problem).trimmed());
      });
}

void WhatIfPanel::show_sliders(const std::vector<WhatIfSlider>& sliders) {
  scroll_->setVisible(!sliders.empty());
  const auto same = [&](std::size_t i) { return rows_[i].knob.path == sliders[i].path; };
  bool keep = rows_.size() == sliders.size();
  for (std::size_t i = 0; keep && i < rows_.size(); ++i) keep = same(i);
  if (!keep) {
    for (const Row& row : rows_) delete row.box;
    rows_.clear();
    for (std::size_t i = 0; i < sliders.size(); ++i) {
      Row row;
      row.box = new QWidget;
      auto* grid = new QGridLayout(row.box);
      grid->setContentsMargins(2, 2, 2, 2);
      auto* label = new QLabel(QString::fromStdString(sliders[i].label));
      row.value = new QLabel;
      row.value->setAlignment(Qt::AlignRight);
      row.slider = new QSlider(Qt::Horizontal);
      row.slider->setAccessibleName(QString::fromStdString(sliders[i].label));
      row.slider->setToolTip(QString::fromStdString(sliders[i].sentence));
      row.slider->setPageStep(1);
      row.slider->setTickPosition(QSlider::TicksBelow);
      row.slider->setTickInterval(1);
      label->setBuddy(row.slider);
      label->setToolTip(QString::fromStdString(sliders[i].sentence));
      grid->addWidget(label, 0, 0);
      grid->addWidget(row.value, 0, 1);
      grid->addWidget(row.slider, 1, 0, 1, 2);
      layout_->insertWidget(static_cast<int>(i), row.box);
      connect(row.slider, &QSlider::valueChanged, this,
              [this, i](int at) { moved(i, at, rows_[i].slider->isSliderDown()); });
      connect(row.slider, &QSlider::sliderReleased, this,
              [this, i] { moved(i, rows_[i].slider->value(), false); });
      rows_.push_back(row);
    }
    QWidget* before = this;  // new widgets would come last in the window
    for (const Row& row : rows_) {
      setTabOrder(before, row.slider);
      before = row.slider;
    }
    setTabOrder(before, failures_);
  }
  own_move_ = true;
  for (std::size_t i = 0; i < sliders.size(); ++i) {
    rows_[i].knob = sliders[i];
    rows_[i].slider->setRange(0, static_cast<int>(sliders[i].stops.size()) - 1);
    if (!rows_[i].slider->isSliderDown()) rows_[i].slider->setValue(static_cast<int>(sliders[i].at));
    const WhatIfStop& stop = sliders[i].stops[static_cast<std::size_t>(rows_[i].slider->value())];
    rows_[i].value->setText(QString::fromStdString(stop.text));
    rows_[i].slider->setAccessibleDescription(QString::fromStdString(stop.text));
  }
  own_move_ = false;
}

void WhatIfPanel::moved(std::size_t row, int at, bool held) {
  const Entry* entry = workbench_.chosen_entry();
  if (own_move_ || entry == nullptr) return;
  const WhatIfStop& stop = rows_[row].knob.stops[static_cast<std::size_t>(at)];
  rows_[row].value->setText(QString::fromStdString(stop.text));
  Entry now = with_override(*entry, rows_[row].knob.path, stop.value);
  if (held) {
    workbench_.move(workbench_.chosen(), std::move(now));
  } else {
    workbench_.replace(workbench_.chosen(), std::move(now));
  }
}

}  // namespace trainyard::gui
