#include "gui/window/kept_dialog.h"

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QVBoxLayout>

#include "gui/charts/content_view.h"

namespace trainyard::gui {

KeptDialog::KeptDialog(Content figures, const KeptRun& kept, QWidget* parent) : QDialog(parent) {
  setWindowTitle(QString::fromStdString(kept.run.command + " " + kept.run.title));
  resize(900, 640);
  auto* layout = new QVBoxLayout(this);
  auto* tabs = new QTabWidget;
  tabs->setAccessibleName(tr("Kept result"));
  auto* view = new ContentView;
  view->show_content(std::move(figures));
  tabs->addTab(view, tr("&Figures"));
  if (!kept.run.text.empty()) {
    auto* text = new QPlainTextEdit(QString::fromStdString(kept.run.text));
    text->setReadOnly(true);
    text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    text->setAccessibleName(tr("The report as text"));
    tabs->addTab(text, tr("&Text"));
  }
  layout->addWidget(tabs);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  if (!kept.entries.empty()) {
    auto* open = buttons->addButton(tr("&Open its scenarios"), QDialogButtonBox::AcceptRole);
    open->setDefault(true);
  }
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  layout->addWidget(buttons);
}

}  // namespace trainyard::gui
