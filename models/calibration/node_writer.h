#pragma once
// Fitted collectives into node documents.
#include <span>
#include <string>

#include "models/calibration/fit_collectives.h"

namespace trainyard {

/// A collective as a node document has it: JSON, every number with value, source, evidence and sigma.
[[nodiscard]] std::string collective_text(const DomainCollective& collective);

/// `document` (the text of a node document) with the collectives of `fits` put in, in the form of the shipped
/// files; every other value as it was. A fitted all-to-all brings point-to-point with it
/// (point_to_point_like). `name`, when not empty, becomes the node's name. The result has been read again.
/// Errors: `document` is none, the result is not valid.
[[nodiscard]] Result<std::string> with_collectives(const std::string& document, const std::string& file_name,
                                                   std::span<const CollectiveFit> fits,
                                                   const std::string& name = {});

}  // namespace trainyard
