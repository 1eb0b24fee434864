#include "sim/network/lone_exchange.h"

#include <cassert>
#include <cmath>

#include "sim/network/collectives/stage.h"

namespace trainyard {
namespace {

/// Time of one SM for one row and all its copies.
Seconds work_of_a_row(const LoneExchange& exchange, const LoneExchangeLaw& law) {
  const Bytes payload = exchange.payload;
  Seconds work = payload / law.row_rate + exchange.copies.handled * (law.per_copy + payload / law.copy_rate);
  if (exchange.group.nodes > 1) {
    const double at_nodes = exchange.copies.nic / remote_share(exchange.group.nodes);
    work += payload / law.hop_row_rate + at_nodes * (payload / law.hop_copy_rate);
  }
  return work;
}

}  // namespace

LoneExchangeTime estimate_lone_exchange(const LoneExchange& exchange, const LoneExchangeLaw& law) {
  assert(exchange.rows >= 0.0 && exchange.group.members >= 1 && exchange.sms >= 1);
  LoneExchangeTime time;
  if (exchange.group.members == 1) return time;
  const double doublings = std::log2(exchange.group.nodes);
  const double sms = exchange.sms;
  time.handling = exchange.rows * work_of_a_row(exchange, law) / std::pow(sms, law.sms_exponent);
  const Bytes sent = exchange.rows * exchange.payload;
  if (exchange.copies.fast > 0.0)
    time.fast = sent * exchange.copies.fast / (exchange.fast_line * law.fast_share);
  if (exchange.copies.nic > 0.0) time.nic = sent * exchange.copies.nic / (exchange.nic_line * law.nic_share);
  const double rows_per_sm = exchange.rows / sms;
  time.fill = (law.fill + doublings * law.fill_per_doubling) * (rows_per_sm / (rows_per_sm + law.fill_rows));
  time.latency = law.latency + exchange.payload / law.latency_row_rate +
                 exchange.copies.handled * (exchange.payload / law.latency_copy_rate) +
                 doublings * law.latency_per_doubling;
  const Seconds wires = combine_stages(time.fast, time.nic, law.norm);
  time.total = time.latency + time.fill + combine_stages(wires, time.handling, law.norm);
  return time;
}

}  // namespace trainyard
