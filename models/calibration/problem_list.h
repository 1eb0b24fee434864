#pragma once
// The problems of a file of many rows: a wrong column spoils all of them, so only the first are told.
#include <cstddef>
#include <string>

#include "sim/base/diagnostic.h"

namespace trainyard {

class ProblemList {
 public:
  explicit ProblemList(std::string file, std::size_t most = 20) : file_(std::move(file)), most_(most) {}

  /// `line` and `column` count from 1; 0 when unknown.
  void add(int line, int column, std::string message, std::string hint = {});
  [[nodiscard]] bool empty() const { return found_ == 0; }
  /// By position, and a last one that tells how many more there are. Leaves the list as it is.
  [[nodiscard]] Diagnostics told() const;
  [[nodiscard]] const std::string& file() const { return file_; }

 private:
  std::string file_;
  std::size_t most_;
  std::size_t found_ = 0;
  Diagnostics kept_{};
};

}  // namespace trainyard
