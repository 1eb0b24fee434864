#pragma once
// Plans of published runs on shipped profiles, for the memory tests.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "hardware_profiles/profile_library.h"
#include "models/architecture/model_library.h"
#include "models/memory/estimate_memory.h"
#include "models/parallel/layout.h"
#include "models/workload/segment_cost.h"

namespace trainyard {

template <class T>
T valid(Result<T> result) {
  if (result) return std::move(result.value());
  ADD_FAILURE() << to_text(result.error());
  return T{};
}

inline ModelSpec shipped_model(const std::string& name) {
  return valid(load_model(name, std::filesystem::path(TRAINYARD_SOURCE_DIR) / "models" / "configs"));
}

inline StepInput on_cluster(const std::string& model, const std::string& cluster, int gpus,
                            const std::string& software) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  StepInput input;
  input.model = shipped_model(model);
  input.machine.cluster = valid(library.load_cluster(cluster));
  input.machine.node = valid(library.load_node(input.machine.cluster.node));
  input.machine.fabric = valid(library.load_fabric(input.machine.cluster.fabric));
  input.machine.gpu = valid(library.load_gpu(input.machine.node.gpu));
  input.machine.gpus = gpus;
  input.software = valid(library.load_software(software));
  input.sequence = 4096;
  return input;
}

/// DeepSeek-V3 as its report tells (arXiv 2412.19437), layers laid out by us.
inline StepInput deepseek_v3() {
  StepInput input = on_cluster("deepseek-v3", "deepseek-h800", 2048, "deepseek-fp8-2024q4");
  input.plan = {.pp = 16,
                .ep = 64,
                .dp = 128,
                .global_batch = 15360,
                .schedule = "dualpipe",
                .recompute = Recompute::deepseek};
  input.plan.stages = valid(parse_stages("E+3,4x14,2+M+H", input.model));
  return input;
}

/// DeepSeek-V2 (arXiv 2405.04434) on 1,024 GPUs, its stages as even as 60 layers and a head go.
inline StepInput deepseek_v2(Recompute recompute, const std::string& cluster = "deepseek-h800") {
  StepInput input = on_cluster("deepseek-v2", cluster, 1024, "deepseek-bf16-2024q1");
  input.plan = {
      .pp = 16, .ep = 8, .dp = 64, .global_batch = 9216, .schedule = "zb-h1", .recompute = recompute};
  input.plan.stages = valid(parse_stages("E+4,4x12,3,3,2+H", input.model));
  return input;
}

inline MemoryEstimate memory_of(const StepInput& input, bool suggest = false) {
  const int micro_batches = std::min(input.plan.micro_batches(), 6 * input.plan.pp * input.plan.vp);
  const ScheduleProgram program = valid(make_schedule_program(
      input.plan.schedule,
      {.pipeline_ranks = input.plan.pp, .virtual_stages = input.plan.vp, .micro_batches = micro_batches}));
  const ExchangeTimes exchanges = valid(estimate_exchanges(input));
  return valid(suggest ? estimate_memory(input, program, exchanges)
                       : estimate_footprint(input, program, exchanges));
}

}  // namespace trainyard
