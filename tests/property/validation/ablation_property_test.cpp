// Every effect that can be left out, on rows of the shipped collections.
#include <gmock/gmock.h>

#include <cmath>
#include <map>
#include <set>

#include "models/validation/ablation.h"
#include "models/validation/fit_runs.h"
#include "tests/support/published_rows.h"

namespace trainyard {
namespace {

/// Rows of every source, and some that use what few do.
const std::vector<PublishedRun>& rows() {
  static const std::vector<PublishedRun> chosen = [] {
    std::vector<PublishedRun> out;
    std::set<std::string> seen;
    const auto add = [&](const std::string& filter, std::size_t stride) {
      for (PublishedRun& run : made_up::shipped_runs(filter, stride)) {
        if (seen.insert(run.id).second) out.push_back(std::move(run));
      }
    };
    add("", 17);
    add("cp>1", 8);
    add("ep>1", 12);
    add("source=titan", 2);                             // unbalanced context parallelism
    add("source=bloomprequel, model.hidden=14400", 6);  // widths that tensor cores do not like
    return out;
  }();
  return chosen;
}

const std::vector<PreparedRun>& runs() {
  static const std::vector<PreparedRun> prepared = made_up::prepared(rows());
  return prepared;
}

std::vector<std::size_t> usable() {
  std::vector<std::size_t> out;
  for (std::size_t r = 0; r < runs().size(); ++r) {
    if (runs()[r].reason.empty()) out.push_back(r);
  }
  return out;
}

/// Effects that move no shipped row, and why they are kept.
const std::map<std::string, std::string>& moves_nothing() {
  static const std::map<std::string, std::string> reasons = {};
  return reasons;
}

TEST(Ablations, EachMovesARowAndNoneBreaksOne) {
  const std::vector<std::size_t> which = usable();
  EXPECT_GT(which.size(), 50u);
  const std::vector<double> with = RunEvaluator(runs(), {}, 0).log_errors({}, which);
  for (const Ablation& ablation : ablations()) {
    SCOPED_TRACE(std::string(ablation.name));
    std::vector<PreparedRun> changed = runs();
    for (const std::size_t r : which) ablation.apply(changed[r].input);
    const std::vector<double> without = RunEvaluator(changed, {}, 0).log_errors({}, which);
    double most = 0;
    for (const std::size_t r : which) {
      if (!std::isfinite(with[r])) continue;  // what cannot be predicted with it needs not be without
      EXPECT_TRUE(std::isfinite(without[r])) << runs()[r].run->id << " cannot be predicted without it";
      if (std::isfinite(without[r])) most = std::max(most, std::abs(without[r] - with[r]));
    }
    const bool excused = moves_nothing().contains(std::string(ablation.name));
    EXPECT_TRUE(most > 0.001 || excused) << "moves no row by more than " << 100 * most << " %";
    EXPECT_FALSE(most > 0.001 && excused) << "moves a row after all";
  }
}

/// Leaving an effect out takes time away; the few that may add some say why.
TEST(Ablations, LeaveTimeOut) {
  const std::map<std::string, std::string> may_add = {
      {"wave_quantisation", "fewer waves shift what is hidden behind what"},
      {"kernel_corrections", "a grid corrects both ways"},
      {"sustained", "constants borrowed from another GPU may be below 1"},
      {"pipeline_bubble", "whole rounds of a schedule against a batch that fills none"}};
  const std::vector<std::size_t> which = usable();
  const std::vector<double> with = RunEvaluator(runs(), {}, 0).log_errors({}, which);
  for (const Ablation& ablation : ablations()) {
    if (may_add.contains(std::string(ablation.name))) continue;
    std::vector<PreparedRun> changed = runs();
    for (const std::size_t r : which) ablation.apply(changed[r].input);
    const std::vector<double> without = RunEvaluator(changed, {}, 0).log_errors({}, which);
    for (const std::size_t r : which) {
      if (!std::isfinite(with[r]) || !std::isfinite(without[r])) continue;
      EXPECT_LT(without[r] - with[r], 0.002)
          << ablation.name << " leaves out " << ablation.sentence << " of " << runs()[r].run->id;
    }
  }
}

TEST(Ablations, ApplyingOneTwiceIsApplyingItOnce) {
  const std::vector<std::size_t> which = usable();
  const std::size_t r = which[which.size() / 2];
  for (const Ablation& ablation : ablations()) {
    StepInput once = runs()[r].input;
    ablation.apply(once);
    StepInput twice = once;
    ablation.apply(twice);
    const auto a = RunPredictor().predict(once), b = RunPredictor().predict(twice);
    ASSERT_EQ(static_cast<bool>(a), static_cast<bool>(b)) << ablation.name;
    if (a) {
      EXPECT_EQ(a.value().step.base(), b.value().step.base()) << ablation.name;
    }
  }
}

TEST(Ablations, HaveNamesAndSentencesOfTheirOwn) {
  std::set<std::string_view> names, sentences;
  for (const Ablation& ablation : ablations()) {
    EXPECT_TRUE(names.insert(ablation.name).second) << ablation.name;
    EXPECT_TRUE(sentences.insert(ablation.sentence).second) << ablation.sentence;
    EXPECT_EQ(ablation.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string_view::npos);
    ASSERT_TRUE(find_ablation(ablation.name));
    EXPECT_EQ(find_ablation(ablation.name).value(), &ablation);
  }
  for (const auto& [name, reason] : moves_nothing()) EXPECT_TRUE(names.contains(name)) << name;
}

TEST(Ablations, AnUnknownOneIsAnsweredWithTheNearest) {
  const auto found = find_ablation("pipeline_bubbles");
  ASSERT_FALSE(found);
  EXPECT_THAT(to_text(found.error()), ::testing::AllOf(::testing::HasSubstr("\"pipeline_bubbles\""),
                                                       ::testing::HasSubstr("\"pipeline_bubble\"")));
  EXPECT_FALSE(find_ablation(""));
}

}  // namespace
}  // namespace trainyard
