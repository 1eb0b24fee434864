#include "models/memory/estimate_memory.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/memory/fitting_plans.h"
#include "models/memory/held_activations.h"
#include "models/memory/resident_state.h"
#include "models/memory/working_buffers.h"
#include "models/workload/gradient_sync.h"
#include "sim/base/quantity_text.h"

namespace trainyard {

namespace {

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

/// "stages 0 and 15: embedding, layers 0-2, 59-60, head, 1 MTP module".
std::string stages_text(const Plan& plan, const std::vector<int>& stages) {
  std::string numbers;
  std::vector<std::string> ranges, front, back;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const StageSpec& stage = plan.stages[static_cast<std::size_t>(stages[i])];
    if (i > 0) numbers += i + 1 == stages.size() ? " and " : ", ";
    numbers += fmt::format("{}", stages[i]);
    if (stage.embedding) front.emplace_back("embedding");
    if (stage.layers.size() == 1) ranges.push_back(fmt::format("{}", stage.layers.front()));
    if (stage.layers.size() > 1)
      ranges.push_back(fmt::format("{}-{}", stage.layers.front(), stage.layers.back()));
    if (stage.head) back.emplace_back("head");
    if (stage.mtp_modules > 0)
      back.push_back(fmt::format("{} MTP module{}", stage.mtp_modules, stage.mtp_modules == 1 ? "" : "s"));
  }
  if (!ranges.empty()) front.push_back("layers " + joined(ranges));
  front.insert(front.end(), back.begin(), back.end());
  return fmt::format("stage{} {}: {}", stages.size() == 1 ? "" : "s", numbers, joined(front));
}

std::string moment_text(const ChunkOp& op) {
  std::string text;
  if (op.forward.present())
    text = fmt::format("forward of stage {}, micro-batch {}", op.forward.stage, op.forward.micro_batch);
  if (op.backward.present()) {
    text += fmt::format("{}{} of stage {}, micro-batch {}", text.empty() ? "" : " with ",
                        op.forward.present() ? "backward" : to_text(op.kind), op.backward.stage,
                        op.backward.micro_batch);
  }
  return text;
}

void sort_by_size(std::vector<MemoryOwner>& owners) {
  std::stable_sort(owners.begin(), owners.end(),
                   [](const MemoryOwner& a, const MemoryOwner& b) { return a.bytes > b.bytes; });
}

/// Owners of the rank's activations at `peak`, largest first.
std::vector<MemoryOwner> owners_at(const HeldPeak& peak,
                                   const std::vector<std::vector<HeldActivation>>& held) {
  std::vector<MemoryOwner> owners;
  for (std::size_t s = 0; s < held.size(); ++s) {
    if (peak.whole[s] == 0 && peak.weight_waiting[s] == 0) continue;
    for (const HeldActivation& one : held[s]) {
      const Bytes size = one.whole * peak.whole[s] + one.for_weights * peak.weight_waiting[s];
      const auto at = std::find_if(owners.begin(), owners.end(),
                                   [&](const MemoryOwner& known) { return known.name == one.name; });
      if (at == owners.end()) {
        owners.push_back({one.name, size});
      } else {
        at->bytes += size;
      }
    }
  }
  sort_by_size(owners);
  return owners;
}

/// The largest single owner of a rank's memory.
std::string owner_text(const StageMemory& memory) {
  std::vector<MemoryOwner> owners = {{"weights", memory.weights},
                                     {"gradients", memory.gradients},
                                     {"optimizer states", memory.optimizer},
                                     {"framework", memory.framework}};
  owners.insert(owners.end(), memory.buffer_owners.begin(), memory.buffer_owners.end());
  const std::size_t resident = owners.size();
  owners.insert(owners.end(), memory.activation_owners.begin(), memory.activation_owners.end());
  const auto largest =
      std::max_element(owners.begin(), owners.end(),
                       [](const MemoryOwner& a, const MemoryOwner& b) { return a.bytes < b.bytes; });
  std::string text = fmt::format("{}, {}", largest->name, to_text(largest->bytes));
  if (static_cast<std::size_t>(largest - owners.begin()) >= resident) {
    text += fmt::format(" in {} chunk{} in flight at the {}", memory.in_flight,
                        memory.in_flight == 1 ? "" : "s", memory.moment);
  }
  return text;
}

}  // namespace

Result<MemoryEstimate> estimate_footprint(const StepInput& input, const ScheduleProgram& program,
                                          const ExchangeTimes& exchanges) {
  const Plan& plan = input.plan;
  const SoftwareProfile& software = input.software;
  if (static_cast<std::size_t>(program.stages) != plan.stages.size() ||
      program.ranks.size() != static_cast<std::size_t>(plan.pp)) {
    return problem(fmt::format("the schedule runs {} stages on {} ranks, the plan has {} on {}",
                               program.stages, program.ranks.size(), plan.stages.size(), plan.pp));
  }
  const RankWork work = rank_work(input, exchanges);
  std::vector<std::vector<HeldActivation>> held;
  std::vector<HeldActivation> totals;
  for (const StageSpec& stage : plan.stages) {
    held.push_back(held_activations(work, plan, stage));
    totals.push_back(total(held.back()));
  }

  MemoryEstimate memory;
  const std::vector<RankParameters> parameters = rank_parameters(input.model, plan);
  for (int rank = 0; rank < plan.pp; ++rank) {
    const RankParameters& own = parameters[static_cast<std::size_t>(rank)];
    const std::vector<int> stages = stages_of_rank(plan, rank);
    StageMemory one;
    one.rank = rank;
    one.stages = stages_text(plan, stages);
    one.parameters = own.total();
    const ResidentState state = resident_state(input, own, stages);
    one.weights = state.weights;
    one.gradients = state.gradients;
    one.optimizer = state.optimizer;
    const HeldPeak peak = heaviest_moment(program, rank, totals);
    one.activations = peak.bytes;
    one.in_flight = peak.chunks();
    one.activation_owners = owners_at(peak, held);
    const std::vector<ChunkOp>& ops = program.ranks[static_cast<std::size_t>(rank)];
    if (!ops.empty()) one.moment = moment_text(ops[peak.op]);
    one.buffer_owners = working_buffers(input, work, own, stages);
    for (const MemoryOwner& owner : one.buffer_owners) one.buffers += owner.bytes;
    one.framework = software.framework_memory.value;
    if (rank == 0 || one.total() > memory.peak) {
      memory.peak = one.total();
      memory.peak_rank = rank;
    }
    memory.stages.push_back(std::move(one));
  }
  // What the driver leaves of the memory, as the cluster tells it, but never more than the GPU has.
  Bytes usable = input.machine.gpu.memory.value;
  if (const Bytes told = input.machine.cluster.usable_memory.value; told > Bytes{})
    usable = std::min(usable, told);
  memory.capacity = usable * (1.0 - software.allocator_reserve.value);
  memory.fits = memory.peak <= memory.capacity;
  memory.owner = owner_text(memory.stages[static_cast<std::size_t>(memory.peak_rank)]);
  return memory;
}

Result<MemoryEstimate> estimate_memory(const StepInput& input, const ScheduleProgram& program,
                                       const ExchangeTimes& exchanges) {
  TRAINYARD_TRY(memory, estimate_footprint(input, program, exchanges));
  if (!memory.fits) memory.suggestions = fitting_plans(input, memory.peak, memory.capacity);
  return std::move(memory);
}

}  // namespace trainyard
