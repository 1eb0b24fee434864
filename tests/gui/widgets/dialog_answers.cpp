#include "tests/gui/widgets/dialog_answers.h"

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QApplication>
#include <QLineEdit>
#include <QMessageBox>
#include <QTest>
#include <QTimer>

namespace trainyard::gui {

namespace {

DialogAnswers::Answer press(QMessageBox::StandardButton which) {
  return [which](QDialog& dialog) {
    auto* box = qobject_cast<QMessageBox*>(&dialog);
    ASSERT_NE(box, nullptr) << "no question is asked";
    QAbstractButton* button = box->button(which);
    ASSERT_NE(button, nullptr);
    QTest::mouseClick(button, Qt::LeftButton);
  };
}

}  // namespace

DialogAnswers::DialogAnswers(std::vector<Answer> answers) : answers_(std::move(answers)) {
  look_again();
}

void DialogAnswers::look_again() {
  constexpr int often = 20;  // ms
  // One timer after another: a timer does not fire while its own slot waits in a nested event loop.
  QTimer::singleShot(often, &here_, [this] {
    look_again();
    look();
  });
}

void DialogAnswers::look() {
  auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
  if (dialog == nullptr || !dialog->isVisible() || answering_.contains(dialog)) return;
  answering_.insert(dialog);
  if (next_ < answers_.size()) {
    answers_[next_++](*dialog);
  } else {
    ++extra_;
    dialog->reject();
  }
  answering_.erase(dialog);
}

DialogAnswers::Answer type_file(const QString& file) {
  return [file](QDialog& dialog) {
    auto* edit = dialog.findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
    ASSERT_NE(edit, nullptr) << "no file is asked for";
    edit->setText(file);
    QTest::keyClick(edit, Qt::Key_Return);
  };
}

DialogAnswers::Answer call_off() {
  return [](QDialog& dialog) { QTest::keyClick(&dialog, Qt::Key_Escape); };
}

DialogAnswers::Answer yes() {
  return press(QMessageBox::Yes);
}

DialogAnswers::Answer no() {
  return press(QMessageBox::No);
}

}  // namespace trainyard::gui
