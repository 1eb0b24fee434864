// Published runs: predicted against measured.
#include <QComboBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>
#include <memory>

#include "gui/charts/tone_colours.h"
#include "gui/pages/page.h"
#include "gui/view_models/validation_content.h"
#include "gui/view_models/words.h"
#include "models/validation/run_filter.h"

namespace trainyard::gui {

namespace {

class ValidationPage : public Page {
  Q_DECLARE_TR_FUNCTIONS(trainyard)
 public:
  explicit ValidationPage(Workbench& workbench)
      : Page(workbench), by_(new QComboBox), filter_(new QLineEdit), refused_(new QLabel) {
    auto* by_label = new QLabel(tr("Gro&up by:"));
    by_label->setBuddy(by_);
    by_->setAccessibleName(tr("Colour and group by"));
    for (const std::string& key : run_key_names()) by_->addItem(QString::fromStdString(key));
    by_->setCurrentText(QStringLiteral("arch"));
    auto* filter_label = new QLabel(tr("Fi&lter:"));
    filter_label->setBuddy(filter_);
    filter_->setAccessibleName(tr("Filter of published runs"));
    filter_->setPlaceholderText(tr("gpu~H100, dtype=fp8, gpus>=64 (Enter)"));
    filter_->setClearButtonEnabled(true);
    QString fields;
    for (const std::string& name : run_filter_names())
      fields += (fields.isEmpty() ? "" : ", ") + QString::fromStdString(name);
    filter_->setToolTip(tr("As validate --filter: = != ~ (contains) < <= > >=; alternatives parted by '|', "
                           "conditions by ',' or '&'.\nFields: %1, or a path such as parallel.cp_comm.")
                            .arg(fields));
    refused_->setWordWrap(true);
    refused_->setTextFormat(Qt::PlainText);
    refused_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    refused_->hide();
    auto* row = new QHBoxLayout;
    row->addWidget(by_label);
    row->addWidget(by_);
    row->addWidget(filter_label);
    row->addWidget(filter_, 1);
    layout_->insertLayout(0, row);
    layout_->insertWidget(1, refused_);
    connect(by_, &QComboBox::currentIndexChanged, this, &ValidationPage::show_rows);
    connect(filter_, &QLineEdit::editingFinished, this, [this] {
      if (filter_->text() != applied_) apply_filter();
    });
    connect(filter_, &QLineEdit::textChanged, this, [this](const QString& text) {
      if (text.isEmpty()) apply_filter();
    });
  }

 protected:
  bool follows_entries() const override { return false; }

  void refresh(bool /*moving*/) override {
    if (all_) return show_rows();
    Content content;
    content.paragraph(words("Simulating every published run..."));
    view_->show_content(std::move(content));
    job_.run<Result<ValidationReport>>(
        [library = workbench_.library()](const JobControl& control) {
          return shipped_validation(library, [&control](std::string_view what, double done) {
            constexpr double parts = 1000;
            control.progress(what, static_cast<std::size_t>(parts * done), static_cast<std::size_t>(parts));
          });
        },
        [this](Result<ValidationReport> report) {
          if (!report) return show_problems(report.error());
          all_ = std::move(report.value());
          apply_filter();
        });
  }

 private:
  void apply_filter() {
    applied_ = filter_->text();
    if (!all_) return;
    Result<ValidationReport> rows = filtered(*all_, applied_.toStdString());
    refused_->setVisible(!rows);
    refused_->setStyleSheet(
        QStringLiteral("color: %1; font-weight: bold;").arg(tone_colour(Tone::problem, palette()).name()));
    if (!rows) return refused_->setText(QString::fromStdString(to_text(rows.error())).trimmed());
    shown_ = std::move(rows.value());
    show_rows();
  }

  void show_rows() {
    if (shown_) view_->show_content(validation_content(*shown_, by_->currentText().toStdString()));
  }

  QComboBox* by_;
  QLineEdit* filter_;
  QLabel* refused_;
  QString applied_{};
  std::optional<ValidationReport> all_{}, shown_{};
};

}  // namespace

Page* make_validation_page(Workbench& workbench) {
  return new ValidationPage(workbench);
}

}  // namespace trainyard::gui
