// Causal attention of the head sizes that models have.
#include <algorithm>

#include "kernels/harness/point_sets.h"

namespace trainyard::kernels {
namespace {

struct Heads {
  std::int64_t heads;
  std::int64_t kv_heads;
  std::int64_t head_size;
  std::int64_t value_size;
};

// Small heads; many heads; grouped queries (Llama 3 70B); latent attention (DeepSeek-V2 and V3, heads not
// split); large heads.
const std::vector<Heads> kinds{
    {32, 32, 64, 64}, {32, 32, 128, 128}, {64, 8, 128, 128}, {128, 128, 192, 128}, {16, 16, 256, 256}};

struct Length {
  std::int64_t sequence;
  std::int64_t batch;
};

// 4k to 32k rows; their number does not rise with the length, so that its effect shows.
const std::vector<Length> lengths{{1024, 8}, {2048, 16}, {4096, 1}, {8192, 2}, {16384, 1}};

constexpr std::int64_t confined_sequence = 4096;
// Eight tensors of heads x size, and the fp32 sums of backward, have to fit beside the workspace.
constexpr std::int64_t most_rows_of_many_heads = 16384;

Point make_point(const std::string& op, const Heads& h, const Length& length) {
  Point point;
  point.family = "attention";
  point.op = op;
  point.dtype = "bf16";
  std::int64_t batch = length.batch;
  if (h.heads >= 128)
    batch = std::min(batch, std::max<std::int64_t>(most_rows_of_many_heads / length.sequence, 1));
  point.shape = {{"batch", batch},         {"sequence", length.sequence}, {"heads", h.heads},
                 {"kv_heads", h.kv_heads}, {"head_size", h.head_size},    {"value_size", h.value_size}};
  point.choices = {{"mask", "causal"}, {"backend", "cudnn"}};
  return point;
}

}  // namespace

std::vector<Point> attention_points(const PointSetOptions& options) {
  std::vector<Length> wanted = lengths;
  if (options.full) {
    for (const std::int64_t sequence : {1024, 2048, 4096, 8192, 16384}) {
      for (std::int64_t rows = 4096; rows <= 32768; rows *= 2) {
        const Length length{sequence, rows / sequence};
        const auto same = [&](const Length& other) {
          return other.sequence == length.sequence && other.batch == length.batch;
        };
        if (length.batch > 0 && std::none_of(wanted.begin(), wanted.end(), same)) wanted.push_back(length);
      }
    }
  }
  std::vector<Point> points;
  for (const Heads& heads : kinds) {
    for (const Length& length : wanted) {
      for (const char* op : {"forward", "backward"}) {
        const Point point = make_point(op, heads, length);
        const auto same = [&](const Point& other) { return other.name() == point.name(); };
        if (std::any_of(points.begin(), points.end(), same)) continue;  // many heads: the batch was cut
        points.push_back(point);
        if (length.sequence != confined_sequence || length.batch != 1) continue;
        // cuDNN's attention takes no number of SMs, so a companion holds the others.
        points.push_back(confined(point, options.sms));
        points.back().choices.emplace_back("confined_by", "companion");
      }
    }
  }
  return points;
}

}  // namespace trainyard::kernels
