#include "gui/window/session_keeper.h"

#include <system_error>
#include <utility>

#include "sim/base/json_reader.h"

namespace trainyard::gui {

namespace {

constexpr int a_moment = 1000;  // ms

}  // namespace

SessionKeeper::SessionKeeper(std::filesystem::path folder, std::function<Session()> now, QObject* parent)
    : QObject(parent), folder_(std::move(folder)), now_(std::move(now)) {
  timer_.setSingleShot(true);
  timer_.setInterval(a_moment);
  connect(&timer_, &QTimer::timeout, this, &SessionKeeper::save);
  std::error_code ignored;  // a folder that cannot be made is told when the first file is written
  std::filesystem::create_directories(folder_, ignored);
  std::filesystem::rename(folder_ / "last_session.json", folder_ / "previous_session.json", ignored);
}

std::filesystem::path SessionKeeper::previous() const {
  const std::filesystem::path file = folder_ / "previous_session.json";
  std::error_code ignored;
  return std::filesystem::is_regular_file(file, ignored) ? file : std::filesystem::path{};
}

void SessionKeeper::changed() {
  timer_.start();
}

void SessionKeeper::save() {
  timer_.stop();
  std::string text = write_session(now_());
  const std::filesystem::path file = folder_ / "last_session.json";
  std::error_code ignored;  // another window may have put it aside
  if (text == written_ && std::filesystem::exists(file, ignored)) return;
  const Result<void> done = write_file(file, text);
  if (done) {
    written_ = std::move(text);
    told_ = false;
  } else if (!std::exchange(told_, true)) {
    emit problem(tr("This session is not kept: %1").arg(QString::fromStdString(to_text(done.error()))));
  }
}

}  // namespace trainyard::gui
