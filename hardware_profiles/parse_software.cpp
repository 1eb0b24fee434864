#include <algorithm>
#include <limits>
#include <optional>
#include <set>

#include "hardware_profiles/profile_parsers.h"
#include "hardware_profiles/reading.h"

namespace trainyard {
namespace {

Seconds time(JsonReader& reader, std::string_view key) {
  return reader.quantity<Seconds>(key);
}

BytesPerSecond positive_rate(JsonReader& reader, std::string_view key) {
  const BytesPerSecond rate = reader.quantity<BytesPerSecond>(key);
  if (!(rate.base() > 0.0)) reader.report(key, "is zero, expected a rate above zero");
  return rate;
}

double plain_share(JsonReader& reader, std::string_view key) {
  return reader.number(key, std::numeric_limits<double>::min(), 1.0);
}

LoneExchangeLaw lone_exchange(JsonReader reader) {
  LoneExchangeLaw law;
  law.row_rate = positive_rate(reader, "row_rate");
  law.per_copy = time(reader, "per_copy");
  law.copy_rate = positive_rate(reader, "copy_rate");
  law.hop_row_rate = positive_rate(reader, "hop_row_rate");
  law.hop_copy_rate = positive_rate(reader, "hop_copy_rate");
  law.sms_exponent = plain_share(reader, "sms_exponent");
  law.fast_share = plain_share(reader, "fast_share");
  law.nic_share = plain_share(reader, "nic_share");
  law.norm = reader.number("norm", 1.0, 64.0);
  law.fill = time(reader, "fill");
  law.fill_per_doubling = time(reader, "fill_per_doubling");
  law.fill_rows = reader.number("fill_rows", 1e-3, 1e6);
  law.latency = time(reader, "latency");
  law.latency_row_rate = positive_rate(reader, "latency_row_rate");
  law.latency_copy_rate = positive_rate(reader, "latency_copy_rate");
  law.latency_per_doubling = time(reader, "latency_per_doubling");
  return law;
}

LoneTransport lone_transport(JsonReader reader) {
  LoneTransport alone;
  alone.source = reading::filled_text(reader, "source");
  const std::vector<std::string>& names = evidence_names();
  const std::string evidence = reader.choice("evidence", names, to_text(Evidence::published));
  alone.evidence = static_cast<Evidence>(std::find(names.begin(), names.end(), evidence) - names.begin());
  alone.relative_sigma = reader.number("sigma", 0.0, 10.0, 0.0);
  alone.dispatch = lone_exchange(reader.object("dispatch"));
  alone.combine = lone_exchange(reader.object("combine"));
  if (std::optional<JsonReader> measured = reader.optional_object("measured_with")) {
    alone.slow_nodes = static_cast<int>(measured->integer("slow_nodes", 2, 4096));
    alone.slow_nic = plain_share(*measured, "slow_nic");
  }
  return alone;
}

/// The law of a transport alone, or at least its handshake.
void read_alone(JsonReader& reader, ExpertTransport& transport) {
  if (std::optional<JsonReader> alone = reader.optional_object("alone")) {
    transport.alone = lone_transport(*alone);
    if (transport.kind != "two_hop")
      reader.report("alone", "is the law of a two_hop transport", "leave it out, or set it to null");
    if (reader.has("barrier_alone"))
      reader.report("barrier_alone", "stands beside \"alone\", which contains the handshake",
                    "leave one out");
    if (transport.sms == 0 && transport.handling_sms == 0)
      reader.report("handling_sms", "is zero as \"sms\" is, and \"alone\" asks how many SMs work");
    return;
  }
  transport.barrier_alone = reader.sourced<Seconds>("barrier_alone");
}

ExpertTransport expert_transport(JsonReader reader) {
  ExpertTransport transport;
  transport.kind = reader.choice("kind", {"two_hop", "pairwise"});
  transport.deduplicate = reader.boolean("deduplicate");
  transport.sms = static_cast<int>(reader.integer("sms", 0, 4096));
  transport.barrier = reader.sourced<Seconds>("barrier");
  transport.nic_share = reading::share(reader, "nic_share");
  transport.handling_first = reader.sourced<BytesPerSecond>("handling_first");
  transport.handling_dispatch = reader.sourced<BytesPerSecond>("handling_dispatch");
  transport.handling_combine = reader.sourced<BytesPerSecond>("handling_combine");
  transport.handling_sms = static_cast<int>(reader.integer("handling_sms", 0, 4096, 0));
  read_alone(reader, transport);
  transport.stage_norm = reading::number(reader, "stage_norm", 1.0, 64.0).value;
  transport.fast_share = reading::share(reader, "fast_share");
  transport.dispatch_format = reading::format(reader, "dispatch_format");
  transport.combine_format = reading::format(reader, "combine_format");
  transport.dispatch_scale_bytes = reader.number("dispatch_scale_bytes", 0.0, 8.0);
  return transport;
}

/// One of two numbers of bytes per parameter.
int bytes_per_parameter(JsonReader& reader, std::string_view key, const std::set<int>& known) {
  const int found = static_cast<int>(reader.integer(key, *known.begin(), *known.rbegin()));
  if (reader.has(key) && known.count(found) == 0) {
    std::string words;
    for (int one : known) words += (words.empty() ? "" : " or ") + std::to_string(one);
    reader.report(key, "is " + std::to_string(found) + ", expected " + words);
  }
  return found;
}

}  // namespace

Result<SoftwareProfile> parse_software(const JsonDocument& document) {
  Diagnostics diagnostics;
  JsonReader reader = reading::open(document, diagnostics);
  SoftwareProfile software;
  software.name = reading::profile_name(reader, "name");
  software.description = reading::filled_text(reader, "description");
  software.released = reading::date(reader, "released");
  software.linear_format = reading::format(reader, "linear_format");
  software.gemm_family = reading::profile_name(reader, "gemm_family");
  software.bf16_gemm_family = reading::profile_name(reader, "bf16_gemm_family");
  software.grouped_gemm_family = reading::profile_name(reader, "grouped_gemm_family");
  software.attention_family = reading::profile_name(reader, "attention_family");
  software.memory_family = reading::profile_name(reader, "memory_family");
  software.transport = expert_transport(reader.object("transport"));
  software.launch_gap = reader.sourced<Seconds>("launch_gap");
  software.small_kernel = reader.sourced<Seconds>("small_kernel");
  software.extra_small_kernels = reading::number(reader, "extra_small_kernels", 0.0, 10'000.0);
  software.sustained_factor = reading::number(reader, "sustained_factor", 0.5, 3.0);
  software.overlap_expert_pairs = reader.boolean("overlap_expert_pairs");
  software.static_sm_partition = reader.boolean("static_sm_partition");
  software.overlap_shared_expert = reader.boolean("overlap_shared_expert");
  software.overlap_gradient_reduction = reader.boolean("overlap_gradient_reduction");
  software.overlap_parameter_gather = reader.boolean("overlap_parameter_gather");
  software.fused_gradient_accumulation = reader.boolean("fused_gradient_accumulation");
  software.activation_cache = reader.choice("activation_cache", {"bf16", "fp8"});
  software.pipeline_transfer = reader.choice("pipeline_transfer", {"asynchronous", "blocking"});
  software.framework_memory = reader.sourced<Bytes>("framework_memory");
  software.allocator_reserve = reading::number(reader, "allocator_reserve", 0.0, 0.5);
  software.moment_bytes = bytes_per_parameter(reader, "moment_bytes", {2, 4, 8});
  software.gradient_bytes = bytes_per_parameter(reader, "gradient_bytes", {2, 4});
  return reading::close(reader, diagnostics, std::move(software));
}

}  // namespace trainyard
