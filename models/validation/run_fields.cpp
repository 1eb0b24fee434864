#include "models/validation/run_fields.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace trainyard {
namespace {

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

/// Results, judgements of the row, and what follows from other fields.
constexpr std::array<std::string_view, 18> no_settings{"id",
                                                       "measured.",
                                                       "derived.",
                                                       "peer_prediction.",
                                                       "implied_step_time_s",
                                                       "best40",
                                                       "seen",
                                                       "tier",
                                                       "primary_metric",
                                                       "quality",
                                                       "unknown.",
                                                       "parallel.dp",
                                                       "batch.ga",
                                                       "batch.tokens_per_step",
                                                       "batch.samples_per_dp",
                                                       "model.note",
                                                       "hardware.n_nodes",
                                                       "notes"};

/// Of a source only the state that it describes tells something: titles and places name tables and lines.
bool is_setting(std::string_view path) {
  if (starts_with(path, "source.")) return path == "source.commit";
  return std::none_of(no_settings.begin(), no_settings.end(), [&](std::string_view one) {
    return one.back() == '.' ? starts_with(path, one) : path == one;
  });
}

/// Short name of a field that is one decision; empty for the others.
std::string_view switch_name(std::string_view path) {
  constexpr std::string_view parallel = "parallel.";
  if (starts_with(path, parallel)) return path.substr(parallel.size());
  if (path == "recompute" || path == "schedule" || path == "overlap" || path == "dtype") return path;
  if (path == "batch.mbs") return "mbs";
  if (path == "batch.gbs") return "gbs";
  if (path == "model.seq") return "seq";
  return {};
}

constexpr std::array<std::string_view, 6> dispatchers{"HybridEP", "DeepEP",    "AllToAll",
                                                      "alltoall", "allgather", "AllGather"};

/// Takes the name of a dispatcher out of `notes`.
std::string take_dispatcher(std::string& notes) {
  for (const std::string_view name : dispatchers) {
    const std::size_t at = notes.find(name);
    if (at == std::string::npos) continue;
    notes.erase(at, name.size());
    constexpr std::string_view word = "dispatcher ";
    if (at >= word.size() && notes.compare(at - word.size(), word.size(), word) == 0)
      notes.erase(at - word.size(), word.size());
    return std::string(name);
  }
  return {};
}

/// Letters and digits only: lists that lost a name compare equal to those that never had one.
std::string essence(const std::string& text) {
  std::string out;
  for (const char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) out += c;
  return out;
}

}  // namespace

std::string field_of(const PublishedRun& run, std::string_view path) {
  const auto found = run.fields.find(std::string(path));
  return found == run.fields.end() ? std::string() : found->second;
}

std::map<std::string, std::string> switch_settings(const PublishedRun& run) {
  std::map<std::string, std::string> out;
  for (const auto& [path, value] : run.fields) {
    if (const std::string_view name = switch_name(path); !name.empty() && is_setting(path))
      out[std::string(name)] = value;
  }
  std::string notes = run.notes;
  if (const std::string dispatcher = take_dispatcher(notes); !dispatcher.empty())
    out["dispatcher"] = dispatcher;
  return out;
}

std::string fixed_settings(const PublishedRun& run) {
  std::string out = run.source;
  for (const auto& [path, value] : run.fields)
    if (is_setting(path) && switch_name(path).empty()) out += '\n' + path + '=' + value;
  std::string notes = run.notes;
  (void)take_dispatcher(notes);
  return out + "\nnotes=" + essence(notes);
}

std::string repeated_settings(const PublishedRun& run) {
  std::string out = run.source;
  for (const auto& [path, value] : run.fields)
    if (is_setting(path) && path != "software" && path != "source.commit") out += '\n' + path + '=' + value;
  return out;
}

}  // namespace trainyard
