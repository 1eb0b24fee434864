// One record of our own JSON as a kernel of a family and role; the names are those of kernels/.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "models/calibration/measurement_json.h"
#include "models/calibration/shapes.h"
#include "models/compute/operator_list.h"

namespace trainyard {
namespace {

constexpr double most_size = 1e12;  // beyond, a size is a slip

/// What every record says.
struct Record {
  std::string family{}, op{}, dtype{}, library{}, version{};
  JsonReader shape;
  JsonReader choices;
  Seconds time{};
  double bytes = 0.0;
  double sms = 0.0;  // 0: all
  bool sustained = false;
  bool right = true;  // its output was, as far as it was checked

  [[nodiscard]] double size(const char* name) {
    return static_cast<double>(shape.integer(name, 1, static_cast<std::int64_t>(most_size)));
  }
};

/// All keys of an object whose names differ from record to record are known.
JsonReader free_object(JsonReader object) {
  for (const std::string& key : object.keys()) object.ignore(key);
  return object;
}

bool read_check(JsonReader& record) {
  auto check = record.optional_object("check");
  if (!check) return true;
  const bool passed = check->boolean("passed");
  (void)check->number("error", 0.0, 1e300, 0.0);
  (void)check->number("limit", 0.0, 1e300);
  (void)check->text("against");
  return passed;
}

Record read_fields(JsonReader& record) {
  Record read{.shape = free_object(record.object("shape")), .choices = free_object(record.object("choices"))};
  read.family = record.text("family");
  read.op = record.text("op");
  read.dtype = record.choice("dtype", {"bf16", "fp8", "fp8_block", "fp32", "bytes", "none"});
  read.sustained = record.choice("regime", {"burst", "sustained"}) == "sustained";
  read.sms = static_cast<double>(record.integer("sms", 1, 100000, 0));
  read.library = record.text("library");
  read.version = record.text("library_version");
  JsonReader time = record.object("time_us");
  read.time = microseconds(time.number("median", 0.0, 1e10));
  for (const char* key : {"p10", "p90", "mean", "relative_error"}) (void)time.number(key, 0.0, 1e10);
  (void)record.integer("samples", 1, 1000000000);
  (void)record.integer("discarded", 0, 1000000000);
  (void)record.number("duration_s", 0.0, 1e10, 0.0);
  read.bytes = record.number("bytes", 0.0, 1e18);
  (void)record.number("flops", 0.0, 1e24);
  (void)record.number("clock_mhz", 0.0, 1e6, 0.0);
  (void)record.number("power_watts", 0.0, 1e6, 0.0);
  (void)record.texts("throttle_reasons");
  read.right = read_check(record);
  if (auto extras = record.optional_object("extras")) {
    for (const std::string& key : extras->keys()) (void)extras->number(key, -1e300, 1e300);
  }
  return read;
}

/// Families of products by their data type, apart from cuBLAS's kernel that multiplies all groups at once.
std::string product_family(const Record& record) {
  const bool together = record.library.find("grouped kernel") != std::string::npos;
  return (together ? "cublas-grouped-" : "cublas-") +
         (record.dtype == "fp8_block" ? std::string("fp8-block") : record.dtype);
}

Format product_format(const std::string& dtype) {
  return dtype == "bf16" ? Format::bf16 : dtype == "fp32" ? Format::fp32 : Format::fp8;
}

/// Whether the output is added to an fp32 matrix.
bool accumulates(Record& record) {
  return record.choices.text("output", "bf16") == "fp32_accumulate";
}

/// m x n is the output and k is reduced, for gradients too.
void make_product(Record& record, MeasuredKernel& measured) {
  const double m = record.size("m"), n = record.size("n"), k = record.size("k");
  const Format format = product_format(record.dtype);
  OperatorList list(measured.work, Segment::ffn);
  measured.family = product_family(record);
  if (record.op == "weight_gradient") {
    measured.role = "gemm_wgrad";
    list.pass(Pass::weight_gradient).weight_gemm("product", format, m, n, k, accumulates(record));
  } else {
    measured.role = "gemm";
    list.gemm("product", format, m, n, k);
  }
  measured.training_size = is_training_product(m, n, k) || is_training_product(k, m, n);
  measured.block = shape_block({n, k});
  measured.size = m * n * k;
}

void make_grouped(Record& record, MeasuredKernel& measured) {
  const double experts = std::min(record.size("experts"), 1e6), n = record.size("n"), k = record.size("k");
  const double multiple = record.dtype == "bf16" ? 1.0 : 16.0;  // operands in fp8 are aligned to 16 elements
  const double told = record.size("rows");
  const double rows =
      std::max(multiple, static_cast<double>(static_cast<std::int64_t>(told / multiple)) * multiple);
  const Format format = product_format(record.dtype);
  OperatorList list(measured.work, Segment::ffn);
  measured.family = product_family(record);
  if (record.op == "weight_gradient") {
    measured.role = "grouped_wgrad";
    list.pass(Pass::weight_gradient)
        .grouped_weight_gemm("product", format, n, k, rows, experts, accumulates(record));
  } else {
    measured.role = "grouped";
    list.grouped_gemm("product", format, rows, n, k, experts);
  }
  measured.balanced = record.choices.text("loads", "balanced") == "balanced";
  measured.training_size = rows >= 1024.0;
  measured.block = shape_block({n, k, experts});
  measured.size = rows * n * k;
}

/// A kernel bound by memory traffic; `rate` as operators of a training step name it.
struct MemoryOp {
  std::string_view op;
  OpClass op_class;
  std::string_view rate;
};

constexpr std::array<MemoryOp, 12> memory_ops{{
    {"copy", OpClass::copy, "copy"},
    {"rms_norm_forward", OpClass::norm, "norm"},
    {"rms_norm_backward", OpClass::norm, "norm_backward"},
    {"swiglu_forward", OpClass::activation, "activation"},
    {"swiglu_backward", OpClass::activation, "activation_backward"},
    {"rotary", OpClass::rotary, "rotary"},
    {"cast_fp8", OpClass::cast, "cast"},
    {"cast_transpose_fp8", OpClass::transpose, "transpose"},
    {"permute", OpClass::permute, "permute"},
    {"unpermute", OpClass::permute, "unpermute"},
    {"softmax_cross_entropy", OpClass::loss, "loss"},
    {"adamw", OpClass::optimizer, "optimizer"},
}};

/// False when the operation is not known.
bool make_memory(Record& record, MeasuredKernel& measured) {
  const auto found = std::find_if(memory_ops.begin(), memory_ops.end(),
                                  [&](const MemoryOp& each) { return each.op == record.op; });
  if (found == memory_ops.end()) return false;
  const double rows = record.size("rows"), columns = record.size("columns");
  measured.family = "trainyard-kernels";
  measured.role = "memory";
  OperatorList(measured.work, Segment::other)
      .memory(record.op, found->op_class, std::string(found->rate), record.bytes);
  measured.training_size = is_training_memory(rows * columns);
  measured.block = shape_block({rows, columns});
  measured.size = record.bytes;
  return true;
}

struct Backend {
  std::string_view name;
  std::string_view family;
};

// PyTorch's own flash attention is FlashAttention 2.
constexpr std::array<Backend, 5> backends{{{"cudnn", "cudnn-attention"},
                                           {"torch_cudnn", "cudnn-attention"},
                                           {"torch_flash", "flash-attention-2"},
                                           {"flash_attn_2", "flash-attention-2"},
                                           {"flash_attn_3", "flash-attention-3"}}};

/// False when no family is known for the kernel.
bool make_attention(Record& record, MeasuredKernel& measured) {
  const std::string backend = record.choices.text("backend", "");
  const auto found = std::find_if(backends.begin(), backends.end(),
                                  [&](const Backend& each) { return each.name == backend; });
  if (found == backends.end()) return false;
  const bool backward = record.op == "backward";
  const double batch = record.size("batch"), length = record.size("sequence"), heads = record.size("heads");
  const double kv_heads = record.size("kv_heads"), width = record.size("head_size");
  measured.family = found->family;
  measured.role = fmt::format("attention_{}/{}", backward ? "backward" : "forward", width);
  OperatorList(measured.work, Segment::attention)
      .pass(backward ? Pass::input_gradient : Pass::forward)
      .attention("attention", {.sequences = batch,
                               .length = length,
                               .heads = heads,
                               .kv_heads = kv_heads,
                               .head_dim = width,
                               .value_dim = record.size("value_size"),
                               .backward = backward});
  measured.training_size = is_training_attention(length, heads);
  measured.block = shape_block({heads, kv_heads, length});
  measured.size = batch * heads * length * length * width;
  return true;
}

/// The kernel inside a record "gemm/forward" of the family "overlap", which ran beside one that held SMs.
void take_companion(Record& record, double device_sms, MeasuredKernel& measured) {
  const std::size_t slash = record.op.find('/');
  record.family = record.op.substr(0, slash);
  record.op = slash == std::string::npos ? "" : record.op.substr(slash + 1);
  const double held = record.size("companion_sms");
  if (held >= device_sms) {
    record.shape.report("companion_sms",
                        fmt::format("is {}, expected fewer than the {} SMs of the device", held, device_sms));
    return;
  }
  record.sms = device_sms - held;
  measured.contended = record.choices.text("companion", "") == "copy";
}

void add_collective(Record& record, int line, Measurements& out) {
  for (const CollectiveOp op : all_collective_ops) {
    if (to_text(op) != record.op) continue;
    out.collectives.push_back({.op = op,
                               .members = static_cast<int>(record.shape.integer("gpus", 2, 1000000)),
                               .bytes = bytes(record.size("bytes")),
                               .dtype = record.dtype,
                               .version = record.version,
                               .time = record.time,
                               .line = line});
    return;
  }
  ++out.left_out[fmt::format("the collective {}, which no law answers", in_quotes(record.op))];
}

/// Why no law answers a record of this family; empty when one does.
std::string no_law(const Record& record) {
  const std::string& family = record.family;
  if (!record.right) return "a kernel whose output was wrong";
  if (record.time <= Seconds{}) return "a time of nothing";
  if (family == "launch") return "the cost of launches, which profiles of software tell";
  if (family == "transfer" || family == "peer") return "copies between memories, which no kernel law answers";
  if (family == "head") return "an output head: three products and a loss in one time";
  if (family == "gemm" || family == "grouped_gemm") {
    if (!record.library.starts_with("cublas"))
      return fmt::format("products by the library {}, which is no known family", in_quotes(record.library));
    if (record.dtype == "bytes" || record.dtype == "none")
      return fmt::format("products of data type {}", in_quotes(record.dtype));
  }
  return {};
}

/// Fills `measured`; false when there is no family for the kernel.
bool make_kernel(Record& record, MeasuredKernel& measured) {
  if (record.family == "gemm") {
    make_product(record, measured);
  } else if (record.family == "grouped_gemm") {
    make_grouped(record, measured);
  } else if (record.family == "memory_bound") {
    return make_memory(record, measured);
  } else if (record.family == "attention") {
    return make_attention(record, measured);
  } else {
    return false;
  }
  return true;
}

}  // namespace

void read_measurement_record(JsonReader reader, double sms, Measurements& out) {
  Record record = read_fields(reader);
  MeasuredKernel measured;
  if (record.family == "overlap") take_companion(record, sms, measured);
  if (const std::string reason = no_law(record); !reason.empty()) {
    ++out.left_out[reason];
  } else if (record.family == "collective") {
    add_collective(record, reader.line(), out);
  } else if (make_kernel(record, measured)) {
    measured.sms = record.sms;
    measured.sustained = record.sustained;
    measured.time = record.time;
    measured.line = reader.line();
    out.kernels.push_back(std::move(measured));
  } else {
    ++out.left_out[fmt::format("{} of the family {}, which no law answers", in_quotes(record.op),
                               in_quotes(record.family))];
  }
}

}  // namespace trainyard
