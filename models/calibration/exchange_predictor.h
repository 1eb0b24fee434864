#pragma once
#include <optional>

#include "hardware_profiles/profile_library.h"
#include "models/calibration/measurements.h"
#include "sim/network/lone_exchange.h"

namespace trainyard {

/// Exchanges of training have at least so many tokens a rank; smaller ones are those of inference.
inline constexpr double least_training_tokens = 1024;

/// A measured exchange as its law sees it, on the line rates of `node`. Rows were dispatched in fp8 with one
/// float per 128 elements and combined in bf16; each token chose its experts by random scores, at most those
/// of its best four nodes. Errors: experts that do not divide over the ranks.
/// Source: DeepEP's tests test_intranode.py and test_internode.py, which the tables were made with
/// (ai-dynamo/aiconfigurator@095f58a, collector/deep_collector).
[[nodiscard]] Result<LoneExchange> lone_exchange_of(const MeasuredExchange& row, const NodeProfile& node);

/// The time of a measured exchange with what slowed the measurement. Errors: as above.
[[nodiscard]] Result<Seconds> predicted_exchange(const LoneTransport& transport, const NodeProfile& node,
                                                 const MeasuredExchange& row);

/// The law of the first shipped software profile that has one: what measured exchanges are scored with.
/// Errors: broken documents.
[[nodiscard]] Result<std::optional<LoneTransport>> shipped_lone_transport(const ProfileLibrary& library);

}  // namespace trainyard
