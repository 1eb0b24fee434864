// The offers of a buyer's question.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "hardware_profiles/reading.h"
#include "models/estimate/scenario_reader.h"
#include "models/purchase/question_parts.h"

namespace trainyard {

namespace {

constexpr int most_gpus = 10'000'000;
constexpr int most_variants = 64;

/// "low", "mid" or "high" of the price list, or an amount with its source.
template <class Q>
Sourced<Q> price_of(const OfferContext& context, JsonReader& reader, std::string_view key,
                    std::string_view kind, std::string_view gpu) {
  if (!reader.is_text(key)) return reading::positive<Q>(reader, key);
  const std::string level = reader.choice(key, {"low", "mid", "high"});
  if (context.prices == nullptr) return {};
  const Result<Price> row = find_price(*context.prices, kind, gpu, level);
  if (!row) {
    for (const Diagnostic& one : row.error())
      reader.report(key, one.message,
                    one.hint + (one.hint.empty() ? "give" : " Or give") + " an amount with its source");
    return {};
  }
  const Price& price = row.value();
  return {Q::from_base(price.amount.value),
          fmt::format("{} ({}): {}", price.item, price.date, price.amount.source), price.amount.evidence,
          price.amount.relative_sigma};
}

template <class Profile>
std::optional<Profile> looked_up(JsonReader& reader, std::string_view key, const Result<Profile>& profile) {
  if (profile) return profile.value();
  for (const Diagnostic& one : profile.error()) reader.report(key, one.message, one.hint);
  return std::nullopt;
}

class OfferReader {
 public:
  OfferReader(const OfferContext& context, JsonReader& reader) : context_(context), reader_(reader) {}

  std::vector<Offer> read() {
    offer_.name = offer_.family = reading::profile_name(reader_, "name");
    offer_.description = reader_.text("description", "");
    find_hardware();
    const std::vector<int> counts = read_counts();
    offer_.available = reader_.has("available") ? read_date(reader_, "available") : context_.start;
    read_location();
    read_terms();
    read_software();
    offer_.overrides = read_overrides(reader_);
    for (const Workload& one : context_.workloads) {
      if (offer_.overrides.empty() || !find_scenario(context_.library, one.scenario)) continue;
      check_overrides(context_.library, one, offer_.overrides, reader_);
      break;  // what one workload's scenario does not know, the others do not know either
    }
    if (reader_.has("failures")) {
      offer_.failures = reader_.text("failures");
      (void)looked_up(reader_, "failures", context_.library.load_failures(offer_.failures));
    }
    if (offer_.acquisition == Acquisition::spot && offer_.failures.empty())
      reader_.report("failures", "a spot offer needs the failures its interruptions are added to",
                     "e.g. \"failures\": \"llama-3-h100\"");
    read_mix();
    std::vector<Offer> offers;
    for (const int count : counts) {
      Offer one = offer_;
      one.count = count;
      if (counts.size() > 1) one.name = fmt::format("{}-{}", offer_.family, count);
      if (one.unit_nodes > 0 && one.most_units == 0) one.most_units = one.nodes() / one.unit_nodes;
      offers.push_back(std::move(one));
    }
    return offers;
  }

 private:
  void find_hardware() {
    offer_.cluster = reading::filled_text(reader_, "cluster");
    if (offer_.cluster.empty()) return;
    const auto cluster = looked_up(reader_, "cluster", context_.library.load_cluster(offer_.cluster));
    if (!cluster) return;
    const auto node = looked_up(reader_, "cluster", context_.library.load_node(cluster->node));
    const auto fabric = looked_up(reader_, "cluster", context_.library.load_fabric(cluster->fabric));
    if (!node || !fabric) return;
    offer_.gpu = node->gpu;
    offer_.gpus_per_node = node->gpus;
    offer_.nics_per_node = node->nics;
    offer_.node_power = node->power;
    offer_.pue = cluster->pue;
    offer_.purchase.endpoint = fabric->cost_per_endpoint;
    if (reader_.has("power_per_node"))
      offer_.node_power = reading::positive<Watts>(reader_, "power_per_node");
  }

  std::vector<int> read_counts() {
    std::vector<int> counts;
    const int least = std::max(1, offer_.gpus_per_node);
    if (reader_.has("count") == reader_.has("counts")) {
      reader_.report("", reader_.has("count") ? "has both count and counts" : "has neither count nor counts",
                     "\"count\": 2000, or \"counts\": {\"from\": 1024, \"to\": 2048, \"step\": 64}");
      (void)reader_.optional_object("counts");
      return counts;
    }
    if (reader_.has("counts")) {
      JsonReader range = reader_.object("counts");
      const int from = static_cast<int>(range.integer("from", least, most_gpus));
      const int to = static_cast<int>(range.integer("to", least, most_gpus));
      const int step = static_cast<int>(range.integer("step", 1, most_gpus));
      if (from > to) range.report("to", fmt::format("{} is below from {}", to, from));
      if ((to - from) / step + 1 > most_variants)
        range.report("step", fmt::format("makes {} counts, at most {} are tried", (to - from) / step + 1,
                                         most_variants));
      for (int count = from; count <= to && static_cast<int>(counts.size()) < most_variants; count += step)
        counts.push_back(count);
    } else {
      counts.push_back(static_cast<int>(reader_.integer("count", least, most_gpus)));
    }
    for (const int count : counts) {
      if (count % least != 0) {
        reader_.report(reader_.has("counts") ? "counts" : "count",
                       fmt::format("{} GPUs do not fill nodes of {}", count, least),
                       fmt::format("{} or {}", count / least * least, (count / least + 1) * least));
        break;
      }
    }
    return counts;
  }

  void read_location() {
    std::optional<JsonReader> place = reader_.optional_object("location");
    if (!place) {
      if (context_.prices != nullptr) {
        const Result<Price> row = find_price(*context_.prices, "electricity", "", "mid");
        if (row) {
          offer_.electricity = {DollarsPerJoule::from_base(row.value().amount.value),
                                row.value().amount.source, row.value().amount.evidence,
                                row.value().amount.relative_sigma};
        } else {
          reader_.report("location", "is missing and the price list has no electricity");
        }
      }
      return;
    }
    offer_.location = reading::filled_text(*place, "name");
    offer_.electricity = price_of<DollarsPerJoule>(context_, *place, "electricity", "electricity", "");
    constexpr double most_pue = 3.0;  // as a cluster's
    if (place->has("pue")) offer_.pue = reading::number(*place, "pue", 1.0, most_pue);
  }

  void read_terms() {
    const bool buys = reader_.has("buy"), rents = reader_.has("rent");
    if (buys == rents) {
      reader_.report("", buys ? "has both buy and rent" : "has neither buy nor rent",
                     "one of them; two ways to get one cluster are two offers");
      (void)reader_.optional_object("buy");
      (void)reader_.optional_object("rent");
      return;
    }
    if (buys) {
      JsonReader terms = reader_.object("buy");
      offer_.acquisition = Acquisition::purchase;
      offer_.purchase.node = price_of<Dollars>(context_, terms, "node", "node_purchase", offer_.gpu);
      if (terms.has("endpoint"))
        offer_.purchase.endpoint = price_of<Dollars>(context_, terms, "endpoint", "fabric_endpoint", "");
      offer_.purchase.kept = context_.costs.kept;
      if (terms.has("kept")) offer_.purchase.kept = reading::number(terms, "kept", 0.0, 1.0);
      return;
    }
    JsonReader terms = reader_.object("rent");
    const std::string kind = terms.choice("kind", {"on_demand", "reserved", "spot"});
    offer_.acquisition = kind == "reserved" ? Acquisition::reserved
                         : kind == "spot"   ? Acquisition::spot
                                            : Acquisition::on_demand;
    offer_.rent.price = price_of<DollarsPerSecond>(context_, terms, "price", "gpu_hour", offer_.gpu);
    if (offer_.acquisition == Acquisition::reserved)
      offer_.rent.term = terms.quantity<Seconds>("term", Seconds{});
    if (offer_.acquisition == Acquisition::spot) {
      offer_.rent.node_lifetime = reading::positive<Seconds>(terms, "node_lifetime");
      offer_.rent.replacement_wait = reading::positive<Seconds>(terms, "replacement_wait");
    }
  }

  void read_software() {
    std::optional<JsonReader> stacks = reader_.optional_object("software");
    if (!stacks) return;
    const Result<std::vector<std::string>> known = context_.library.names("software");
    std::vector<std::string> workloads;
    for (const Workload& one : context_.workloads) workloads.push_back(one.name);
    for (const std::string& workload : stacks->keys()) {
      const std::string stack = stacks->text(workload);
      if (std::find(workloads.begin(), workloads.end(), workload) == workloads.end()) {
        stacks->report(workload, fmt::format("there is no workload {}", in_quotes(workload)),
                       name_hint(workload, workloads));
      } else if (const auto file = context_.library.find("software", stack); !file && !stack.empty()) {
        for (const Diagnostic& one : file.error()) stacks->report(workload, one.message, one.hint);
      }
      offer_.software[workload] = stack;
    }
  }

  void read_mix() {
    std::optional<JsonReader> mix = reader_.optional_object("mix");
    if (!mix) return;
    offer_.unit_nodes = static_cast<int>(mix->integer("unit_nodes", 1, most_gpus));
    constexpr int most_units = 100000;
    offer_.most_units = static_cast<int>(mix->integer("most_units", 1, most_units, 0));
  }

  const OfferContext& context_;
  JsonReader& reader_;
  Offer offer_{};
};

}  // namespace

std::vector<Offer> read_offers_list(const OfferContext& context, JsonReader& reader) {
  std::vector<Offer> offers;
  for (JsonReader& one : reader.objects("offers")) {
    for (Offer& offer : OfferReader(context, one).read()) {
      const auto same = [&](const Offer& other) { return other.name == offer.name; };
      if (std::any_of(offers.begin(), offers.end(), same))
        one.report("name", fmt::format("a second offer {}", in_quotes(offer.name)));
      offers.push_back(std::move(offer));
    }
  }
  if (reader.has("offers") && offers.empty())
    reader.report("offers", "is empty, expected at least one offer");
  return offers;
}

}  // namespace trainyard
