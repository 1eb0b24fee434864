#pragma once
// Constants from measured steps: robust least squares of the logarithms with weak priors.
#include <optional>
#include <vector>

#include "models/validation/predict_run.h"
#include "models/validation/run_constants.h"

namespace trainyard {

/// Runs that can be predicted again and again with other constants, on several threads. The order of the
/// results never depends on the threads.
class RunEvaluator {
 public:
  RunEvaluator(const std::vector<PreparedRun>& runs, std::vector<RunConstant> constants, int threads);

  [[nodiscard]] const std::vector<RunConstant>& constants() const { return constants_; }
  [[nodiscard]] std::vector<double> shipped() const;
  [[nodiscard]] std::size_t size() const { return runs_.size(); }

  /// Logarithm of predicted over measured for every run of `which` (by index; others stay 0), with one value
  /// per constant. Runs that cannot be predicted are NaN.
  [[nodiscard]] std::vector<double> log_errors(const std::vector<double>& values,
                                               const std::vector<std::size_t>& which);
  /// Derivatives of the log errors by the logarithms of the constants, one row per run; zero where a
  /// constant does not touch a run.
  struct Sensitivity {
    std::vector<std::vector<std::pair<std::size_t, double>>> by_run;
  };
  [[nodiscard]] Sensitivity sensitivity(const std::vector<double>& values,
                                        const std::vector<std::size_t>& which);

  /// `work` on each of `which`, on all threads.
  void for_all(const std::vector<std::size_t>& which, const std::function<void(std::size_t)>& work);

  /// One run with `values`.
  [[nodiscard]] Result<RunPrediction> predict(std::size_t run, const std::vector<double>& values);

 private:
  [[nodiscard]] StepInput input_with(std::size_t run, const std::vector<double>& values) const;
  const std::vector<PreparedRun>& runs_;
  std::vector<RunConstant> constants_;
  int threads_;
  std::vector<std::vector<std::size_t>> touching_;  // by run
  std::vector<RunPredictor> predictors_;
};

struct RunFit {
  std::vector<double> values;  // one per constant; those no run touches stay at their priors
  std::vector<int> rows;       // runs that tell something of each constant
  std::vector<double> sigma;   // of each logarithm, from the curvature with the prior
  int rounds = 0;
};

/// Minimises the soft-L1 of the log errors of `which` (scale 5 %, each run with its weight, a model on
/// one GPU of one source counting as 8 runs at most, a source as 60) plus priors. `start` is where to begin,
/// and, with `about_start`, what the priors are centred on. `known`: a sensitivity near the start that is
/// used throughout, which saves most of the time.
struct RunFitOptions {
  int rounds = 5;
  bool about_start = false;
  double prior_scale = 1.0;  // of the priors' standard deviations
  const RunEvaluator::Sensitivity* known = nullptr;
};
[[nodiscard]] RunFit fit_runs(RunEvaluator& evaluator, const std::vector<PreparedRun>& runs,
                              const std::vector<std::size_t>& which, const std::vector<double>& start,
                              const RunFitOptions& options = {});

}  // namespace trainyard
