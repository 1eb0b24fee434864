#include "models/purchase/integer_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace trainyard {

namespace {

constexpr double tiny = 1e-9;  // assumed: below this a scaled coefficient is rounding

struct Relaxation {
  enum class State { optimal, infeasible, unbounded };
  State state = State::infeasible;
  std::vector<double> values{};
  double objective = 0;
};

/// Dense tableau of: minimise c z, A z <= b, z >= 0. Rows with a negative limit start with an artificial
/// variable; phase one drives those to zero.
class Simplex {
 public:
  Simplex(const std::vector<double>& cost, const std::vector<std::vector<double>>& rows,
          const std::vector<double>& limits)
      : cost_(cost), variables_(cost.size()), rows_(rows.size()) {
    std::size_t artificial = 0;
    for (const double limit : limits) artificial += limit < 0.0 ? 1 : 0;
    columns_ = variables_ + rows_ + artificial;
    table_.assign(rows_, std::vector<double>(columns_ + 1, 0.0));
    basis_.resize(rows_);
    std::size_t next = variables_ + rows_;
    for (std::size_t r = 0; r < rows_; ++r) {
      const double sign = limits[r] < 0.0 ? -1.0 : 1.0;
      for (std::size_t j = 0; j < variables_; ++j) table_[r][j] = sign * rows[r][j];
      table_[r][variables_ + r] = sign;
      table_[r][columns_] = sign * limits[r];
      basis_[r] = variables_ + r;
      if (sign < 0.0) {
        table_[r][next] = 1.0;
        basis_[r] = next++;
      }
    }
  }

  Relaxation solve() {
    Relaxation out;
    const std::size_t first_artificial = variables_ + rows_;
    if (columns_ > first_artificial) {
      std::vector<double> phase_one(columns_, 0.0);
      for (std::size_t j = first_artificial; j < columns_; ++j) phase_one[j] = 1.0;
      if (!minimise(phase_one, columns_)) return out;
      double left = 0;
      for (std::size_t r = 0; r < rows_; ++r) {
        if (basis_[r] >= first_artificial) left += table_[r][columns_];
      }
      if (left > 1e-7) return out;
      drop_artificials(first_artificial);
    }
    std::vector<double> full(columns_, 0.0);
    std::copy(cost_.begin(), cost_.end(), full.begin());
    if (!minimise(full, first_artificial)) {
      out.state = Relaxation::State::unbounded;
      return out;
    }
    out.state = Relaxation::State::optimal;
    out.values.assign(variables_, 0.0);
    for (std::size_t r = 0; r < rows_; ++r) {
      if (basis_[r] < variables_) out.values[basis_[r]] = std::max(0.0, table_[r][columns_]);
    }
    for (std::size_t j = 0; j < variables_; ++j) out.objective += cost_[j] * out.values[j];
    return out;
  }

 private:
  /// Bland: the first column that improves enters, of the tightest rows the one with the lowest basic
  /// variable leaves. False when nothing limits the entering column.
  bool minimise(const std::vector<double>& cost, std::size_t usable) {
    for (;;) {
      std::size_t enter = usable;
      for (std::size_t j = 0; j < usable && enter == usable; ++j) {
        double reduced = cost[j];
        for (std::size_t r = 0; r < rows_; ++r) reduced -= cost[basis_[r]] * table_[r][j];
        if (reduced < -tiny) enter = j;
      }
      if (enter == usable) return true;
      std::size_t leave = rows_;
      double tightest = std::numeric_limits<double>::infinity();
      for (std::size_t r = 0; r < rows_; ++r) {
        if (table_[r][enter] <= tiny) continue;
        const double ratio = table_[r][columns_] / table_[r][enter];
        if (ratio < tightest - tiny ||
            (ratio <= tightest + tiny && leave < rows_ && basis_[r] < basis_[leave])) {
          tightest = std::min(tightest, ratio);
          leave = r;
        }
      }
      if (leave == rows_) return false;
      pivot(leave, enter);
    }
  }

  void pivot(std::size_t row, std::size_t column) {
    const double by = table_[row][column];
    for (double& one : table_[row]) one /= by;
    for (std::size_t r = 0; r < rows_; ++r) {
      const double times = table_[r][column];
      if (r == row || times == 0.0) continue;
      for (std::size_t j = 0; j <= columns_; ++j) table_[r][j] -= times * table_[row][j];
    }
    basis_[row] = column;
  }

  /// Artificial variables that are still basic stand at zero; any other column of their row takes over.
  void drop_artificials(std::size_t first_artificial) {
    for (std::size_t r = 0; r < rows_; ++r) {
      if (basis_[r] < first_artificial) continue;
      for (std::size_t j = 0; j < first_artificial; ++j) {
        if (std::abs(table_[r][j]) > 1e-7) {
          pivot(r, j);
          break;
        }
      }
    }
  }

  const std::vector<double>& cost_;
  std::size_t variables_, rows_, columns_ = 0;
  std::vector<std::vector<double>> table_{};
  std::vector<std::size_t> basis_{};
};

class Tree {
 public:
  Tree(const IntegerProgram& program, std::size_t most_nodes)
      : program_(program), most_nodes_(most_nodes), n_(program.cost.size()) {}

  Result<IntegerSolution> solve() {
    std::vector<double> lower(n_, 0.0), upper = program_.upper;
    upper.resize(n_, std::numeric_limits<double>::infinity());
    branch(lower, upper);
    if (unbounded_) return problem("the program has no least value");
    if (nodes_ > most_nodes_)
      return problem(fmt::format("not solved within {} nodes of the tree", most_nodes_));
    if (!best_) return problem("no choice keeps all limits");
    best_->nodes = nodes_;
    return *best_;
  }

 private:
  /// Costs and rows are scaled to a largest coefficient of one, so that `tiny` means the same everywhere.
  Relaxation relax(const std::vector<double>& lower, const std::vector<double>& upper) const {
    double dearest = 0.0;
    for (const double one : program_.cost) dearest = std::max(dearest, std::abs(one));
    if (dearest == 0.0) dearest = 1.0;
    std::vector<double> cost = program_.cost;
    for (double& one : cost) one /= dearest;
    std::vector<std::vector<double>> rows;
    std::vector<double> limits;
    const auto add = [&](std::vector<double> row, double limit) {
      double largest = 0.0;
      for (const double one : row) largest = std::max(largest, std::abs(one));
      if (largest == 0.0) largest = 1.0;
      for (double& one : row) one /= largest;
      rows.push_back(std::move(row));
      limits.push_back(limit / largest);
    };
    // z = lower + z', z' >= 0.
    for (std::size_t r = 0; r < program_.rows.size(); ++r) {
      double limit = program_.limits[r];
      for (std::size_t j = 0; j < n_; ++j) limit -= program_.rows[r][j] * lower[j];
      add(program_.rows[r], limit);
    }
    for (std::size_t j = 0; j < n_; ++j) {
      if (!std::isfinite(upper[j])) continue;
      std::vector<double> row(n_, 0.0);
      row[j] = 1.0;
      add(std::move(row), upper[j] - lower[j]);
    }
    Relaxation out = Simplex(cost, rows, limits).solve();
    if (out.state != Relaxation::State::optimal) return out;
    out.objective = 0;
    for (std::size_t j = 0; j < n_; ++j) {
      out.values[j] += lower[j];
      out.objective += program_.cost[j] * out.values[j];
    }
    return out;
  }

  void branch(std::vector<double>& lower, std::vector<double>& upper) {
    if (++nodes_ > most_nodes_ || unbounded_) return;
    const Relaxation relaxed = relax(lower, upper);
    if (relaxed.state == Relaxation::State::unbounded) {
      unbounded_ = true;
      return;
    }
    if (relaxed.state == Relaxation::State::infeasible) return;
    if (best_ && relaxed.objective >= best_->objective - tiny * std::max(1.0, std::abs(best_->objective)))
      return;
    std::size_t split = n_;
    double farthest = 1e-6;  // from a whole number
    for (std::size_t j = 0; j < n_; ++j) {
      const double off = std::abs(relaxed.values[j] - std::round(relaxed.values[j]));
      if (program_.whole[j] && off > farthest) {
        farthest = off;
        split = j;
      }
    }
    if (split == n_) {
      keep(relaxed);
      return;
    }
    const double at = relaxed.values[split];
    const bool down_first = at - std::floor(at) < 0.5;
    for (const bool down : {down_first, !down_first}) {
      double& bound = down ? upper[split] : lower[split];
      const double before = bound;
      bound = down ? std::floor(at) : std::ceil(at);
      if (lower[split] <= upper[split]) branch(lower, upper);
      bound = before;
    }
  }

  void keep(const Relaxation& relaxed) {
    IntegerSolution found{.values = relaxed.values, .objective = relaxed.objective};
    for (std::size_t j = 0; j < n_; ++j) {
      if (program_.whole[j]) found.values[j] = std::round(found.values[j]);
    }
    best_ = std::move(found);
  }

  const IntegerProgram& program_;
  std::size_t most_nodes_, n_, nodes_ = 0;
  bool unbounded_ = false;
  std::optional<IntegerSolution> best_{};
};

}  // namespace

Result<IntegerSolution> solve(const IntegerProgram& program, std::size_t most_nodes) {
  return Tree(program, most_nodes).solve();
}

}  // namespace trainyard
