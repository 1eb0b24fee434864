#include "models/calibration/target.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "hardware_profiles/document_names.h"

namespace trainyard {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Result<void> add_node(const ProfileLibrary& library, CalibrationTarget& target) {
  TRAINYARD_TRY(nodes, library.names("node"));
  for (const std::string& name : nodes) {
    TRAINYARD_TRY(node, library.load_node(name));
    if (node.gpu != target.gpu.name || node.collectives.empty()) continue;
    TRAINYARD_TRY(file, library.find("node", name));
    target.node = node;
    target.node_file = file;
    break;
  }
  return outcome::success();
}

Result<CalibrationTarget> gpu_target(const ProfileLibrary& library, const std::string& name) {
  CalibrationTarget target;
  TRAINYARD_TRY(gpu, library.load_gpu(name));
  target.gpu = gpu;
  if (!gpu.kernels.empty()) {
    TRAINYARD_TRY(file, library.find("kernels", gpu.kernel_document));
    target.kernel_file = file;
  }
  TRAINYARD_TRY(add_node(library, target));
  return target;
}

Result<CalibrationTarget> node_target(const ProfileLibrary& library, const std::string& name) {
  TRAINYARD_TRY(node, library.load_node(name));
  TRAINYARD_TRY(target, gpu_target(library, node.gpu));
  CalibrationTarget found = target;
  TRAINYARD_TRY(file, library.find("node", name));
  found.node = node;
  found.node_file = file;
  found.names_node = true;
  return found;
}

Result<CalibrationTarget> kernel_file_target(const ProfileLibrary& library, const std::string& file) {
  TRAINYARD_TRY(document, JsonDocument::load(file));
  TRAINYARD_TRY(kernels, parse_kernels(document));
  TRAINYARD_TRY(target, gpu_target(library, kernels.gpu));
  TRAINYARD_TRY(families, library.resolve(kernels));
  CalibrationTarget found = target;
  found.gpu.kernels = families;
  found.gpu.kernel_document = file;
  found.kernel_file = file;
  return found;
}

/// `own`, fitted once, with the parameters of that fit as `before` has them.
KernelConstants without_fit(KernelConstants own, const KernelConstants* before) {
  const std::vector<std::string> fitted = own.fit->parameters;
  const bool comparable = before != nullptr && before->law == own.law;
  for (const std::string& name : fitted) {
    own.parameters.erase(name);
    if (!comparable) continue;
    if (const auto known = before->parameters.find(name); known != before->parameters.end())
      own.parameters.insert(*known);
  }
  own.measured_with = comparable ? before->measured_with : std::map<std::string, Sourced<double>>{};
  return own;
}

const KernelConstants* find_role(const KernelFamilies& families, const std::string& family,
                                 const std::string& role) {
  const auto roles = families.find(family);
  if (roles == families.end()) return nullptr;
  const auto found = roles->second.find(role);
  return found == roles->second.end() ? nullptr : &found->second;
}

/// The names of the shipped GPUs that a driver calls `device`.
Result<std::vector<std::string>> gpus_called(const ProfileLibrary& library, const std::string& device) {
  TRAINYARD_TRY(gpus, library.names("gpu"));
  std::vector<std::string> found;
  for (const std::string& name : gpus) {
    TRAINYARD_TRY(gpu, library.load_gpu(name));
    if (contains(gpu.device_names, device)) found.push_back(name);
  }
  return found;
}

}  // namespace

Result<GpuProfile> start_of_fit(const ProfileLibrary& library, const CalibrationTarget& target) {
  GpuProfile start = target.gpu;
  if (target.kernel_file.empty()) return start;
  TRAINYARD_TRY(parsed, JsonDocument::load(target.kernel_file.string()));
  TRAINYARD_TRY(document, parse_kernels(parsed));
  if (document.transferred_from.empty()) return start;
  KernelDocument beneath = document;
  beneath.families.clear();
  TRAINYARD_TRY(before, library.resolve(beneath));
  for (const auto& [family, roles] : document.families) {
    for (const auto& [role, given] : roles) {
      if (given.given.law.empty() || !given.given.fit) continue;
      KernelConstants& own = start.kernels.at(family).at(role);
      own = without_fit(own, find_role(before, family, role));
    }
  }
  return start;
}

Result<void> check_devices(const ProfileLibrary& library, const GpuProfile& gpu,
                           std::span<const Measurements> files) {
  for (const Measurements& file : files) {
    if (file.device.empty()) continue;
    TRAINYARD_TRY(names, gpus_called(library, file.device));
    if (names.empty() || contains(names, gpu.name)) continue;
    return Diagnostics{{file.file,
                        {},
                        0,
                        0,
                        fmt::format("was measured on {}, which is {}, and the constants are for {}",
                                    in_quotes(file.device), names.front(), gpu.name),
                        fmt::format("--base {}, or --update a profile of that GPU", names.front())}};
  }
  return outcome::success();
}

Result<CalibrationTarget> find_target(const ProfileLibrary& library, const std::string& name) {
  TRAINYARD_TRY(gpus, library.names("gpu"));
  TRAINYARD_TRY(nodes, library.names("node"));
  if (contains(gpus, name)) return gpu_target(library, name);
  if (contains(nodes, name)) return node_target(library, name);
  if (!is_path(name)) {
    std::vector<std::string> known = gpus;
    known.insert(known.end(), nodes.begin(), nodes.end());
    return problem(fmt::format("there is no GPU, node or file {}", in_quotes(name)),
                   name_hint(name, known) + "; the name of a file holds a \"/\" or ends in .json");
  }
  TRAINYARD_TRY(document, JsonDocument::load(name));
  Diagnostics ignored;
  JsonReader reader(document, ignored);
  if (reader.has("families")) return kernel_file_target(library, name);
  if (reader.has("interconnect")) return node_target(library, name);
  return Diagnostics{
      {name, {}, 0, 0, "is neither a kernel document (\"families\") nor a node (\"interconnect\")", {}}};
}

Result<std::string> gpu_of(const ProfileLibrary& library, std::span<const Measurements> files) {
  std::set<std::string> devices;
  for (const Measurements& file : files) {
    if (!file.device.empty()) devices.insert(file.device);
  }
  TRAINYARD_TRY(gpus, library.names("gpu"));
  const std::string hint = name_hint("", gpus);
  if (devices.empty()) return problem("the measurements do not name their GPU", "give --base GPU; " + hint);
  if (devices.size() > 1) {
    return problem(fmt::format("the measurements come from different GPUs, {} and {}", *devices.begin(),
                               *devices.rbegin()),
                   "calibrate one at a time");
  }
  TRAINYARD_TRY(names, gpus_called(library, *devices.begin()));
  if (!names.empty()) return names.front();
  return problem(fmt::format("no GPU profile has the device name {}", in_quotes(*devices.begin())),
                 "give --base GPU; " + hint);
}

}  // namespace trainyard
