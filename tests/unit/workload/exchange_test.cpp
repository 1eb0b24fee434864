// Exchanges alone and beside compute.
#include "models/workload/exchange.h"

#include <gtest/gtest.h>

#include "tests/unit/workload/step_fixtures.h"

namespace trainyard {
namespace {

using namespace step_fixtures;

StepInput moe_on(int ep, double tokens, const std::string& software = "deepseek-fp8-2024q4") {
  ModelSpec model = small_moe(2);
  model.hidden = 7168;
  model.moe->routed_experts = 256;
  model.moe->top_k = 8;
  StepInput input =
      on_h800(model, {.pp = 1, .ep = ep, .dp = ep, .micro_batch = 1, .schedule = "1f1b"}, software);
  input.sequence = static_cast<int>(tokens);
  return input;
}

ExchangeTimes times_of(const StepInput& input) {
  return valid(estimate_exchanges(input));
}

Seconds total(const ExchangeTime& time) {
  return time.barrier + time.transfer;
}

TEST(Exchanges, AloneFollowTheLawOfTheirTransport) {
  const StepInput input = moe_on(64, 4096);
  const LoneTransport& law = *input.software.transport.alone;
  const ExchangeTimes times = times_of(input);
  for (const ExchangeKind kind : {ExchangeKind::dispatch, ExchangeKind::gradient_combine}) {
    const ExchangeTime& time = times.at(kind, false);
    const bool dispatch = kind == ExchangeKind::dispatch;
    const LoneExchangeTime expected =
        estimate_lone_exchange({.rows = 4096,
                                .payload = bytes(dispatch ? 7168 * 1.03125 : 2 * 7168),
                                .copies = time.terms.copies,
                                .group = {64, 8, 8},
                                .sms = 20,
                                .fast_line = gigabytes_per_second(200),
                                .nic_line = gigabytes_per_second(50)},
                               dispatch ? law.dispatch : law.combine);
    EXPECT_NEAR(total(time) / expected.total, 1.0, 1e-12);
    EXPECT_EQ(time.barrier, expected.latency);
    EXPECT_EQ(time.terms.handling, expected.handling);
    EXPECT_EQ(time.terms.fast, expected.fast);
    EXPECT_EQ(time.terms.nic, expected.nic);
    EXPECT_EQ(time.terms.fixed, expected.fill);
    EXPECT_EQ(time.terms.total, time.transfer);
  }
  EXPECT_EQ(times.at(ExchangeKind::dispatch, false).transfer,
            times.at(ExchangeKind::gradient_dispatch, false).transfer);
}

TEST(Exchanges, ThatAFactorScalesKeepTheirHandshake) {
  StepInput input = moe_on(64, 4096);
  const ExchangeTime plain = times_of(input).at(ExchangeKind::combine, false);
  input.factors.exchange = 1.5;
  const ExchangeTime scaled = times_of(input).at(ExchangeKind::combine, false);
  EXPECT_DOUBLE_EQ(scaled.transfer / plain.transfer, 1.5);
  EXPECT_EQ(scaled.barrier, plain.barrier);
}

TEST(Exchanges, NeverTakeLongerAloneThanBesideCompute) {
  for (const int ep : {8, 16, 32, 64, 256})
    for (const double tokens : {128.0, 1024.0, 4096.0, 32768.0})
      for (const int sms : {4, 20, 60}) {
        StepInput input = moe_on(ep, tokens);
        input.software.transport.sms = sms;
        const ExchangeTimes times = times_of(input);
        for (int k = 0; k < exchange_kind_count; ++k) {
          const auto kind = static_cast<ExchangeKind>(k);
          EXPECT_LE(total(times.at(kind, false)).base(), total(times.at(kind, true)).base() * (1 + 1e-12))
              << to_text(kind) << " of " << tokens << " tokens over " << ep << " ranks on " << sms << " SMs";
        }
      }
}

TEST(Exchanges, BesideComputeKeepTheRatesOfTheTrace) {
  // deepseek-ai/profile-data@4496024 train.json: 4.345, 3.405 and 6.18 ms on 64 ranks, 4,096 tokens.
  StepInput input = moe_on(64, 4096);
  input.model.moe->groups = 8;
  input.model.moe->limited_groups = 4;
  const ExchangeTimes times = times_of(input);
  EXPECT_NEAR(times.at(ExchangeKind::dispatch, true).transfer.in(milliseconds), 4.345, 0.02);
  EXPECT_NEAR(times.at(ExchangeKind::gradient_dispatch, true).transfer.in(milliseconds), 3.405, 0.02);
  EXPECT_NEAR(times.at(ExchangeKind::combine, true).transfer.in(milliseconds), 6.18, 0.02);
  EXPECT_EQ(times.at(ExchangeKind::combine, true).barrier, milliseconds(0.75));
}

TEST(Exchanges, OfAnIdealTransportRunAsOnTheSmsItsRatesWereMeasuredWith) {
  StepInput input = moe_on(64, 4096);
  const Seconds twenty = total(times_of(input).at(ExchangeKind::dispatch, false));
  input.software.transport.sms = 0;
  EXPECT_EQ(total(times_of(input).at(ExchangeKind::dispatch, false)), twenty);
}

TEST(Exchanges, OfOneRankAreFree) {
  const ExchangeTimes times = times_of(moe_on(1, 4096));
  EXPECT_EQ(total(times.at(ExchangeKind::dispatch, false)), Seconds{});
}

TEST(Exchanges, OfAStackWithoutTheLawAreLimitedByTheWires) {
  StepInput input = moe_on(64, 4096);
  input.software.transport.alone.reset();
  input.software.transport.barrier_alone.value = milliseconds(0.4);
  const ExchangeTime time = times_of(input).at(ExchangeKind::dispatch, false);
  EXPECT_EQ(time.barrier, milliseconds(0.4));
  EXPECT_EQ(time.terms.handling, Seconds{});
  EXPECT_NEAR(time.terms.nic.base(), time.terms.nic_bytes.base() / (50e9 * 0.907), 1e-12);
}

}  // namespace
}  // namespace trainyard
