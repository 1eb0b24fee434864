#include "models/calibration/target.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

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

}  // namespace

Result<CalibrationTarget> find_target(const ProfileLibrary& library, const std::string& name) {
  TRAINYARD_TRY(gpus, library.names("gpu"));
  TRAINYARD_TRY(nodes, library.names("node"));
  if (contains(gpus, name)) return gpu_target(library, name);
  if (contains(nodes, name)) return node_target(library, name);
  if (name.find('/') == std::string::npos && !name.ends_with(".json")) {
    std::vector<std::string> known = gpus;
    known.insert(known.end(), nodes.begin(), nodes.end());
    return problem(fmt::format("there is no GPU, node or file {}", in_quotes(name)), name_hint(name, known));
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
  for (const std::string& name : gpus) {
    TRAINYARD_TRY(gpu, library.load_gpu(name));
    if (contains(gpu.device_names, *devices.begin())) return name;
  }
  return problem(fmt::format("no GPU profile has the device name {}", in_quotes(*devices.begin())),
                 "give --base GPU; " + hint);
}

}  // namespace trainyard
