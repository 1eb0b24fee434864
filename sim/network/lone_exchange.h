#pragma once
// A routed exchange while nothing else runs: what the work of its SMs, the wires and its start take.
#include "sim/network/routed_exchange.h"

namespace trainyard {

/// Constants of one direction of a two-hop transport. Rates are above zero, exponent and shares in (0, 1],
/// `norm` at least 1.
struct LoneExchangeLaw {
  BytesPerSecond row_rate{};       // of one SM: every row once (read, index, sum of the results)
  Seconds per_copy{};              // of one SM: every copy that arrives at a rank ...
  BytesPerSecond copy_rate{};      // ... and its bytes
  BytesPerSecond hop_row_rate{};   // of one SM, several nodes: every row once
  BytesPerSecond hop_copy_rate{};  // of one SM, several nodes: every copy of a row for one node, the own too
  double sms_exponent = 1.0;       // SMs count with this power
  double fast_share = 1.0;         // achieved of the line rate inside the node
  double nic_share = 1.0;          // achieved of the NIC's line rate
  double norm = 1.0;               // handling, fast and NIC time combine as their p-norm
  Seconds fill{};                  // until the pipeline of a long exchange has filled, in one node
  Seconds fill_per_doubling{};     // more for every doubling of the nodes
  double fill_rows = 1.0;          // rows per SM of which half the fill comes, above zero
  Seconds latency{};               // of an exchange of no rows, handshake included, in one node
  BytesPerSecond latency_row_rate{};   // more by the bytes of one row over this ...
  BytesPerSecond latency_copy_rate{};  // ... and by the bytes of its copies over this
  Seconds latency_per_doubling{};      // more for every doubling of the nodes
};

/// What is exchanged, and on what. Rates are line rates per rank and direction (a shared NIC already
/// divided), above zero where copies use them.
struct LoneExchange {
  double rows = 0.0;   // per rank; of the busiest one
  Bytes payload{};     // of one row, scales included
  RowCopies copies{};  // of one row by a two-hop transport: expected_row_copies(), or as a run counted them
  GroupShape group{};
  int sms = 1;  // that work on it, at least 1
  BytesPerSecond fast_line{};
  BytesPerSecond nic_line{};
};

struct LoneExchangeTime {
  Seconds handling{};  // by the SMs; the three as if alone
  Seconds fast{};
  Seconds nic{};
  Seconds fill{};
  Seconds latency{};
  Seconds total{};  // latency + fill + norm(handling, fast, nic)
};

/// With T rows of P bytes, c copies of a row that arrive at ranks, m that arrive at nodes (the own included),
/// f and w copies on the fast domain's and the NIC's wire, N nodes and s SMs:
///   handling = T [P/row_rate + c (per_copy + P/copy_rate) + (N > 1) P (1/hop_row_rate + m/hop_copy_rate)] /
///              s^sms_exponent
///   fast     = T f P / (fast_line fast_share)
///   nic      = T w P / (nic_line nic_share)
///   fill     = (fill + fill_per_doubling log2 N) x / (x + fill_rows),  x = T/s
///   latency  = latency + P/latency_row_rate + c P/latency_copy_rate + latency_per_doubling log2 N
///   total    = latency + fill + (handling^p + fast^p + nic^p)^(1/p)
/// m = w N/(N-1), because a row is as likely to stay in its node as to go to any other. SMs and both wires
/// work on different parts of the rows at the same time, so the slowest counts nearly alone; `fill` is what
/// the first parts wait for each other. A group of one is free.
/// Source: found on the tables of a library's two-hop kernels on H100, H200 and B200 (1 to 8 nodes, 4 to 24
/// SMs, 1 to 131,072 rows; ai-dynamo/aiconfigurator@095f58a, kernels for large batches): a term for each
/// thing the kernels do, kept where leaving it out made rows that no fit had seen worse.
[[nodiscard]] LoneExchangeTime estimate_lone_exchange(const LoneExchange& exchange,
                                                      const LoneExchangeLaw& law);

}  // namespace trainyard
