#pragma once
// Hardware and software as data. Every number carries its source; the loader refuses a number without one.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/sourced.h"
#include "sim/network/lone_exchange.h"

namespace trainyard {

/// Number formats of matrix operands. fp4 is NVFP4: 4 bits and one fp8 scale for every 16 elements.
enum class Format { fp32, tf32, bf16, fp16, fp8, fp4 };
[[nodiscard]] std::string_view to_text(Format format);
/// Whether operands are cast with scales around each product: fp8 and nvfp4.
[[nodiscard]] bool scaled_format(Format format);
/// Bytes of one element as stored: 4, 4, 2, 2, 1, 0.5625 (its scale included).
[[nodiscard]] Bytes bytes_of(Format format);

/// A correction of a law where it was measured: the logarithm of a time factor on a grid of knots, linear
/// between them in log2 of each feature. Beyond the knots it fades to nothing within one octave; where it is
/// held, what the largest knots say holds for everything larger.
struct CorrectionGrid {
  struct Axis {
    std::string feature{};      // which number of the shape; names in models/compute/laws/features.h
    std::vector<double> knots;  // ascending, above 0, in the feature's own unit; at least one
  };
  std::vector<Axis> axes{};
  std::vector<double> values{};  // the last axis runs fastest
  bool held = false;             // beyond the largest knots
};

/// How well constants meet the measurements they were fitted to. Errors are |predicted / measured - 1|.
struct FitRecord {
  std::string data{};  // what was measured and where it stands
  int rows = 0;        // measurements fitted
  std::string of{};    // the role that was measured, where it is another one that this role is like
  std::vector<std::string> parameters{};  // fitted together; `common_sigma` speaks for them
  double held_out_median = 0;             // of shapes left out of a fit, whole blocks at a time; 0: not tried
  double held_out_p90 = 0;
  double beyond_median = 0;  // of large shapes when only small ones were fitted; 0 when there are too few
  double beyond_p90 = 0;
  double shape_sigma = 0;   // relative standard deviation of one shape, independent of the next
  double common_sigma = 0;  // what all shapes share, from the uncertainty of the parameters
  std::map<std::string, std::vector<double>> domain{};  // feature -> {least, most} measured
};

/// The constants of one kernel law on one GPU, e.g. {"eff": 0.829, "t_pro": "0.14 us"}; times in seconds,
/// rates in B/s, shares as plain numbers. Which names a law needs is checked by the law's own table
/// (models/compute).
struct KernelConstants {
  std::string law{};                                  // "tile_wave", "attention", "bandwidth", ...
  std::map<std::string, Sourced<double>> parameters;  // base units (s, B/s, 1)
  std::map<std::string, std::vector<double>>
      lists;  // e.g. "tiles": [128,128, 256,128] as pairs; explained in the source
  std::vector<CorrectionGrid> corrections{};  // their logarithms add up
  /// What the measured tables hold beside the kernel, such as the write of a KV cache: used to compare with
  /// measurements, never to simulate. Names in models/calibration/measured_kernel.h.
  std::map<std::string, Sourced<double>> measured_with{};
  std::optional<FitRecord> fit{};
  Evidence status = Evidence::assumed;  // of the role as a whole: measured, fitted, transferred ...
  std::string source{};                 // of the role as a whole
  double transfer_sigma = 0;            // added when the constants come from another GPU
};

/// One GPU. Rates are dense (no sparsity); `nvlink` is one direction.
struct GpuProfile {
  std::string name{};  // "h800-sxm"
  std::string description{};
  Sourced<double> sms{};
  Sourced<Hertz> clock{};  // boost clock the peaks below refer to
  std::map<Format, Sourced<FlopsPerSecond>> peak{};
  Sourced<Bytes> memory{};
  Sourced<BytesPerSecond> memory_bandwidth{};
  Sourced<Bytes> l2{};
  Sourced<BytesPerSecond> nvlink{};  // per direction; 0 B/s when the GPU has none
  Sourced<BytesPerSecond> pcie{};    // per direction
  Sourced<Watts> power_limit{};
  std::string kernel_document{};            // name or path of its kernel constants
  std::vector<std::string> device_names{};  // as the driver tells them, e.g. "NVIDIA H100 80GB HBM3"
  /// family -> role -> constants; family "cublas-bf16", role "gemm" | "gemm_wgrad" | "grouped" |
  /// "grouped_wgrad" | "attention_forward" | "attention_backward" | "memory" ...
  std::map<std::string, std::map<std::string, KernelConstants>> kernels{};
};

/// One way a library moves data inside the fast domain: t = latency + per_peer (n-1) + wire bytes / (line
/// rate * share). The share is that of a group as large as the node; a group of n reaches share (1 - loss/n)
/// / (1 - loss/node).
struct DomainWay {
  Sourced<Seconds> latency{};
  Sourced<Seconds> per_peer{};
  Sourced<double> share{};             // achieved share of the line rate per direction
  Sourced<double> small_group_loss{};  // 0 <= loss < 2
};

/// What one collective operation reaches inside a fast domain. The first way is for large messages;
/// `small_messages` lists quicker, narrower ways. A library takes the fastest for each message, but from
/// `bulk_from` bytes on a GPU's link on always the first one. fast_domain() in links.h turns all this into
/// what the collectives ask (DomainProtocol and DomainLaw in sim/network/collectives/group.h).
struct DomainCollective {
  Sourced<Seconds> latency{};
  Sourced<Seconds> per_peer{};
  Sourced<double> share{};
  Sourced<double> small_group_loss{};  // 0 <= loss < 2
  Sourced<double> fill{};              // of the pipeline of chunks: 2 fill sqrt(start * wire time) is added
  std::vector<DomainWay> small_messages{};
  Sourced<Bytes> bulk_from{};  // 0 B: never against the fastest way
  /// Reduction in the domain's switch: from this many members on an all-reduce puts wire_factor (n-1)/n of
  /// the buffer on each link instead of 2 (n-1)/n. 0 members: the switch does not reduce.
  int in_switch_members = 0;
  Sourced<double> in_switch_wire_factor{};
};

/// One server: its GPUs, the fast domain between them and its NICs.
struct NodeProfile {
  std::string name{};
  std::string description{};
  std::string gpu{};  // name of the GPU profile
  int gpus = 0;
  std::string interconnect{};  // "nvswitch" | "pcie"
  Sourced<BytesPerSecond>
      fast{};  // per GPU and direction inside the node (NVLink, or PCIe where there is none)
  Sourced<double> fast_achievable{};  // share reached by large copies
  /// "all_reduce", "all_gather", "reduce_scatter", "all_to_all", "point_to_point"
  std::map<std::string, DomainCollective> collectives{};
  int nics = 0;                      // NICs for compute traffic
  Sourced<BytesPerSecond> nic{};     // per NIC and direction
  Sourced<double> nic_achievable{};  // share reached by large messages
  Sourced<double> nic_all_to_all{};  // share reached by all-to-all
  Sourced<Seconds> nic_latency{};    // one small message, same leaf
  Sourced<Watts> power{};            // whole node under training load
  std::string host = "x86";          // its processors, for what nodes share
  /// Time its processors take to launch kernels, over that of the x86 servers stacks were measured on.
  Sourced<double> host_time{.value = 1.0, .source = {}, .evidence = Evidence::assumed, .relative_sigma = 0.0};
};

/// The network between nodes.
struct FabricProfile {
  std::string name{};
  std::string description{};
  std::string kind{};  // "leaf_spine" | "multi_plane"
  int planes = 1;
  int switch_ports = 0;
  Sourced<double> oversubscription{};   // 1 = full bisection
  Sourced<Seconds> hop_latency{};       // added when traffic crosses leaves
  Sourced<double> collective_base_s{};  // seconds: constant part of an inter-node collective
  Sourced<double> collective_root_s{};  // seconds: times sqrt(nodes)
  int max_gpus = 0;
  Sourced<Dollars> cost_per_endpoint{};
};

struct ClusterProfile {
  std::string name{};
  std::string description{};
  std::string node{};  // name or path
  std::string fabric{};
  int nodes = 0;  // as built; a scenario may take fewer or more
  Sourced<double> pue{};
  Sourced<Bytes> usable_memory{};  // of one GPU, after the driver
};

/// What a two-hop transport takes while nothing else runs.
struct LoneTransport {
  LoneExchangeLaw dispatch{};
  LoneExchangeLaw combine{};
  std::string source{};  // of all constants
  Evidence evidence = Evidence::published;
  double relative_sigma = 0.0;  // of a time
  /// A fault of the measurement: on a cluster of so many nodes its NICs reached this part of their share.
  /// Used to compare with measurements, never to simulate. 0 nodes: none.
  int slow_nodes = 0;
  double slow_nic = 1.0;
};

/// How routed rows travel between expert-parallel ranks.
struct ExpertTransport {
  std::string kind{};  // "two_hop" | "pairwise"; pairwise inside a node runs at the node's own "all_to_all"
  bool deduplicate = false;    // one copy per node (two_hop) or per rank (pairwise) instead of one per choice
  int sms = 0;                 // SMs taken while it runs
  Sourced<Seconds> barrier{};  // floor of the notify or launch handshake before each exchange
  Sourced<double> nic_share{};   // achieved share of the NIC's line rate, received bytes counted without the
                                 // local node
  Sourced<double> fast_share{};  // achieved share of the fast domain's line rate (two_hop; pairwise: if the
                                 // node has no "all_to_all")
  // While compute runs on the other SMs, the transport's own SMs limit it: bytes of copies handled per second
  // and rank. 0 B/s: no limit. The uncached first dispatch also builds its index.
  Sourced<BytesPerSecond> handling_first{};
  Sourced<BytesPerSecond> handling_dispatch{};
  Sourced<BytesPerSecond> handling_combine{};
  /// SMs the three rates were measured with: they scale with `sms` over this. 0: they do not depend on SMs.
  /// With `sms` 0 (an ideal transport) they hold as they are and take nothing from compute.
  int handling_sms = 0;
  /// What an exchange takes when nothing overlaps. Without it an exchange alone is limited by both wires at
  /// their shares, and its handshake is `barrier_alone`.
  std::optional<LoneTransport> alone{};
  Sourced<Seconds> barrier_alone{};  // the handshake when nothing overlaps; unused beside `alone`
  double stage_norm = 1.0;  // NIC, fast and handling times combine as their p-norm; 1: one after the other
  Format dispatch_format = Format::bf16;
  Format combine_format = Format::bf16;
  double dispatch_scale_bytes = 0.0;  // extra bytes per element for block scales, e.g. 4/128
};

/// What a training stack adds to its kernels' own times. Neutral by default; each is a property of the
/// software (sometimes by architecture), known from measured steps. The table in software_effects.h tells
/// their bounds and meaning.
struct StackEffects {
  Sourced<double> memory_traffic = neutral(1.0);    // bytes of bandwidth-bound kernels over those counted
  Sourced<double> attention_time = neutral(1.0);    // time of attention over the family's kernels
  Sourced<double> grouped_time = neutral(1.0);      // time of the experts' products over the family's
  Sourced<double> router_kernels = neutral(1.0);    // small kernels around the router over those counted
  Sourced<double> tensor_exposed = neutral(1.0);    // share of tensor-parallel collectives nothing hides
  Sourced<double> context_exposed = neutral(1.0);   // share of context-parallel traffic that always shows
  Sourced<double> pipeline_exposed = neutral(1.0);  // share of a transfer between stages that delays them
  Sourced<double> exchange_time = neutral(1.0);     // time of lone expert exchanges over the transport's law
  Sourced<double> exchange_exposed = neutral(1.0);  // share of expert exchanges beside other micro-batches
  Sourced<double> shard_overlap = neutral(4.0);     // norm in which parameter traffic and compute combine
  Sourced<double> shard_rate = neutral(1.0);        // bandwidth of parameter traffic over that of collectives
  Sourced<double> gradient_exposed = neutral(0.0);  // least share of the gradient traffic that shows
  Sourced<Seconds> host_layer = neutral(Seconds{});   // host time of one dense layer, forward and backward
  Sourced<Seconds> host_moe = neutral(Seconds{});     // host time of one MoE layer, forward and backward
  Sourced<Seconds> host_expert = neutral(Seconds{});  // of that, more per local expert
  Sourced<double> host_overlap = neutral(4.0);  // norm in which host and GPU time of a dense layer combine
  Sourced<double> host_moe_overlap = neutral(1.5);      // the same where routing makes the host wait
  Sourced<Seconds> step_overhead = neutral(Seconds{});  // once a step: data, logging, optimizer launches
  Sourced<double> straggler = neutral(0.0);             // growth of the step per doubling of the nodes

  template <class T>
  static Sourced<T> neutral(T value) {
    return {.value = value, .source = {}, .evidence = Evidence::assumed, .relative_sigma = 0.0};
  }
};

/// A training software stack of a certain date: which kernels, what is fused, what may overlap.
struct SoftwareProfile {
  std::string name{};  // "deepseek-fp8-2024q4"
  std::string description{};
  std::string released{};               // "2024-12"
  Format linear_format = Format::bf16;  // format of the linear layers' GEMMs
  std::string gemm_family{};            // family in the GPU profile for the linear layers
  std::string bf16_gemm_family{};       // for what stays in bf16 (head, router)
  std::string grouped_gemm_family{};
  std::string attention_family{};
  std::string memory_family{};  // bandwidth-bound kernels
  ExpertTransport transport{};
  Sourced<Seconds> launch_gap{};    // idle time between two kernels of a stream
  Sourced<Seconds> small_kernel{};  // least time of one small kernel
  Sourced<double>
      extra_small_kernels{};  // unfused small kernels per layer and direction, beyond the operators listed
  Sourced<double> sustained_factor{};  // time factor on GEMM and attention of burst-measured families
  bool overlap_expert_pairs =
      false;  // forward of one micro-batch hides behind the backward of another (DualPipe)
  bool static_sm_partition =
      false;  // GEMMs of overlapped chunks are launched on the SMs the transport leaves
  bool overlap_shared_expert = false;  // shared experts run while rows are dispatched
  bool overlap_gradient_reduction = false;
  bool overlap_parameter_gather = false;
  bool fused_gradient_accumulation = true;  // weight-gradient GEMM adds into the fp32 gradient
  std::string activation_cache{};           // "bf16" | "fp8": what linear inputs are saved as
  std::string pipeline_transfer{};          // "asynchronous" | "blocking"
  Sourced<Bytes> framework_memory{};        // context, library workspaces, communicator buffers per GPU
  Sourced<double> allocator_reserve{};      // share of capacity lost to fragmentation and rounding
  int moment_bytes = 8;                     // both Adam moments per parameter: 8 (fp32) or 4 (bf16)
  int gradient_bytes = 4;                   // accumulated gradient per parameter
  bool fused_attention = true;  // false: batched products with the scores in memory, as before FlashAttention
  /// Weight gradients are added into the accumulated ones, but 16-bit tensors of their shapes exist besides:
  /// one for every shape of a layer's matrices, kept (TransformerEngine, module/base.py get_dummy_wgrad), and
  /// the output matrix's while its backward runs (Megatron-Core, tensor_parallel/layers.py).
  bool placeholder_gradients = false;
  bool fused_loss = false;  // cross-entropy works on the 16-bit logits in place; false: on a copy in fp32
  bool dropout = false;     // masks are written and read (GPT recipes until 2022)
  StackEffects effects{};
  /// Which document of a chain of `like` gives a field of `effects`; none: the neutral value.
  std::map<std::string, std::string> effect_owners{};
};

/// One row of a dated price list.
struct Price {
  std::string item{};   // "h800-sxm rent"
  std::string kind{};   // "gpu_hour" | "electricity" | "gpu_purchase" | "node_purchase" | "switch_purchase" |
                        // "fabric_endpoint"
  std::string gpu{};    // name of the GPU profile; empty when the price is not one GPU's
  std::string level{};  // "low" | "mid" | "high": where it stands among the prices found
  Sourced<double> amount{};  // base units: $/s for rents, $/J for electricity, $ for purchases
  std::string unit{};        // the unit as written, for reports
  std::string date{};
};

struct PriceList {
  std::string name{};
  std::string description{};
  std::string date{};
  std::vector<Price> prices{};
};

}  // namespace trainyard
