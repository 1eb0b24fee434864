#pragma once
// A page whose work takes seconds: started by a button, or by itself when the settings have rested.
#include <QCheckBox>
#include <string>

#include "gui/pages/page.h"
#include "gui/view_models/auto_update.h"

class QLabel;

namespace trainyard::gui {

/// What is shown stays while the settings move on; a banner above it says so at once, also in a report.
class AskedPage : public Page {
  Q_OBJECT
 public:
  /// `button`: the words on the page's main button; `automatic`: whether "Update automatically" is ticked.
  AskedPage(Workbench& workbench, const QString& button, bool automatic);

  [[nodiscard]] Content content() const override;
  [[nodiscard]] std::string about() const override { return update_.answered_scenario(); }
  [[nodiscard]] bool for_each_scenario() const override { return false; }
  void set_seen(bool seen) override;
  void cancel() override;
  void start() override { ask(); }
  [[nodiscard]] std::optional<bool> automatic() const override { return update_.automatic(); }
  void set_automatic(bool on) override;

 protected:
  [[nodiscard]] virtual AskedSettings settings() const = 0;
  /// Starts work for the settings: update_.started(), a job, update_.delivered() with its answer.
  virtual void ask() = 0;
  /// What to do here, while nothing has been asked.
  [[nodiscard]] virtual std::string lesson() const = 0;

  bool follows_entries() const override { return true; }
  void refresh(bool moving) override;
  /// To be called when a control of the page changed.
  void settings_changed();
  /// Shows `content` as the answer that was asked for.
  void deliver(Content content);
  void deliver_problems(const Diagnostics& problems);
  /// Shows what was kept; `words` say which run it is.
  void show_kept_content(Content content, std::string words);
  /// The entry that is chosen, or a message on the page that there is none.
  [[nodiscard]] const Entry* entry_or_message();

  AutoUpdate update_;
  QCheckBox* automatic_;  // for the page to lay out
  bool answered_ = false;

 private:
  QLabel* banner_;
};

}  // namespace trainyard::gui
