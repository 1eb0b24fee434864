#pragma once
// The session as it stands, kept in a file: neither a crash nor a kill loses what was compared.
#include <QObject>
#include <QTimer>
#include <filesystem>
#include <functional>

#include "gui/view_models/session.h"

namespace trainyard::gui {

class SessionKeeper : public QObject {
  Q_OBJECT
 public:
  /// Keeps what `now` gives in `folder`/last_session.json. What an earlier window kept there is put aside as
  /// `folder`/previous_session.json.
  SessionKeeper(std::filesystem::path folder, std::function<Session()> now, QObject* parent = nullptr);

  /// The session of the window before this one; empty where there was none.
  [[nodiscard]] std::filesystem::path previous() const;

 public slots:
  /// The session may have changed: written once nothing changes for a moment.
  void changed();
  /// Writes at once.
  void save();

 signals:
  /// The file cannot be written; said once.
  void problem(const QString& text);

 private:
  std::filesystem::path folder_;
  std::function<Session()> now_;
  std::string written_{};
  QTimer timer_{};
  bool told_ = false;
};

}  // namespace trainyard::gui
