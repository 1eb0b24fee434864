#pragma once
// A document of kernel constants for people.
#include <filesystem>
#include <string>

#include "hardware_profiles/profile_library.h"

namespace trainyard::cli {

/// Every role of the document `file` with how it came to be known: its source once, how well it was fitted,
/// each parameter with status and sigma (and its own source where that is another), corrections in a line.
/// What a role takes from another one names it; roles that the document takes over as a whole are listed with
/// the status they get here. Errors: those of the document and of documents it stands on.
[[nodiscard]] Result<std::string> kernel_document_text(const ProfileLibrary& library,
                                                       const std::filesystem::path& file);

}  // namespace trainyard::cli
