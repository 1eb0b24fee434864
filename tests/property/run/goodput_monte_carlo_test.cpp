// The closed form against a simulation of the same job, event by event: failures, restarts that fail again,
// checkpoints that are not yet readable, nodes in repair, pauses.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "models/run/goodput.h"
#include "sim/base/random.h"

namespace trainyard {
namespace {

/// One job; all times in seconds. Knows nothing of the closed form.
class SimulatedJob {
 public:
  SimulatedJob(const GoodputInput& input, double interval, std::uint64_t stream)
      : input_(input), interval_(interval), random_(7, stream) {
    for (const JobFailure& one : input.failures) rate_ += one.rate.base();
    next_failure_ = draw_failure();
  }

  /// Works through `segments` checkpoints.
  void run(int segments) {
    const double length = interval_ + input_.checkpoint_stall.base(), write = input_.checkpoint_write.base();
    // Snapshot `taken` was begun last, `readable` is the last that can be read back; position: time since.
    int taken = 0, readable = 0;
    double position = 0;
    while (taken < segments) {
      const double until = readable < taken && position < write ? write : length;
      const double did = work(until - position);
      position += did;
      if (position < until - 1e-9) {  // failed on the way
        recover();
        taken = readable;
        position = 0;
      } else if (until == length) {
        ++taken;
        readable = std::max(readable, write > 0 ? taken - 1 : taken);
        position = 0;
        pause(taken);
      } else {
        readable = taken;
      }
    }
    useful = segments * interval_;
  }

  double useful = 0, elapsed = 0, restarts = 0, waits = 0;
  int failures = 0, waiting_failures = 0;

 private:
  double draw_failure() { return random_.exponential() / rate_; }

  /// Lets repairs go on for `time`.
  void repair_during(double time) {
    double left = time;
    while (out_ > 0) {
      const double next = random_.exponential() * input_.repair.base() / out_;
      if (next > left) break;
      left -= next;
      --out_;
    }
    elapsed += time;
  }

  /// Up to `time` of anything that can fail; what was done of it.
  double work(double time) {
    const double done = std::min(time, next_failure_);
    next_failure_ -= done;
    repair_during(done);
    return done;
  }

  void recover() {
    while (true) {
      ++failures;
      next_failure_ = draw_failure();
      double pick = random_.uniform() * rate_;
      std::size_t kind = 0;
      while (kind + 1 < input_.failures.size() && pick >= input_.failures[kind].rate.base())
        pick -= input_.failures[kind++].rate.base();
      const JobFailure& cause = input_.failures[kind];
      out_ += cause.nodes;
      if (out_ > input_.spares) ++waiting_failures;
      while (out_ > input_.spares) {
        const double time = random_.exponential() * input_.repair.base() / out_;
        elapsed += time;
        waits += time;
        --out_;
      }
      const double done = work(cause.restart.base());
      restarts += done;
      if (next_failure_ > 0) return;
    }
  }

  void pause(int taken) {
    for (const Pause& one : input_.pauses) {
      const int every = static_cast<int>(std::lround(one.every.base() / interval_));
      if (taken % every != 0 || taken <= paused_[one.name]) continue;
      paused_[one.name] = taken;
      while (work(one.time.base()) < one.time.base() - 1e-9) recover();
    }
  }

  const GoodputInput& input_;
  double interval_;
  RandomStream random_;
  double rate_ = 0, next_failure_ = 0;
  int out_ = 0;
  std::map<std::string, int> paused_{};
};

struct Mean {
  double sum = 0, squares = 0;
  int n = 0;
  void add(double value) { sum += value, squares += value * value, ++n; }
  [[nodiscard]] double mean() const { return sum / n; }
  [[nodiscard]] double error() const { return std::sqrt((squares / n - mean() * mean()) / (n - 1)); }
};

void agree(const char* what, const Mean& simulated, double expected) {
  EXPECT_NEAR(simulated.mean(), expected, 3.5 * simulated.error() + 1e-12)
      << what << ": simulated " << simulated.mean() << " +- " << simulated.error();
}

void compare(GoodputInput input) {
  const GoodputEstimate expected = estimate_goodput(input).value();
  constexpr int jobs = 60, segments = 30000;
  Mean goodput, restarts, waits, per_day, waiting;
  for (int i = 0; i < jobs; ++i) {
    SimulatedJob job(input, expected.interval->base(), static_cast<std::uint64_t>(i));
    job.run(segments);
    goodput.add(job.useful / job.elapsed);
    restarts.add(job.restarts / job.elapsed);
    waits.add(job.waits / job.elapsed);
    per_day.add(job.failures / job.elapsed * 86400);
    waiting.add(static_cast<double>(job.waiting_failures) / job.failures);
  }
  agree("goodput", goodput, expected.goodput);
  agree("restarts", restarts, expected.terms[1].share);
  agree("waiting", waits, expected.terms[2].share);
  agree("failures a day", per_day, expected.interruptions_per_day);
  agree("failures that wait", waiting, expected.waits);
  EXPECT_LT(goodput.error(), 0.002) << "too few jobs to tell anything";
}

GoodputInput job(double mtbf_hours) {
  GoodputInput input;
  const Hertz rate = 1.0 / hours(mtbf_hours);
  input.failures = {{"GPU", "gpu", rate * 0.65, minutes(12), 1},
                    {"switch", "switch", rate * 0.1, minutes(15), 2},
                    {"bug", "software", rate * 0.25, minutes(6), 0}};
  input.checkpoint_stall = seconds(20);
  input.interval = minutes(20);
  input.spares = 100;
  input.repair = hours(10);
  return input;
}

TEST(GoodputMonteCarlo, AgreesOnASynchronousJob) {
  compare(job(3.0));
}

TEST(GoodputMonteCarlo, AgreesWhereRestartsAndSegmentsFailAgain) {
  compare(job(0.4));
}

TEST(GoodputMonteCarlo, AgreesOnBackgroundWrites) {
  GoodputInput input = job(1.0);
  input.checkpoint_stall = seconds(2);
  input.checkpoint_write = minutes(8);
  compare(input);
}

TEST(GoodputMonteCarlo, AgreesOnFewSpares) {
  GoodputInput input = job(3.0);
  input.spares = 2;
  compare(input);
}

TEST(GoodputMonteCarlo, AgreesOnPauses) {
  GoodputInput input = job(1.0);
  input.pauses = {{"evaluation", minutes(60), minutes(9), {}},
                  {"maintenance", minutes(400), minutes(45), {}}};
  compare(input);
}

}  // namespace
}  // namespace trainyard
