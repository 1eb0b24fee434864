// Lines of nccl-tests' output:
//   # nThread 1 nGpus 8 minBytes 8 maxBytes 134217728 step: 2(factor) warmup iters: 5 iters: 20 ...
//   #  Rank  0 Group  0 Pid 1234 on  host1 device  0 [0x07] NVIDIA H100 80GB HBM3
//   #       size         count      type   redop    root     time   algbw   busbw #wrong     time ...
//         1024           256     float     sum      -1    21.52    0.05    0.08      0    21.40 ...
// Source: NVIDIA/nccl-tests src/common.cu.
#include "models/calibration/nccl_tests_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "sim/base/text_parts.h"

#include "models/calibration/problem_list.h"

namespace trainyard {
namespace {

using Words = std::vector<std::string_view>;

Words words_of(std::string_view line) {
  Words words;
  std::size_t at = 0;
  while ((at = line.find_first_not_of(" \t\r", at)) != std::string_view::npos) {
    const std::size_t end = std::min(line.find_first_of(" \t\r", at), line.size());
    words.push_back(line.substr(at, end - at));
    at = end;
  }
  return words;
}

struct Program {
  std::string_view name;
  std::optional<CollectiveOp> op;  // none: no law answers it
};

constexpr std::array<Program, 11> programs{{{"all_reduce", CollectiveOp::all_reduce},
                                            {"all_gather", CollectiveOp::all_gather},
                                            {"reduce_scatter", CollectiveOp::reduce_scatter},
                                            {"alltoall", CollectiveOp::all_to_all},
                                            {"all_to_all", CollectiveOp::all_to_all},
                                            {"sendrecv", std::nullopt},
                                            {"broadcast", std::nullopt},
                                            {"hypercube", std::nullopt},
                                            {"scatter", std::nullopt},
                                            {"gather", std::nullopt},
                                            {"reduce", std::nullopt}}};

/// The program that a text names, followed by `ending`; the longest names come first in the table.
const Program* program_in(std::string_view text, std::string_view ending) {
  if (text.find(ending) == std::string_view::npos) return nullptr;
  for (const Program& program : programs) {
    if (text.find(fmt::format("{}{}", program.name, ending)) != std::string_view::npos) return &program;
  }
  return nullptr;
}

struct TypeSize {
  std::string_view name;
  double bytes;
};
constexpr std::array<TypeSize, 12> types{{{"int8", 1},
                                          {"uint8", 1},
                                          {"int32", 4},
                                          {"uint32", 4},
                                          {"int64", 8},
                                          {"uint64", 8},
                                          {"half", 2},
                                          {"float", 4},
                                          {"double", 8},
                                          {"bfloat16", 2},
                                          {"f8e4m3", 1},
                                          {"f8e5m2", 1}}};

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "22807" as nccl.h counts: 2.28.7.
std::string version_of(std::string_view code) {
  const std::optional<double> value = is_digits(code) ? number_of<double>(code) : std::nullopt;
  if (!value || *value < 10000 || *value >= 1e9) return std::string(code);
  const int number = static_cast<int>(*value);
  return fmt::format("{}.{}.{}", number / 10000, number / 100 % 100, number % 100);
}

class Reader {
 public:
  Reader(const std::string& file_name, Measurements& out) : problems_(file_name), out_(out) {
    const std::size_t slash = file_name.find_last_of('/');
    from_name_ = program_in(slash == std::string::npos ? file_name : file_name.substr(slash + 1), "");
  }

  void read(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      ++line_;
      line(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (rows_ == 0) problems_.add(0, 0, "is output of nccl-tests without any row of times");
  }
  [[nodiscard]] const ProblemList& problems() const { return problems_; }

 private:
  void line(std::string_view text) {
    const Words words = words_of(text);
    if (words.empty()) return;
    if (const Program* named = program_in(text, "_perf")) program_ = named;
    if (words[0] == "#" || words[0].starts_with("#")) {
      comment(text, words);
    } else if (is_digits(words[0])) {
      row(words);
    } else if (words[0] == "NCCL" && words.size() > 2 && words[1] == "version") {
      version_ = words[2];
    }
  }

  void comment(std::string_view text, const Words& words) {
    if (words.size() < 2) return;
    if (words[1] == "nThread") {
      start_run();
    } else if (words[1] == "Rank") {
      rank(text, words);
    } else if (words[1] == "size" && std::find(words.begin(), words.end(), "time") != words.end()) {
      header_.assign(words.begin() + 1, words.end());
    } else if (words[1] == "nccl-tests") {
      constexpr std::string_view key = "nccl-library=";
      for (const std::string_view word : words) {
        if (word.starts_with(key)) version_ = version_of(word.substr(key.size()));
      }
    }
  }

  /// A further run of the same program may follow with other ranks.
  void start_run() {
    ranks_ = 0;
    hosts_.clear();
    header_.clear();
  }

  void rank(std::string_view text, const Words& words) {
    ++ranks_;
    const auto on = std::find(words.begin(), words.end(), "on");
    if (on != words.end() && on + 1 != words.end()) hosts_.emplace(*(on + 1));
    const std::size_t bracket = text.find("] ");
    if (bracket == std::string_view::npos) return;
    const Words name = words_of(text.substr(bracket + 2));
    if (out_.device.empty()) out_.device = fmt::format("{}", fmt::join(name, " "));
  }

  /// Where the header puts a column; the first of two is out of place. Nothing: there is no such column.
  [[nodiscard]] std::optional<std::size_t> place(std::string_view name) const {
    const auto found = std::find(header_.begin(), header_.end(), name);
    if (found == header_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - header_.begin());
  }

  void row(const Words& words) {
    ++rows_;
    if (header_.empty()) {
      problems_.add(line_, 0, "a row before the line \"# size count type ... time\" that names its columns");
      return;
    }
    if (ranks_ < 1) {
      problems_.add(line_, 0, "a row before any line \"# Rank\", which tell how many GPUs took part");
      return;
    }
    if (words.size() != header_.size()) {
      problems_.add(line_, 0,
                    fmt::format("has {} fields, expected {} as its header", words.size(), header_.size()));
      return;
    }
    const auto time_at = place("time");
    const std::optional<double> size = number_of<double>(words[0]),
                                time = number_of<double>(words[time_at.value_or(0)]);
    if (!time_at || !time || *time < 0.0) {
      problems_.add(line_, 0,
                    fmt::format("time: {} is no time in us", in_quotes(words[time_at.value_or(0)])));
      return;
    }
    if (!check_result(words)) return;
    add(words, size.value_or(0.0), *time);
  }

  /// False (and told) when the results of the row were wrong.
  bool check_result(const Words& words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (header_[i] != "#wrong" || words[i] == "N/A") continue;  // N/A: not checked
      const std::optional<double> wrong = number_of<double>(words[i]);
      if (wrong && *wrong == 0.0) continue;
      problems_.add(
          line_, 0,
          wrong ? fmt::format("{} elements of the result were wrong: the time is worth nothing", *wrong)
                : fmt::format("#wrong: {} is no number", in_quotes(words[i])));
      return false;
    }
    return true;
  }

  void add(const Words& words, double size, double time) {
    const Program* program = program_ != nullptr ? program_ : program_of(words, size);
    if (program == nullptr) {
      problems_.add(
          line_, 0, "nothing tells which operation this is",
          "put a line such as \"# all_gather_perf\" at the top, or the operation into the file's name: "
          "all_reduce, all_gather, reduce_scatter, alltoall");
      return;
    }
    if (!program->op) {
      ++out_.left_out[fmt::format("the collective \"{}\", which no law answers", program->name)];
    } else if (ranks_ < 2) {
      ++out_.left_out["a collective of one GPU"];
    } else if (hosts_.size() > 1) {
      ++out_.left_out["a collective over several hosts; the law is that of one fast domain"];
    } else if (size <= 0.0 || time <= 0.0) {
      ++out_.left_out["a collective of nothing"];
    } else {
      const auto type = place("type");
      out_.collectives.push_back({.op = *program->op,
                                  .members = ranks_,
                                  .bytes = bytes(size),
                                  .dtype = type ? std::string(words[*type]) : std::string(),
                                  .version = version_,
                                  .time = microseconds(time),
                                  .line = line_});
    }
  }

  /// Without the program's name. A reduction names its operator; the count is that of the whole buffer for an
  /// all-reduce and of one member's part for a reduce-scatter. Gathering and exchanging look alike.
  [[nodiscard]] const Program* program_of(const Words& words, double size) const {
    const auto operation = place("redop"), root = place("root"), count = place("count"), type = place("type");
    const bool reduces = operation && words[*operation] != "none";
    const bool rooted = root && words[*root] != "-1";
    const auto found = std::find_if(types.begin(), types.end(),
                                    [&](const TypeSize& each) { return type && words[*type] == each.name; });
    const std::optional<double> elements = count ? number_of<double>(words[*count]) : std::nullopt;
    if (reduces && !rooted && found != types.end() && elements && ranks_ > 1) {
      if (*elements * found->bytes == size) return &programs[0];
      if (*elements * found->bytes * ranks_ == size) return &programs[2];
    }
    // What the file's name says counts where the columns agree.
    if (from_name_ == nullptr || !from_name_->op) return nullptr;
    const bool named_reduction =
        *from_name_->op == CollectiveOp::all_reduce || *from_name_->op == CollectiveOp::reduce_scatter;
    return named_reduction == reduces ? from_name_ : nullptr;
  }

  ProblemList problems_;
  Measurements& out_;
  const Program* from_name_ = nullptr;
  const Program* program_ = nullptr;
  std::vector<std::string> header_{};
  std::set<std::string> hosts_{};
  std::string version_{};
  int ranks_ = 0;
  int line_ = 0;
  int rows_ = 0;
};

}  // namespace

bool is_nccl_tests_text(std::string_view text) {
  return text.find("# nThread") != std::string_view::npos ||
         text.find("#  Rank ") != std::string_view::npos ||
         (text.find("algbw") != std::string_view::npos && text.find("busbw") != std::string_view::npos &&
          text.find('#') != std::string_view::npos);
}

Result<Measurements> parse_nccl_tests_text(std::string_view text, const std::string& file_name) {
  Measurements out;
  out.file = file_name;
  Reader reader(file_name, out);
  reader.read(text);
  if (!reader.problems().empty()) return reader.problems().told();
  out.description = "output of nccl-tests";
  if (!out.collectives.empty() && !out.collectives.front().version.empty())
    out.description += ", NCCL " + printable(out.collectives.front().version);
  return out;
}

}  // namespace trainyard
