#include "models/run/reliability.h"

#include <algorithm>
#include <cmath>

namespace trainyard {

namespace {

double units_of(const JobShape& job, FailureUnit unit) {
  const double nodes = static_cast<double>(job.gpus) / job.gpus_per_node;
  switch (unit) {
    case FailureUnit::gpu:
      return job.gpus;
    case FailureUnit::node:
      return nodes;
    case FailureUnit::nic:
      return nodes * job.nics_per_node;
    case FailureUnit::network_switch:
      return job.switches;
  }
  return 0;
}

constexpr int most_spares = 65536;

}  // namespace

CheckpointPlan usual_checkpoints() {
  // Both from ByteCheckpoint, arXiv 2407.20143, table 8: time a training job stands still. A line through
  // 0.63 GB per GPU (405B parameters of 14 bytes on 8,960 GPUs) in 0.59 s and 0.066 GB (7B on 1,488) in 0.34
  // s.
  static constexpr const char* copy_source =
      "ByteCheckpoint, arXiv 2407.20143, table 8: a line through 0.59 s for 405B parameters on 8,960 GPUs "
      "and "
      "0.34 s for 7B on 1,488, at 14 bytes each";
  static constexpr const char* storage_source =
      "Llama 3, arXiv 2407.21783, section 3.3.1: Tectonic sustains 2 TB/s, here over 2,048 nodes";
  CheckpointPlan plan;
  plan.write = {gigabytes_per_second(1.0), storage_source, Evidence::transferred, 0.0};
  plan.read = {gigabytes_per_second(1.0), storage_source, Evidence::transferred, 0.0};
  plan.copy_start = {seconds(0.31), copy_source, Evidence::transferred, 0.0};
  plan.copy = {gigabytes_per_second(2.26), copy_source, Evidence::transferred, 0.0};
  return plan;
}

RestartPlan usual_restart() {
  RestartPlan plan;
  plan.detect = {
      minutes(10),
      "MegaScale, arXiv 2402.15627, section 6.3: detecting a failure and running diagnostic tests take "
      "less than 10 minutes on average",
      Evidence::transferred, 0.0};
  plan.replace = {minutes(2), "spare nodes stand by booted and only join the job", Evidence::assumed, 0.0};
  plan.initialise = {
      minutes(2),
      "between the 1,047 s of unchanged Megatron-LM on 2,048 GPUs and the 30 s of MegaScale on "
      "10,000 (arXiv 2402.15627, section 3.5), with the first slow steps",
      Evidence::assumed, 0.0};
  return plan;
}

Sourced<Seconds> usual_repair() {
  return {hours(24), "a reset takes an hour, a new part days", Evidence::assumed, 0.0};
}

GoodputInput goodput_input(const Reliability& reliability, const JobShape& job) {
  const CheckpointPlan& checkpoint = reliability.checkpoint;
  const RestartPlan& restart = reliability.restart;
  const double nodes = static_cast<double>(job.gpus) / job.gpus_per_node;
  const Bytes state = checkpoint.size ? checkpoint.size->value : job.state;
  const Seconds write = state / nodes / checkpoint.write.value;
  const Seconds load = state / nodes / checkpoint.read.value;
  GoodputInput input;
  input.interval = checkpoint.interval;
  input.least_interval = job.step;
  input.repair = reliability.repair.value;
  input.pauses = reliability.pauses;
  if (checkpoint.asynchronous) {
    const BytesPerSecond copy =
        job.host_link.base() > 0 ? std::min(checkpoint.copy.value, job.host_link) : checkpoint.copy.value;
    input.checkpoint_stall = checkpoint.copy_start.value + state / static_cast<double>(job.gpus) / copy;
    input.checkpoint_write = write;
  } else {
    input.checkpoint_stall = write;
  }
  for (const FailureCause& one : reliability.rates.causes) {
    JobFailure failure;
    failure.cause = one.cause;
    failure.domain = std::string(to_text(one.domain));
    failure.rate = one.rate * (units_of(job, one.per) * reliability.rate_factor.value);
    failure.nodes = one.nodes;
    failure.restart = restart.detect.value + load + restart.initialise.value;
    if (one.nodes > 0) failure.restart += restart.replace.value;
    input.failures.push_back(std::move(failure));
  }
  input.spares = reliability.spares ? *reliability.spares : enough_spares(input, waiting_allowed);
  return input;
}

int enough_spares(GoodputInput input, double share) {
  const auto enough = [&](int spares) {
    input.spares = spares;
    return waiting_share(input) <= share;
  };
  if (enough(0)) return 0;
  int above = 1;
  while (above < most_spares && !enough(above)) above *= 2;
  int below = above / 2;  // not enough
  while (above - below > 1) {
    const int middle = below + (above - below) / 2;
    (enough(middle) ? above : below) = middle;
  }
  return above;
}

double rate_sigma(const Reliability& reliability) {
  return std::hypot(reliability.rates.spread.value, reliability.rate_factor.relative_sigma);
}

}  // namespace trainyard
