// Fitted constants, measurements beside them, and fits started from here.
#include <QComboBox>
#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include "gui/pages/page.h"
#include "gui/view_models/calibration_content.h"
#include "gui/view_models/words.h"

namespace trainyard::gui {

namespace {

std::function<void(std::string_view, double)> told_by(const JobControl& control) {
  return [&control](std::string_view what, double done) {
    constexpr double parts = 1000;
    control.progress(what, static_cast<std::size_t>(parts * done), static_cast<std::size_t>(parts));
  };
}

class CalibrationPage : public Page {
  Q_DECLARE_TR_FUNCTIONS(trainyard)
 public:
  explicit CalibrationPage(Workbench& workbench)
      : Page(workbench), profiles_(new QComboBox), roles_(new QComboBox) {
    auto* top = new QHBoxLayout;
    add_chooser(top, profiles_, tr("&Profile:"), tr("Profile of a GPU"));
    add_chooser(top, roles_, tr("R&ole:"), tr("Kernel role"));
    roles_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    roles_->setMinimumContentsLength(28);
    top->addStretch(1);
    auto* below = new QHBoxLayout;
    add_button(below, tr("Open &measurements..."),
               tr("Score this profile on measurement files: our JSON, CSV tables, output of nccl-tests"),
               &CalibrationPage::open_measurements);
    add_button(below, tr("Cali&brate from files..."),
               tr("Fit constants to measurement files and write them into a profile"),
               &CalibrationPage::calibrate_files);
    here_ = add_button(below, tr("Calibrate this &GPU..."),
                       tr("Run the benchmarks on GPU 0 and fit what they measure; takes minutes"),
                       &CalibrationPage::calibrate_here);
    below->addStretch(1);
    layout_->insertLayout(0, top);
    layout_->insertLayout(1, below);
    connect(&job_, &LatestJob::busyChanged, this, [this](bool working) {
      if (!working) let_choose(true);
    });
    if (const std::string why = why_not_measured_here(); !why.empty()) {
      std::erase(controls_, static_cast<QWidget*>(here_));
      here_->setEnabled(false);
      here_->setToolTip(QString::fromStdString(why));
      here_->setAccessibleDescription(QString::fromStdString(why));
    }
    const Result<std::vector<std::string>> names = workbench.library().names("gpu");
    if (names)
      for (const std::string& name : names.value()) profiles_->addItem(QString::fromStdString(name));
    profiles_->setCurrentText(QStringLiteral("h100-sxm"));
    connect(profiles_, &QComboBox::currentIndexChanged, this, [this] { load(); });
    connect(roles_, &QComboBox::currentIndexChanged, this, &CalibrationPage::show_role);
  }

 protected:
  bool follows_entries() const override { return false; }
  void refresh(bool /*moving*/) override {
    if (!subject_) load();
  }

 private:
  void add_chooser(QHBoxLayout* row, QComboBox* box, const QString& text, const QString& name) {
    auto* label = new QLabel(text);
    label->setBuddy(box);
    box->setAccessibleName(name);
    row->addWidget(label);
    row->addWidget(box);
    controls_.push_back(box);
  }

  QPushButton* add_button(QHBoxLayout* row, const QString& text, const QString& tip,
                          void (CalibrationPage::*pressed)()) {
    auto* button = new QPushButton(text);
    button->setToolTip(tip);
    connect(button, &QPushButton::clicked, this, pressed);
    row->addWidget(button);
    controls_.push_back(button);
    return button;
  }

  [[nodiscard]] std::string profile() const { return profiles_->currentText().toStdString(); }

  /// The chosen profile anew, with the measurements that are open.
  void load() {
    struct Answer {
      Result<CalibrationSubject> subject;
      std::optional<Result<MeasuredAgainst>> measured;
    };
    job_.run<std::shared_ptr<Answer>>(
        [library = workbench_.library(), name = profile(), files = files_](const JobControl&) {
          auto answer = std::make_shared<Answer>(Answer{calibration_subject(library, name), {}});
          if (answer->subject && !files.empty())
            answer->measured = measure_against(library, answer->subject.value(), files);
          return answer;
        },
        [this](const std::shared_ptr<Answer>& answer) {
          subject_.reset();
          measured_.reset();
          if (!answer->subject) return show_problems(answer->subject.error());
          subject_ = std::move(answer->subject.value());
          offer_roles();
          if (answer->measured && !*answer->measured) {
            files_.clear();
            return show_problems(answer->measured->error());
          }
          if (answer->measured) measured_ = std::move(answer->measured->value());
          show_role();
        });
  }

  void offer_roles() {
    const QSignalBlocker quiet(roles_);
    const QString chosen = roles_->currentText();
    roles_->clear();
    for (const std::string& name : role_names(*subject_)) roles_->addItem(QString::fromStdString(name));
    int at = roles_->findText(chosen);
    if (at < 0) at = roles_->findText(QStringLiteral("cublas-bf16/gemm"));
    roles_->setCurrentIndex(std::max(0, at));
  }

  void show_role() {
    if (subject_)
      view_->show_content(calibration_content(*subject_, roles_->currentText().toStdString(),
                                              measured_ ? &*measured_ : nullptr));
  }

  [[nodiscard]] std::vector<std::string> asked_files(const QString& title) {
    std::vector<std::string> files;
    const QString kinds = tr("Measurements (*.json *.csv *.txt *.gz);;All files (*)");
    for (const QString& file : QFileDialog::getOpenFileNames(this, title, QString(), kinds))
      files.push_back(file.toStdString());
    return files;
  }

  /// Where fitted constants go. A file that is there is updated, not replaced.
  [[nodiscard]] QString asked_target() {
    return QFileDialog::getSaveFileName(
        this, tr("Write constants into a new file, or into a profile that is there"),
        QString::fromStdString("my-" + profile() + ".json"), tr("JSON (*.json)"), nullptr,
        QFileDialog::DontConfirmOverwrite);
  }

  void open_measurements() {
    std::vector<std::string> files = asked_files(tr("Open measurements"));
    if (files.empty()) return;
    files_ = std::move(files);
    load();
  }

  void calibrate_files() {
    const std::vector<std::string> files = asked_files(tr("Calibrate from measurements"));
    if (files.empty()) return;
    const QString into = asked_target();
    if (into.isEmpty()) return;
    show_fit([library = workbench_.library(), name = profile(), files,
              into = into.toStdString()](const JobControl& control) {
      return fit_and_write(library, name, files, into, control.stop, told_by(control));
    });
  }

  void calibrate_here() {
    const QString into = asked_target();
    if (into.isEmpty()) return;
    const QFileInfo info(into);
    const std::string kept = (info.path() + "/" + info.completeBaseName() + "-measured.json").toStdString();
    show_fit([library = workbench_.library(), kept, into = into.toStdString()](const JobControl& control) {
      return measure_and_fit(library, kept, into, control.stop, told_by(control));
    });
  }

  /// A fit takes long, and whatever is chosen beside it would end it: that is left to Cancel.
  void let_choose(bool on) {
    for (QWidget* one : controls_) one->setEnabled(on);
  }

  /// Cancelled, the page and the profile stay as they were.
  void show_fit(std::function<Result<FitOutcome>(const JobControl&)> fit) {
    let_choose(false);
    show_later([fit = std::move(fit)](const JobControl& control) -> Result<Content> {
      TRAINYARD_TRY(outcome, fit(control));
      return fit_content(outcome);
    });
  }

  QComboBox *profiles_, *roles_;
  QPushButton* here_ = nullptr;
  std::vector<QWidget*> controls_{};
  std::vector<std::string> files_{};
  std::optional<CalibrationSubject> subject_{};
  std::optional<MeasuredAgainst> measured_{};
};

}  // namespace

Page* make_calibration_page(Workbench& workbench) {
  return new CalibrationPage(workbench);
}

}  // namespace trainyard::gui
