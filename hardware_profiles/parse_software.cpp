#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <set>

#include "hardware_profiles/profile_parsers.h"
#include "hardware_profiles/reading.h"
#include "hardware_profiles/software_effects.h"

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

/// Reads a field, or leaves it as it is where the document stands on another one and does not give it.
template <class Field, class Read>
void take(JsonReader& reader, std::string_view key, bool stands, Field& field, Read&& read) {
  if (stands && !reader.has(key)) return;
  field = read();
}

/// `stands`: what is not given stays as `transport` has it.
void read_transport(JsonReader reader, bool stands, ExpertTransport& transport) {
  const auto rate = [&](std::string_view key, Sourced<BytesPerSecond>& field) {
    take(reader, key, stands, field, [&] { return reader.sourced<BytesPerSecond>(key); });
  };
  take(reader, "kind", stands, transport.kind, [&] {
    return reader.choice("kind", {"two_hop", "pairwise"});
  });
  take(reader, "deduplicate", stands, transport.deduplicate, [&] { return reader.boolean("deduplicate"); });
  take(reader, "sms", stands, transport.sms,
       [&] { return static_cast<int>(reader.integer("sms", 0, 4096)); });
  take(reader, "barrier", stands, transport.barrier, [&] { return reader.sourced<Seconds>("barrier"); });
  take(reader, "nic_share", stands, transport.nic_share, [&] { return reading::share(reader, "nic_share"); });
  rate("handling_first", transport.handling_first);
  rate("handling_dispatch", transport.handling_dispatch);
  rate("handling_combine", transport.handling_combine);
  if (!stands || reader.has("handling_sms"))
    transport.handling_sms = static_cast<int>(reader.integer("handling_sms", 0, 4096, 0));
  if (!stands || reader.has("alone") || reader.has("barrier_alone")) {
    if (stands && reader.has("barrier_alone")) transport.alone.reset();
    read_alone(reader, transport);
  }
  take(reader, "stage_norm", stands, transport.stage_norm,
       [&] { return reading::number(reader, "stage_norm", 1.0, 64.0).value; });
  take(reader, "fast_share", stands, transport.fast_share,
       [&] { return reading::share(reader, "fast_share"); });
  take(reader, "dispatch_format", stands, transport.dispatch_format,
       [&] { return reading::format(reader, "dispatch_format"); });
  take(reader, "combine_format", stands, transport.combine_format,
       [&] { return reading::format(reader, "combine_format"); });
  take(reader, "dispatch_scale_bytes", stands, transport.dispatch_scale_bytes,
       [&] { return reader.number("dispatch_scale_bytes", 0.0, 8.0); });
}

template <class T>
Sourced<T> effect_value(JsonReader& reader, std::string_view key) {
  return reader.sourced<T>(key);
}

template <class T>
void read_effect(JsonReader& reader, std::string_view key, Sourced<T>& field, SoftwareProfile& software) {
  if (!reader.has(key)) return;
  field = effect_value<T>(reader, key);
  const SoftwareEffect* const effect = find_software_effect(key);
  const double value = effect->get(software);
  if (value < effect->least || value > effect->most) {
    reader.report(key, fmt::format("is {}, expected {} to {}{}", value, effect->least, effect->most,
                                   effect->is_time ? " s" : ""));
  }
  software.effect_owners[std::string(key)] = software.name;
}

void read_effects(JsonReader& reader, SoftwareProfile& software) {
  StackEffects& e = software.effects;
  read_effect(reader, "memory_traffic", e.memory_traffic, software);
  read_effect(reader, "attention_time", e.attention_time, software);
  read_effect(reader, "grouped_time", e.grouped_time, software);
  read_effect(reader, "router_kernels", e.router_kernels, software);
  read_effect(reader, "tensor_exposed", e.tensor_exposed, software);
  read_effect(reader, "context_exposed", e.context_exposed, software);
  read_effect(reader, "pipeline_exposed", e.pipeline_exposed, software);
  read_effect(reader, "exchange_time", e.exchange_time, software);
  read_effect(reader, "exchange_exposed", e.exchange_exposed, software);
  read_effect(reader, "shard_overlap", e.shard_overlap, software);
  read_effect(reader, "shard_rate", e.shard_rate, software);
  read_effect(reader, "gradient_exposed", e.gradient_exposed, software);
  read_effect(reader, "host_layer", e.host_layer, software);
  read_effect(reader, "host_moe", e.host_moe, software);
  read_effect(reader, "host_expert", e.host_expert, software);
  read_effect(reader, "host_overlap", e.host_overlap, software);
  read_effect(reader, "host_moe_overlap", e.host_moe_overlap, software);
  read_effect(reader, "step_overhead", e.step_overhead, software);
  read_effect(reader, "straggler", e.straggler, software);
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

std::string software_like(const JsonDocument& document) {
  Diagnostics ignored;
  JsonReader reader(document, ignored);
  return reader.is_text("like") ? reader.text("like") : std::string();
}

namespace {

/// `stands`: what is not given is as in `base`; else everything must be given.
Result<SoftwareProfile> read_software(const JsonDocument& document, const SoftwareProfile& base,
                                      bool stands) {
  Diagnostics diagnostics;
  JsonReader reader = reading::open(document, diagnostics);
  SoftwareProfile software = base;
  (void)reader.text("like", "");
  software.name = reading::profile_name(reader, "name");
  software.description = reading::filled_text(reader, "description");
  software.released = reading::date(reader, "released");
  take(reader, "linear_format", stands, software.linear_format,
       [&] { return reading::format(reader, "linear_format"); });
  const auto family = [&](std::string_view key, std::string& field) {
    take(reader, key, stands, field, [&] { return reading::profile_name(reader, key); });
  };
  family("gemm_family", software.gemm_family);
  family("bf16_gemm_family", software.bf16_gemm_family);
  family("grouped_gemm_family", software.grouped_gemm_family);
  family("attention_family", software.attention_family);
  family("memory_family", software.memory_family);
  if (!stands || reader.has("transport"))
    read_transport(reader.object("transport"), stands, software.transport);
  const auto time = [&](std::string_view key, Sourced<Seconds>& field) {
    take(reader, key, stands, field, [&] { return reader.sourced<Seconds>(key); });
  };
  time("launch_gap", software.launch_gap);
  if (reader.has("launch_gap")) software.effect_owners["launch_gap"] = software.name;
  time("small_kernel", software.small_kernel);
  take(reader, "extra_small_kernels", stands, software.extra_small_kernels,
       [&] { return reading::number(reader, "extra_small_kernels", 0.0, 10'000.0); });
  take(reader, "sustained_factor", stands, software.sustained_factor,
       [&] { return reading::number(reader, "sustained_factor", 0.5, 3.0); });
  const auto flag = [&](std::string_view key, bool& field) {
    take(reader, key, stands, field, [&] { return reader.boolean(key); });
  };
  flag("overlap_expert_pairs", software.overlap_expert_pairs);
  flag("static_sm_partition", software.static_sm_partition);
  flag("overlap_shared_expert", software.overlap_shared_expert);
  flag("overlap_gradient_reduction", software.overlap_gradient_reduction);
  flag("overlap_parameter_gather", software.overlap_parameter_gather);
  flag("fused_gradient_accumulation", software.fused_gradient_accumulation);
  take(reader, "activation_cache", stands, software.activation_cache, [&] {
    return reader.choice("activation_cache", {"bf16", "fp8"});
  });
  take(reader, "pipeline_transfer", stands, software.pipeline_transfer, [&] {
    return reader.choice("pipeline_transfer", {"asynchronous", "blocking"});
  });
  take(reader, "framework_memory", stands, software.framework_memory,
       [&] { return reader.sourced<Bytes>("framework_memory"); });
  take(reader, "allocator_reserve", stands, software.allocator_reserve,
       [&] { return reading::number(reader, "allocator_reserve", 0.0, 0.5); });
  take(reader, "moment_bytes", stands, software.moment_bytes, [&] {
    return bytes_per_parameter(reader, "moment_bytes", {2, 4, 8});
  });
  take(reader, "gradient_bytes", stands, software.gradient_bytes, [&] {
    return bytes_per_parameter(reader, "gradient_bytes", {2, 4});
  });
  take(reader, "fused_attention", true, software.fused_attention,
       [&] { return reader.boolean("fused_attention"); });
  take(reader, "placeholder_gradients", true, software.placeholder_gradients,
       [&] { return reader.boolean("placeholder_gradients"); });
  take(reader, "fused_loss", true, software.fused_loss, [&] { return reader.boolean("fused_loss"); });
  take(reader, "dropout", true, software.dropout, [&] { return reader.boolean("dropout"); });
  read_effects(reader, software);
  return reading::close(reader, diagnostics, std::move(software));
}

}  // namespace

Result<SoftwareProfile> parse_software(const JsonDocument& document) {
  return read_software(document, SoftwareProfile{}, !software_like(document).empty());
}

Result<SoftwareProfile> parse_software_on(const JsonDocument& document, const SoftwareProfile& base) {
  return read_software(document, base, true);
}

}  // namespace trainyard
