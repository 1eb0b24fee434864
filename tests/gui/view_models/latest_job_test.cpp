#include "gui/view_models/latest_job.h"

#include <gtest/gtest.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QThread>
#include <stdexcept>

namespace trainyard::gui {
namespace {

template <class Done>
bool wait_for(const Done& done) {
  QElapsedTimer clock;
  clock.start();
  while (!done() && clock.elapsed() < 20'000) QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
  return done();
}

TEST(LatestJob, DeliversTheNewestAnswerOnly) {
  LatestJob job;
  std::vector<int> delivered;
  std::atomic<bool> stopped{false};
  for (int i = 0; i < 20; ++i) {
    job.run<int>(
        [i, &stopped](const JobControl& control) {
          for (int wait = 0; wait < 20 && !control.stop->load(); ++wait) QThread::msleep(2);
          if (control.stop->load()) stopped = true;
          return i;
        },
        [&delivered](int answer) { delivered.push_back(answer); });
    QThread::msleep(1);
  }
  ASSERT_TRUE(wait_for([&] { return !delivered.empty(); }));
  EXPECT_EQ(delivered, std::vector<int>{19});
  EXPECT_TRUE(stopped) << "what ran was told to stop";
  EXPECT_FALSE(job.busy());
}

TEST(LatestJob, CancelledWorkIsNotDelivered) {
  LatestJob job;
  bool delivered = false;
  job.run<int>([](const JobControl&) { return 1; }, [&](int) { delivered = true; });
  EXPECT_TRUE(job.busy());
  job.cancel();
  EXPECT_FALSE(job.busy());
  QThread::msleep(50);
  QCoreApplication::processEvents();
  EXPECT_FALSE(delivered);
}

TEST(LatestJob, AnExceptionIsTold) {
  LatestJob job;
  QString told;
  QObject::connect(&job, &LatestJob::failed, [&](const QString& what) { told = what; });
  job.run<int>([](const JobControl&) -> int { throw std::runtime_error("no good"); }, [](int) {});
  ASSERT_TRUE(wait_for([&] { return !told.isEmpty(); }));
  EXPECT_EQ(told, QStringLiteral("no good"));
  EXPECT_FALSE(job.busy());
}

TEST(LatestJob, ProgressIsToldOnThisThread) {
  LatestJob job;
  qulonglong last = 0;
  bool done = false;
  QObject::connect(&job, &LatestJob::progressed,
                   [&](const QString&, qulonglong at, qulonglong) { last = at; });
  job.run<int>(
      [](const JobControl& control) {
        for (std::size_t i = 1; i <= 3; ++i) control.progress("counting", i, 3);
        return 1;
      },
      [&](int) { done = true; });
  ASSERT_TRUE(wait_for([&] { return done; }));
  EXPECT_EQ(last, 3U);
}

TEST(LatestJob, MayEndWhileWorkRuns) {
  auto job = std::make_unique<LatestJob>();
  job->run<int>(
      [](const JobControl& control) {
        while (!control.stop->load()) QThread::msleep(1);
        return 1;
      },
      [](int) { FAIL(); });
  QThread::msleep(5);
  job.reset();
  QCoreApplication::processEvents();
}

}  // namespace
}  // namespace trainyard::gui
