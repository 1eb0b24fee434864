#include "models/calibration/update_profile.h"

#include <fmt/format.h>
#include <unistd.h>

#include "hardware_profiles/document_names.h"
#include "models/calibration/node_writer.h"
#include "models/calibration/profile_writer.h"

namespace trainyard {
namespace {

/// A fit that misses its own rows by this much describes another GPU, or another kernel.
constexpr double most_error_kept = 0.5;

Diagnostics misfits(const Calibration& calibration) {
  Diagnostics problems;
  for (const RoleFit& fit : calibration.roles) {
    if (fit.fitted.median <= most_error_kept) continue;
    problems.push_back(
        problem(fmt::format("{}/{} misses its own rows by {:.0f} % in the median: nothing is written",
                            fit.family, fit.role, 100 * fit.fitted.median),
                "do the rows come from this GPU, in microseconds?")
            .front());
  }
  return problems;
}

/// The same for collectives, which bend further: large messages that reach next to nothing of the line rate.
Diagnostics implausible(const Calibration& calibration) {
  constexpr double least_share = 0.025;  // a tenth of the least that a shipped node reaches
  Diagnostics problems;
  for (const CollectiveFit& fit : calibration.collectives) {
    if (fit.fitted.median <= most_error_kept && fit.constants.share.value >= least_share) continue;
    problems.push_back(
        problem(fmt::format("{} reaches {:.2g} % of the line rate and misses its own rows by {:.0f} %: "
                            "nothing is written",
                            to_text(fit.op), 100 * fit.constants.share.value, 100 * fit.fitted.median),
                "do the rows come from this node, in microseconds?")
            .front());
  }
  return problems;
}

/// The kernel document to change: an existing one, or a new one that stands on the GPU's shipped constants.
Result<std::string> document_of(const std::filesystem::path& file, const GpuProfile& gpu) {
  std::error_code error;
  if (std::filesystem::exists(file, error)) return read_file(file);
  // A path is told whole: the new document may be read from elsewhere.
  return new_kernel_document(gpu.name, is_path(gpu.kernel_document)
                                           ? std::filesystem::absolute(gpu.kernel_document, error).string()
                                           : gpu.kernel_document);
}

Result<void> update_kernels(const std::filesystem::path& file, const GpuProfile& gpu,
                            const Calibration& calibration, const ProfileLibrary& library) {
  if (Diagnostics problems = misfits(calibration); !problems.empty()) return problems;
  TRAINYARD_TRY(document, document_of(file, gpu));
  TRAINYARD_TRY(changed, with_fits(document, file.string(), calibration.roles));
  TRAINYARD_TRY(parsed, JsonDocument::parse(changed, file.string()));
  TRAINYARD_TRY(kernels, parse_kernels(parsed));
  TRAINYARD_TRY(families, library.resolve(kernels));
  (void)families;
  return write_file(file, changed);
}

/// `file` may be new: then it becomes a copy of the node's document under its own name.
Result<void> update_node(const std::filesystem::path& file, const CalibrationTarget& target, bool new_file,
                         const Calibration& calibration) {
  if (Diagnostics problems = implausible(calibration); !problems.empty()) return problems;
  TRAINYARD_TRY(document, read_file(new_file ? target.node_file : file));
  TRAINYARD_TRY(changed, with_collectives(document, file.string(), calibration.collectives,
                                          new_file ? file.stem().string() : std::string{}));
  return write_file(file, changed);
}

/// Where the constants go. Errors: none of them belongs there.
Result<UpdatedProfile> destination_of(const ProfileLibrary& library, const std::string& profile,
                                      bool new_file, const CalibrationTarget& target,
                                      const Calibration& calibration) {
  const bool kernels = !calibration.roles.empty(), collectives = !calibration.collectives.empty();
  if (!kernels && !collectives) {
    return problem("only expert exchanges were measured, whose constants no profile is written with",
                   "--json prints them for transport.alone of a software profile");
  }
  const std::string& gpu = target.gpu.name;
  if (target.names_node) {
    const char* words = new_file ? "{} was to become a node" : "{} is a node";
    if (!collectives)
      return problem(fmt::format("{}, and only kernels were measured",
                                 fmt::format(fmt::runtime(words), in_quotes(profile))),
                     new_file ? fmt::format("they belong to its GPU: --base {}", gpu)
                              : fmt::format("they belong to its GPU: --update {}", gpu));
    return UpdatedProfile{
        new_file ? std::filesystem::path(profile) : target.node_file,
        kernels ? "kernel constants are not kept: they belong to the GPU, --update " + gpu : ""};
  }
  const std::string node = target.node ? target.node->name : "NODE";
  if (!kernels)
    return problem(
        fmt::format("{} keeps kernel constants, and only collectives were measured", in_quotes(profile)),
        fmt::format("they belong to a node: --update {}{}", node,
                    new_file ? fmt::format(", or --base {} to make {} one", node, profile) : ""));
  return UpdatedProfile{
      new_file                     ? std::filesystem::path(profile)
      : target.kernel_file.empty() ? library.root() / "hardware_profiles" / "kernels" / (gpu + ".json")
                                   : target.kernel_file,
      collectives ? fmt::format("collectives are not kept: they belong to a node, --update {}", node) : ""};
}

}  // namespace

bool names_new_file(const std::string& profile) {
  std::error_code error;
  return is_path(profile) && !std::filesystem::exists(profile, error);
}

Result<void> check_writable(const std::filesystem::path& file) {
  std::error_code error;
  const auto refused = [&](std::string message) {
    return Diagnostics{{file.string(), {}, 0, 0, std::move(message), {}}};
  };
  if (std::filesystem::is_directory(file, error) || file.filename().empty())
    return refused("is a folder, expected a file");
  if (std::filesystem::exists(file, error) && !std::filesystem::is_regular_file(file, error))
    return outcome::success();  // a pipe or a device
  const std::filesystem::path folder = file.parent_path().empty() ? "." : file.parent_path();
  if (!std::filesystem::is_directory(folder, error))
    return refused(fmt::format("cannot be written: there is no folder {}", in_quotes(folder.string(), 200)));
  if (::access(folder.c_str(), W_OK) != 0)
    return refused(
        fmt::format("cannot be written: the folder {} is closed to it", in_quotes(folder.string(), 200)));
  return outcome::success();
}

Result<UpdatedProfile> update_profile(const ProfileLibrary& library, const std::string& profile,
                                      const CalibrationTarget& target, const Calibration& calibration) {
  const bool new_file = names_new_file(profile);
  TRAINYARD_TRY(into, destination_of(library, profile, new_file, target, calibration));
  const Result<void> written = target.names_node
                                   ? update_node(into.file, target, new_file, calibration)
                                   : update_kernels(into.file, target.gpu, calibration, library);
  if (!written) return written.error();
  return into;
}

}  // namespace trainyard
