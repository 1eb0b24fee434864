// From counts and plans to the failures of one job, by hand.
#include "models/run/reliability.h"

#include <gtest/gtest.h>

namespace trainyard {
namespace {

FailureCause cause(const char* name, FailureDomain domain, FailureUnit per, double per_hour, int nodes) {
  FailureCause one;
  one.cause = name;
  one.domain = domain;
  one.per = per;
  one.rate = Hertz::from_base(per_hour / 3600);
  one.nodes = nodes;
  return one;
}

Reliability reliability() {
  Reliability all;
  all.rates.spread.value = 0.3;
  all.rate_factor.value = 2.0;
  all.rate_factor.relative_sigma = 0.4;
  all.rates.causes = {cause("GPU", FailureDomain::gpu, FailureUnit::gpu, 1e-5, 1),
                      cause("host", FailureDomain::host, FailureUnit::node, 2e-5, 1),
                      cause("NIC", FailureDomain::nic, FailureUnit::nic, 3e-6, 1),
                      cause("leaf", FailureDomain::network_switch, FailureUnit::network_switch, 4e-6, 16),
                      cause("bug", FailureDomain::software, FailureUnit::gpu, 5e-6, 0)};
  all.checkpoint.write.value = gigabytes_per_second(2);
  all.checkpoint.read.value = gigabytes_per_second(5);
  all.checkpoint.copy_start.value = seconds(0.5);
  all.checkpoint.copy.value = gigabytes_per_second(40);
  all.restart.detect.value = seconds(60);
  all.restart.replace.value = seconds(100);
  all.restart.initialise.value = seconds(40);
  all.repair.value = hours(12);
  all.spares = 2;
  return all;
}

/// 16 nodes of 8 GPUs and 4 NICs; 10 GB are saved per node.
JobShape shape() {
  JobShape job;
  job.gpus = 128;
  job.gpus_per_node = 8;
  job.nics_per_node = 4;
  job.switches = 6;
  job.state = gigabytes(160);
  job.host_link = gigabytes_per_second(25);
  job.step = seconds(3);
  return job;
}

TEST(Reliability, CountsEachCausePerItsUnit) {
  const GoodputInput input = goodput_input(reliability(), shape());
  const double expected[] = {128 * 1e-5, 16 * 2e-5, 64 * 3e-6, 6 * 4e-6, 128 * 5e-6};
  ASSERT_EQ(input.failures.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i)
    EXPECT_NEAR(input.failures[i].rate.base() * 3600, 2 * expected[i], 1e-12) << input.failures[i].cause;
  EXPECT_EQ(input.failures[3].nodes, 16);
  EXPECT_EQ(input.failures[3].domain, "switch");
  EXPECT_EQ(input.spares, 2);
}

TEST(Reliability, RestartsReadTheCheckpointAndReplaceOnlyLostNodes) {
  const GoodputInput input = goodput_input(reliability(), shape());
  EXPECT_NEAR(input.failures[0].restart.base(), 60 + 100 + 40 + 10.0 / 5, 1e-9);
  EXPECT_NEAR(input.failures[4].restart.base(), 60 + 40 + 10.0 / 5, 1e-9);
}

TEST(Reliability, SavesInTheBackgroundOrStandsStill) {
  Reliability all = reliability();
  GoodputInput input = goodput_input(all, shape());
  EXPECT_NEAR(input.checkpoint_stall.base(), 0.5 + 1.25 / 25,
              1e-12);  // PCIe is slower than the copy could be
  EXPECT_NEAR(input.checkpoint_write.base(), 10.0 / 2, 1e-12);
  EXPECT_EQ(input.least_interval.base(), 3.0);
  all.checkpoint.asynchronous = false;
  all.checkpoint.size = Sourced<Bytes>{gigabytes(320), "twice", Evidence::assumed, 0.0};
  input = goodput_input(all, shape());
  EXPECT_NEAR(input.checkpoint_stall.base(), 20.0 / 2, 1e-12);
  EXPECT_EQ(input.checkpoint_write.base(), 0.0);
}

TEST(Reliability, EnoughSparesAreTheFewest) {
  Reliability all = reliability();
  all.spares.reset();
  GoodputInput input = goodput_input(all, shape());
  EXPECT_LE(waiting_share(input), 0.01);
  --input.spares;
  EXPECT_GT(waiting_share(input), 0.01);
  for (JobFailure& one : input.failures) one.nodes = 0;
  EXPECT_EQ(enough_spares(input, 0.01), 0);
}

TEST(Reliability, SigmasOfClusterAndFactorAddUp) {
  EXPECT_NEAR(rate_sigma(reliability()), 0.5, 1e-12);  // 0.3 and 0.4
}

TEST(Reliability, EveryUsualNumberHasASource) {
  const CheckpointPlan checkpoints = usual_checkpoints();
  const RestartPlan restart = usual_restart();
  for (const std::string& source :
       {checkpoints.write.source, checkpoints.read.source, checkpoints.copy.source,
        checkpoints.copy_start.source, restart.detect.source, restart.replace.source,
        restart.initialise.source, usual_repair().source}) {
    EXPECT_FALSE(source.empty());
  }
  // The line through both published points it was made of: 0.59 s and 0.34 s.
  const auto stall = [&](double parameters, int gpus) {
    return (checkpoints.copy_start.value + bytes(14 * parameters / gpus) / checkpoints.copy.value).base();
  };
  EXPECT_NEAR(stall(405e9, 8960), 0.59, 0.01);
  EXPECT_NEAR(stall(7e9, 1488), 0.34, 0.01);
}

}  // namespace
}  // namespace trainyard
