#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "sim/engine/program_builder.h"
#include "sim/engine/retime.h"
#include "tests/property/engine/random_graphs.h"

namespace trainyard {
namespace {

/// Programs as plain lists, so that whether they can run is decided by trying.
struct Programs {
  std::size_t streams = 0;
  std::vector<std::size_t> stream_of;
  std::vector<Picoseconds> durations;
  std::vector<std::pair<std::size_t, std::size_t>> depends;  // task, on
};

Programs random_programs(RandomNumbers& random) {
  Programs programs;
  programs.streams = 1 + random.below(5);
  const std::size_t tasks = 1 + random.below(30);
  for (std::size_t i = 0; i < tasks; ++i) {
    programs.stream_of.push_back(random.below(programs.streams));
    programs.durations.push_back(static_cast<Picoseconds>(random.below(100)));
  }
  const std::uint64_t backwards = 2 + random.below(60);  // how rarely a dependency points forwards in id
  for (std::uint64_t k = random.below(40); k > 0; --k) {
    std::size_t task = random.below(tasks);
    std::size_t on = random.below(tasks);
    if (!random.one_in(backwards) && task < on) std::swap(task, on);
    if (task != on || random.one_in(50)) programs.depends.emplace_back(task, on);
  }
  return programs;
}

/// Runs the programs by hand, over and over: the finish times, or nothing when they stop before the end.
std::vector<Picoseconds> tried_out(const Programs& programs) {
  const std::size_t count = programs.stream_of.size();
  std::vector<Picoseconds> finish(count, -1);
  std::size_t left = count;
  for (bool moved = true; moved && left > 0;) {
    moved = false;
    for (std::size_t i = 0; i < count; ++i) {
      if (finish[i] >= 0) continue;
      Picoseconds start = 0;
      bool may_start = true;
      const auto wait_for = [&](std::size_t other) {
        may_start = may_start && finish[other] >= 0;
        start = std::max(start, finish[other]);
      };
      for (std::size_t j = 0; j < i; ++j) {
        if (programs.stream_of[j] == programs.stream_of[i]) wait_for(j);
      }
      for (const auto& [task, on] : programs.depends) {
        if (task == i) wait_for(on);
      }
      if (!may_start) continue;
      finish[i] = start + programs.durations[i];
      moved = true;
      --left;
    }
  }
  return left == 0 ? finish : std::vector<Picoseconds>{};
}

TEST(ProgramProperty, ADeadlockIsFoundExactlyWhenTheProgramsCannotRun) {
  std::size_t deadlocks = 0;
  constexpr std::uint64_t rounds = 600;
  for (std::uint64_t seed = 0; seed < rounds; ++seed) {
    RandomNumbers random(seed);
    const Programs programs = random_programs(random);
    ProgramBuilder builder(programs.streams);
    for (std::size_t i = 0; i < programs.stream_of.size(); ++i) {
      builder.add(stream_at(programs.stream_of[i]), static_cast<Tag>(i), programs.durations[i]);
    }
    for (const auto& [task, on] : programs.depends) builder.depend(task_at(task), task_at(on));
    const std::vector<Picoseconds> expected = tried_out(programs);
    const auto built = builder.build();
    ASSERT_EQ(built.has_value(), !expected.empty()) << "seed " << seed;
    if (!built) {
      ++deadlocks;
      ASSERT_NE(built.error().at(0).message.find("waits for"), std::string::npos);
      continue;
    }
    const OrderedProgram& ordered = built.value();
    std::vector<Picoseconds> finish(expected.size());
    retime(ordered.graph, ordered.durations, finish);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const TaskId task = ordered.graph_id[i];
      ASSERT_EQ(finish[index_of(task)], expected[i]) << "seed " << seed << " task " << i;
      ASSERT_EQ(ordered.graph.tag(task), i);
    }
  }
  // Both outcomes must have been seen often, or this would show little.
  EXPECT_GT(deadlocks, rounds / 10);
  EXPECT_LT(deadlocks, rounds * 9 / 10);
}

}  // namespace
}  // namespace trainyard
