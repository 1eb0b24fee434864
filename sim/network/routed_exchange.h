#pragma once
// The exchange that carries routed rows to the ranks holding their items, or their results back.
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sim/base/result.h"
#include "sim/base/units.h"
#include "sim/network/collectives/group.h"
#include "sim/network/routed_spread.h"

namespace trainyard {

/// One exchange: every rank of `group` sends `rows` rows of `payload` bytes to the items they are routed to
/// (or gets as many results back: the counts are the same in the other direction).
struct RoutedExchange {
  double rows = 0.0;  // per rank
  Bytes payload{};    // of one row, scales included
  RoutingRule routing{};
  GroupShape group{};        // the items lie in order on its members, node by node
  double load_factor = 1.0;  // copies of the busiest rank over the mean, at least 1; scales every wire
};

/// Achieved rates as a factor on those at full SM count: linear between the points and from (0, 0), constant
/// after the last.
struct RateAtSms {
  int sms = 0;
  double factor = 1.0;
};

/// How a transport moves rows.
/// "two_hop": over the NIC to the rank of equal place in the destination's node, then inside that node to the
/// destination. "pairwise": straight to the destination, as a library's grouped sends do.
enum class RoutedPath { two_hop, pairwise };
[[nodiscard]] std::string_view to_text(RoutedPath path);
/// The path of that name, or nothing.
[[nodiscard]] std::optional<RoutedPath> routed_path(std::string_view name);

struct RoutedTransport {
  RoutedPath path = RoutedPath::pairwise;
  /// true: one copy per node over the NIC (two_hop) or per rank (pairwise), however many items there want the
  /// row. false: one copy per choice.
  bool deduplicate = false;
  BytesPerSecond fast_rate{};  // achieved, per rank and direction inside the node
  BytesPerSecond nic_rate{};  // achieved, per rank and direction between nodes (a shared NIC already divided)
  Seconds per_copy{};  // the transport's own handling of one copy, rows packed and addressed; 0 when hidden
  BytesPerSecond
      handling_rate{};  // bytes of copies per second the transport's SMs handle; 0 B/s: not a limit
  Seconds fixed{};      // handshake and start of each exchange
  double fill = 0.0;    // of the fast domain's pipeline: adds 2 fill sqrt(fixed x fast), as in DomainProtocol
  int sms = 0;          // SMs taken while it runs
  std::vector<RateAtSms> rate_at_sms{};  // empty: rates do not depend on SMs
  /// How NIC, fast and handling time combine: the p-norm. Infinity: pipelined, the largest counts; 1: one
  /// after the other.
  double stage_norm = std::numeric_limits<double>::infinity();
};

/// Copies of one row, expected.
struct RowCopies {
  double nodes = 0.0;    // distinct nodes touched, the sender's own included
  double ranks = 0.0;    // distinct ranks touched, the sender included
  double nic = 0.0;      // copies that cross the NIC of the sender
  double fast = 0.0;     // copies that cross the fast domain, over all nodes
  double handled = 0.0;  // copies that arrive at a rank, those it keeps included
};

struct RoutedExchangeEstimate {
  RowCopies copies{};
  Bytes nic_bytes{};  // per rank and direction, of the busiest rank
  Bytes fast_bytes{};
  Seconds nic{};  // wire and handling times as if alone
  Seconds fast{};
  Seconds handling{};
  Seconds fixed{};
  Seconds total{};  // fixed + norm(nic, fast, handling)
  int sms = 0;
};

/// Copies of one row by wire. With D_nodes and D_ranks the expected distinct ones, k choices, L ranks in each
/// of N nodes, n in all:
///   two_hop, deduplicated:  NIC D_nodes (N-1)/N, fast D_ranks (L-1)/L (rows arrive at the rank of equal
///   place: it needs no hop) two_hop, not:           NIC k (N-1)/N,       fast k (L-1)/L pairwise, c copies:
///   NIC c (N-1)/N,       fast c (L-1)/n, with c = D_ranks when deduplicated, else k.
/// The (N-1)/N and (L-1)/L hold because the items a row wants are equally likely everywhere.
[[nodiscard]] Result<RowCopies> expected_row_copies(const RoutingRule& routing, const GroupShape& group,
                                                    RoutedPath path, bool deduplicate);

/// Time of one exchange; see the structs. One member is free. Errors: routing that does not fit the group,
/// rows or payload below zero, a load factor below 1, a used link without rate, unordered SM points.
[[nodiscard]] Result<RoutedExchangeEstimate> estimate_routed_exchange(const RoutedExchange& exchange,
                                                                      const RoutedTransport& transport);

/// The factor at `sms` of a table as RateAtSms describes it; 1 for an empty one.
[[nodiscard]] double rate_factor(std::span<const RateAtSms> points, int sms);

}  // namespace trainyard
