#pragma once
// Work off the GUI thread of which only the newest matters.
#include <QObject>
#include <QThreadPool>
#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace trainyard::gui {

/// What running work is given.
struct JobControl {
  const std::atomic<bool>* stop = nullptr;  // set: the answer is no longer wanted
  std::function<void(std::string_view stage, std::size_t done, std::size_t total)> progress{};
};

/// Runs one piece of work at a time on a thread of its own. A new one makes the older ones stale: what waits
/// is dropped, what runs is told to stop, and no stale answer is delivered. To be used from one thread; the
/// destructor waits for what runs.
class LatestJob : public QObject {
  Q_OBJECT
 public:
  explicit LatestJob(QObject* parent = nullptr);
  ~LatestJob() override;

  /// `work` runs elsewhere, then `deliver` here, unless a newer run() or cancel() came first. An exception of
  /// `work` is told by failed().
  template <class T>
  void run(std::function<T(const JobControl&)> work, std::function<void(T)> deliver) {
    const std::shared_ptr<Ticket> ticket = next();
    start(ticket, [this, ticket, work = std::move(work), deliver = std::move(deliver)]() {
      auto answer = std::make_shared<T>(work(control(ticket)));
      hand_over(ticket, [answer, deliver]() { deliver(std::move(*answer)); });
    });
  }
  /// Nothing is delivered any more.
  void cancel();
  [[nodiscard]] bool busy() const { return busy_; }

 signals:
  void busyChanged(bool busy);
  void progressed(const QString& stage, qulonglong done, qulonglong total);
  void failed(const QString& what);

 private:
  struct Ticket {
    std::atomic<bool> stop{false};
  };
  std::shared_ptr<Ticket> next();
  void start(const std::shared_ptr<Ticket>& ticket, std::function<void()> body);
  void hand_over(const std::shared_ptr<Ticket>& ticket, std::function<void()> deliver);
  JobControl control(const std::shared_ptr<Ticket>& ticket);
  void set_busy(bool busy);

  QThreadPool pool_;
  std::shared_ptr<Ticket> newest_;
  bool busy_ = false;
};

}  // namespace trainyard::gui
