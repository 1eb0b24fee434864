#pragma once
// Times of the expert-parallel exchanges of one rank: dispatch of rows to their experts, combination of the
// results.
#include "models/workload/step_input.h"
#include "sim/base/result.h"
#include "sim/network/routed_exchange.h"

namespace trainyard {

enum class ExchangeKind { dispatch, combine, gradient_dispatch, gradient_combine };
inline constexpr int exchange_kind_count = 4;
[[nodiscard]] std::string_view to_text(ExchangeKind kind);

struct ExchangeTime {
  Seconds transfer{};
  Seconds barrier{};  // floor of the handshake before it; waiting for slower ranks comes on top
  RoutedExchangeEstimate terms{};
};

/// All exchanges of a scenario, alone (nothing else runs) and overlapped (compute runs on the other SMs).
struct ExchangeTimes {
  ExchangeTime alone[exchange_kind_count]{};
  ExchangeTime overlapped[exchange_kind_count]{};
  double received_per_token =
      0;  // distinct copies of one token that arrive somewhere, the sender's own rank included
  double rows_per_token = 0;  // copies the experts compute: top_k

  [[nodiscard]] const ExchangeTime& at(ExchangeKind kind, bool overlap) const {
    return (overlap ? overlapped : alone)[static_cast<std::size_t>(kind)];
  }
};

/// Overlapped exchanges are limited by what the transport's SMs handle beside compute; those alone follow the
/// transport's own law where it has one (its latency is their barrier, the rest their transfer), else both
/// wires; beside compute none is quicker than alone. Errors: routing that does not fit the expert-parallel
/// group.
[[nodiscard]] Result<ExchangeTimes> estimate_exchanges(const StepInput& input);

/// The links of a group of ranks as the collectives see them.
[[nodiscard]] CollectiveLinks collective_links(const Machine& machine);

}  // namespace trainyard
