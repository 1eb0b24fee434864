#include "gui/view_models/latest_job.h"

#include <QMetaObject>
#include <QString>
#include <chrono>

namespace trainyard::gui {

namespace {

constexpr std::chrono::milliseconds least_between{50};  // two reports of progress: 20 a second are smooth

}  // namespace

LatestJob::LatestJob(QObject* parent) : QObject(parent) {
  pool_.setMaxThreadCount(1);
}

LatestJob::~LatestJob() {
  if (newest_) newest_->stop = true;
  newest_.reset();
  pool_.clear();
  pool_.waitForDone();
}

std::shared_ptr<LatestJob::Ticket> LatestJob::next() {
  if (newest_) newest_->stop = true;
  pool_.clear();
  newest_ = std::make_shared<Ticket>();
  return newest_;
}

void LatestJob::start(const std::shared_ptr<Ticket>& ticket, std::function<void()> body) {
  set_busy(true);
  pool_.start([this, ticket, body = std::move(body)]() {
    if (ticket->stop) return;
    try {
      body();
    } catch (const std::exception& error) {
      const QString what = QString::fromUtf8(error.what());
      hand_over(ticket, [this, what]() { emit failed(what); });
    }
  });
}

void LatestJob::hand_over(const std::shared_ptr<Ticket>& ticket, std::function<void()> deliver) {
  // The receiver is this object: what is still queued when it dies is dropped by Qt.
  QMetaObject::invokeMethod(
      this,
      [this, ticket, deliver = std::move(deliver)]() {
        if (ticket != newest_ || ticket->stop) return;
        set_busy(false);
        deliver();
      },
      Qt::QueuedConnection);
}

JobControl LatestJob::control(const std::shared_ptr<Ticket>& ticket) {
  auto last = std::make_shared<std::chrono::steady_clock::time_point>();
  return {&ticket->stop, [this, ticket, last](std::string_view stage, std::size_t done, std::size_t total) {
            const auto now = std::chrono::steady_clock::now();
            if (ticket->stop || (done < total && now - *last < least_between)) return;
            *last = now;
            const QString name = QString::fromUtf8(stage.data(), static_cast<qsizetype>(stage.size()));
            QMetaObject::invokeMethod(
                this,
                [this, ticket, name, done, total]() {
                  if (ticket == newest_ && !ticket->stop) emit progressed(name, done, total);
                },
                Qt::QueuedConnection);
          }};
}

void LatestJob::cancel() {
  if (newest_) newest_->stop = true;
  pool_.clear();
  newest_.reset();
  set_busy(false);
}

void LatestJob::set_busy(bool busy) {
  if (busy == busy_) return;
  busy_ = busy;
  emit busyChanged(busy);
}

}  // namespace trainyard::gui
