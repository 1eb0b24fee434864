#pragma once
// Fitted constants into kernel documents.
#include <span>
#include <string>

#include "models/calibration/fit_role.h"

namespace trainyard {

/// `document` (the text of a kernel document) with the roles of `fits` put in and all else as it was, in the
/// form of the shipped files. A role that stood on another one ("like") stands by itself afterwards; what it
/// held beside the fitted parameters stays. The result has been read and resolved again. Errors: `document`
/// is none, the result is not valid.
[[nodiscard]] Result<std::string> with_fits(const std::string& document, const std::string& file_name,
                                            std::span<const RoleFit> fits);

/// A new kernel document for `gpu` that stands on the document named `base`.
[[nodiscard]] std::string new_kernel_document(std::string_view gpu, std::string_view base);

}  // namespace trainyard
