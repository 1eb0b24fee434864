#include "gui/window/report_dialog.h"

#include <fmt/format.h>

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

#include "gui/charts/ask_file.h"
#include "gui/charts/chart_export.h"
#include "gui/charts/pdf_report.h"
#include "gui/charts/tone_colours.h"
#include "gui/view_models/report_cover.h"
#include "gui/view_models/words.h"
#include "gui/window/main_window.h"
#include "models/calibration/update_profile.h"
#include "sim/base/json_reader.h"

namespace trainyard::gui {

namespace {

Diagnostics wrong_ending(const std::filesystem::path& file) {
  return problem(fmt::format("{}: a report is written as .pdf or .html", file.string()));
}

}  // namespace

bool has_report_ending(const std::filesystem::path& file) {
  return file.extension() == ".html" || file.extension() == ".pdf";
}

Result<void> check_report_file(const std::filesystem::path& file) {
  if (!has_report_ending(file)) return wrong_ending(file);
  return check_writable(file);
}

Result<void> write_report(const std::string& title, const std::vector<ReportPage>& pages,
                          const std::filesystem::path& file) {
  if (pages.empty()) return problem("a report needs at least one page that shows something");
  if (!has_report_ending(file)) return wrong_ending(file);
  if (file.extension() == ".html") return write_file(file, to_html(title, pages));
  return save_bytes(file, pdf_report(title, pages));
}

ReportDialog::ReportDialog(MainWindow& window) : QDialog(&window), window_(window) {
  setWindowTitle(tr("Report"));
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(new QLabel(tr("Pages that have been opened and show something:")));
  for (std::size_t i = 0; i < window.pages().size(); ++i) {
    auto* tick = new QCheckBox(QString::fromStdString(words(page_kinds()[i].title)));
    const bool shows = !window.pages()[i]->content().blocks.empty();
    tick->setEnabled(shows);
    tick->setChecked(shows);
    ticks_.push_back(tick);
    layout->addWidget(tick);
  }
  auto* line = new QHBoxLayout;
  file_ = new QLineEdit(QStringLiteral("trainyard-report.pdf"));
  file_->setAccessibleName(tr("File, ending in .pdf or .html"));
  auto* browse = new QPushButton(tr("&Browse..."));
  connect(browse, &QPushButton::clicked, this, [this] {
    const QString file = ask_file_to_write(this, tr("Report"), file_->text(), tr("Reports (*.pdf *.html)"));
    if (file.isEmpty()) return;
    file_->setText(file);
    may_overwrite_ = file;
  });
  line->addWidget(file_, 1);
  line->addWidget(browse);
  layout->addLayout(line);
  problem_ = new QLabel;
  problem_->setTextFormat(Qt::PlainText);
  problem_->setWordWrap(true);
  problem_->setStyleSheet(QStringLiteral("color: %1;").arg(tone_colour(Tone::problem, palette()).name()));
  problem_->hide();
  layout->addWidget(problem_);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  layout->addWidget(buttons);
}

QString ReportDialog::file() const {
  return file_->text();
}

void ReportDialog::accept() {
  if (QFileInfo::exists(file()) && file() != may_overwrite_) {
    const auto answer =
        QMessageBox::question(this, tr("Report"), tr("%1 exists already. Overwrite it?").arg(file()));
    if (answer != QMessageBox::Yes) return;
  }
  const Result<void> done = write();
  if (done) return QDialog::accept();
  problem_->setText(QString::fromStdString(to_text(done.error())).trimmed());
  problem_->show();
}

Result<void> ReportDialog::write() const {
  std::vector<ReportPage> pages;
  for (std::size_t i = 0; i < ticks_.size(); ++i) {
    if (ticks_[i]->isChecked()) pages.push_back(report_page(page_kinds()[i], *window_.pages()[i]));
  }
  if (!pages.empty()) pages.insert(pages.begin(), report_cover(window_.workbench().entries(), pages));
  return write_report(words("Trainyard report"), pages, file().toStdString());
}

}  // namespace trainyard::gui
