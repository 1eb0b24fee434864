#include "models/estimate/reliability_document.h"

#include <fmt/format.h>

#include <algorithm>

#include "hardware_profiles/reading.h"

namespace trainyard {
namespace {

constexpr int most_spare_nodes = 65536;
constexpr double least_factor = 0.0, most_factor = 1000.0;  // no failures; far beyond any cluster

template <class Q>
Sourced<Q> positive_or(JsonReader& reader, std::string_view key, const Sourced<Q>& usual) {
  return reader.has(key) ? reading::positive<Q>(reader, key) : usual;
}

/// A time between two things, above zero.
Seconds positive_time(JsonReader& reader, std::string_view key) {
  const Seconds found = reader.quantity<Seconds>(key);
  if (reader.has(key) && !(found.base() > 0)) reader.report(key, "is zero, expected a value above zero");
  return found;
}

CheckpointPlan read_checkpoint(std::optional<JsonReader> reader) {
  CheckpointPlan plan = usual_checkpoints();
  if (!reader) return plan;
  const bool best = reader->is_text("interval") && reader->text("interval") == "best";
  if (reader->has("interval") && !best) plan.interval = positive_time(*reader, "interval");
  plan.asynchronous = reader->boolean("asynchronous", plan.asynchronous);
  plan.write = positive_or(*reader, "write", plan.write);
  plan.read = positive_or(*reader, "read", plan.read);
  plan.copy_start = reader->sourced<Seconds>("copy_start", plan.copy_start);
  plan.copy = positive_or(*reader, "copy", plan.copy);
  if (reader->has("size")) plan.size = reading::positive<Bytes>(*reader, "size");
  return plan;
}

RestartPlan read_restart(std::optional<JsonReader> reader) {
  RestartPlan plan = usual_restart();
  if (!reader) return plan;
  plan.detect = reader->sourced<Seconds>("detect", plan.detect);
  plan.replace = reader->sourced<Seconds>("replace", plan.replace);
  plan.initialise = reader->sourced<Seconds>("initialise", plan.initialise);
  return plan;
}

Pause read_pause(JsonReader& reader) {
  Pause pause;
  pause.name = reading::filled_text(reader, "name");
  pause.every = positive_time(reader, "every");
  pause.time = reader.quantity<Seconds>("time");
  pause.source = reading::filled_text(reader, "source");
  return pause;
}

}  // namespace

ReliabilityDocument read_reliability(JsonReader& reader) {
  ReliabilityDocument document;
  document.failures = reading::filled_text(reader, "failures");
  Reliability& reliability = document.reliability;
  reliability.rate_factor =
      reader.sourced<double>("rate_factor", {1.0, "the rates as counted", Evidence::assumed, 0.0});
  if (!(reliability.rate_factor.value >= least_factor && reliability.rate_factor.value <= most_factor)) {
    reader.report("rate_factor", fmt::format("the value {} is out of range, expected a number from {} to {}",
                                             reliability.rate_factor.value, least_factor, most_factor));
  }
  reliability.checkpoint = read_checkpoint(reader.optional_object("checkpoint"));
  reliability.restart = read_restart(reader.optional_object("restart"));
  if (reader.has("spares") && !reader.is_text("spares")) {
    reliability.spares = static_cast<int>(reader.integer("spares", 0, most_spare_nodes));
  } else if (reader.has("spares") && reader.text("spares") != "enough") {
    reader.report("spares", fmt::format("is {}, expected a number of nodes or \"enough\"",
                                        in_quotes(reader.text("spares"))));
  }
  reliability.repair = positive_or(reader, "repair", usual_repair());
  if (reader.has("pauses")) {
    for (JsonReader& pause : reader.objects("pauses")) reliability.pauses.push_back(read_pause(pause));
  }
  return document;
}

}  // namespace trainyard
