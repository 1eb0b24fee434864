// A program of somebody else: the library by its installed headers, on the installed data.
// consumer DATA_FOLDER ends with 0 when the library uses just that folder and gives a sound answer.
#include <filesystem>
#include <iostream>

#include "hardware_profiles/data_root.h"
#include "hardware_profiles/profile_library.h"
#include "models/estimate/estimate.h"
#include "models/estimate/scenario_reader.h"
#include "sim/base/quantity_text.h"

namespace {

int refuse(const trainyard::Diagnostics& problems) {
  std::cerr << trainyard::to_text(problems);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const auto root = trainyard::data_root();
  if (!root) return refuse(root.error());
  if (!std::filesystem::equivalent(root.value(), argv[1])) {
    std::cerr << "the data come from " << root.value() << ", not from " << argv[1] << '\n';
    return 1;
  }
  const auto library = trainyard::ProfileLibrary::shipped();
  if (!library) return refuse(library.error());
  const auto scenario = trainyard::load_scenario(library.value(), "deepseek-v3-h800");
  if (!scenario) return refuse(scenario.error());
  const auto estimate = trainyard::estimate(scenario.value(), {.interval = false});
  if (!estimate) return refuse(estimate.error());
  const trainyard::Seconds step = estimate.value().step.time;
  std::cout << scenario.value().name << ": a step of " << trainyard::to_text(step) << '\n';
  return step > trainyard::Seconds{} ? 0 : 1;
}
