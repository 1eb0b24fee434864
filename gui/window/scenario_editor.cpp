#include "gui/window/scenario_editor.h"

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextBlock>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/charts/ask_file.h"
#include "gui/view_models/scenario_text.h"
#include "sim/base/json_reader.h"

namespace trainyard::gui {

namespace {

constexpr int pause = 250;  // ms without a key before the text is checked

}  // namespace

ScenarioEditor::ScenarioEditor(ProfileLibrary library, Entry entry, QWidget* parent)
    : QDialog(parent), library_(std::move(library)), entry_(std::move(entry)) {
  setWindowTitle(tr("Scenario %1").arg(QString::fromStdString(entry_.scenario)));
  resize(820, 680);
  auto* layout = new QVBoxLayout(this);
  const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
  const auto add = [&](const QString& title, QPlainTextEdit*& edit, int stretch) {
    auto* label = new QLabel(title);
    edit = new QPlainTextEdit;
    edit->setFont(fixed);
    edit->setTabChangesFocus(true);
    edit->setAccessibleName(title);
    label->setBuddy(edit);
    layout->addWidget(label);
    layout->addWidget(edit, stretch);
  };
  add(tr("&File; quantities carry their unit, as in \"3.35 TB/s\""), text_, 6);
  add(tr("&Changes, one per line, as in plan.pp=8 or node.nic=200 Gb/s"), changes_, 1);
  layout->addWidget(new QLabel(tr("Problems (double click jumps there)")));
  list_ = new QListWidget;
  list_->setWordWrap(true);
  list_->setAccessibleName(tr("Problems"));
  layout->addWidget(list_, 2);
  const Result<std::string> text = scenario_text(library_, entry_);
  if (text) text_->setPlainText(QString::fromStdString(text.value()));
  changes_->setPlainText(QString::fromStdString(override_lines(entry_.overrides)));
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  use_ = buttons->addButton(tr("&Simulate"), QDialogButtonBox::AcceptRole);
  auto* save = buttons->addButton(tr("Save &as..."), QDialogButtonBox::ActionRole);
  connect(save, &QPushButton::clicked, this, &ScenarioEditor::save_as);
  connect(buttons, &QDialogButtonBox::accepted, this, &ScenarioEditor::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  layout->addWidget(buttons);
  timer_ = new QTimer(this);
  timer_->setSingleShot(true);
  timer_->setInterval(pause);
  connect(timer_, &QTimer::timeout, this, &ScenarioEditor::check);
  connect(text_, &QPlainTextEdit::textChanged, timer_, qOverload<>(&QTimer::start));
  connect(changes_, &QPlainTextEdit::textChanged, timer_, qOverload<>(&QTimer::start));
  connect(list_, &QListWidget::itemActivated, this, [this] { jump(list_->currentRow()); });
  text_->document()->setModified(false);
  if (text) {
    check();
  } else {
    show_problems(text.error());
  }
}

void ScenarioEditor::check() {
  const std::string text = text_->toPlainText().toStdString(),
                    changes = changes_->toPlainText().toStdString();
  const std::string file = saved_.isEmpty() ? entry_.scenario : saved_.toStdString();
  job_.run<Diagnostics>(
      [library = library_, text, changes, file](const JobControl&) -> Diagnostics {
        const Result<std::vector<Override>> overrides = read_override_lines(changes);
        if (!overrides) return overrides.error();
        return scenario_problems(library, text, file, overrides.value());
      },
      [this](const Diagnostics& problems) { show_problems(problems); });
}

void ScenarioEditor::show_problems(const Diagnostics& problems) {
  problems_ = problems;
  list_->clear();
  for (const Diagnostic& one : problems) list_->addItem(QString::fromStdString(to_text(one)));
  if (problems.empty()) list_->addItem(tr("None."));
  use_->setEnabled(problems.empty());
}

void ScenarioEditor::jump(int row) {
  if (row < 0 || static_cast<std::size_t>(row) >= problems_.size()) return;
  const Diagnostic& one = problems_[static_cast<std::size_t>(row)];
  if (one.line < 1) return;
  QTextCursor cursor(text_->document()->findBlockByNumber(one.line - 1));
  if (one.column > 1) cursor.movePosition(QTextCursor::Right, QTextCursor::MoveAnchor, one.column - 1);
  text_->setTextCursor(cursor);
  text_->setFocus();
}

void ScenarioEditor::save_as() {
  const QString file =
      ask_file_to_write(this, tr("Save scenario"), QStringLiteral("my-run.json"), tr("JSON (*.json)"));
  if (file.isEmpty()) return;
  const Result<void> done = write_file(file.toStdString(), text_->toPlainText().toStdString());
  if (!done) return show_problems(done.error());
  saved_ = file;
  text_->document()->setModified(false);
  check();
}

void ScenarioEditor::accept() {
  // Text that was changed lives in a file from then on: nothing is simulated that cannot be opened again.
  if (text_->document()->isModified()) save_as();
  if (text_->document()->isModified()) return;
  const auto overrides = read_override_lines(changes_->toPlainText().toStdString());
  if (!overrides) return show_problems(overrides.error());
  if (!saved_.isEmpty()) entry_.scenario = saved_.toStdString();
  entry_.overrides = overrides.value();
  QDialog::accept();
}

}  // namespace trainyard::gui
