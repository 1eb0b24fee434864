#include "models/calibration/node_writer.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "hardware_profiles/profile_parsers.h"
#include "models/calibration/json_style.h"

namespace trainyard {
namespace {

using Json = nlohmann::ordered_json;

Json value_of(double value) {
  return value;
}

Json value_of(Seconds value) {
  return fmt::format("{:.6g} us", value.in(microseconds));
}

Json value_of(Bytes value) {
  return fmt::format("{:.6g} MiB", value.in(mebibytes));
}

template <class T>
Json sourced(const Sourced<T>& number) {
  Json made{{"value", value_of(number.value)}, {"source", number.source}};
  if (number.evidence != Evidence::published) made["evidence"] = to_text(number.evidence);
  if (number.relative_sigma > 0.0) made["sigma"] = std::stod(fmt::format("{:.2g}", number.relative_sigma));
  return made;
}

template <class Way>
Json way_of(const Way& way) {
  return {{"latency", sourced(way.latency)},
          {"per_peer", sourced(way.per_peer)},
          {"share", sourced(way.share)},
          {"small_group_loss", sourced(way.small_group_loss)}};
}

Json json_of(const DomainCollective& collective) {
  Json made = way_of(collective);
  made["fill"] = sourced(collective.fill);
  made["small_messages"] = Json::array();
  for (const DomainWay& way : collective.small_messages) made["small_messages"].push_back(way_of(way));
  if (collective.bulk_from.value > Bytes{}) made["bulk_from"] = sourced(collective.bulk_from);
  if (collective.in_switch_members > 0) {
    made["in_switch"] = {{"members", collective.in_switch_members},
                         {"wire_factor", sourced(collective.in_switch_wire_factor)}};
  }
  return made;
}

}  // namespace

std::string collective_text(const DomainCollective& collective) {
  return json_text(json_of(collective));
}

Result<std::string> with_collectives(const std::string& document, const std::string& file_name,
                                     std::span<const CollectiveFit> fits, const std::string& name) {
  TRAINYARD_TRY(checked, JsonDocument::parse(document, file_name));
  TRAINYARD_TRY(node, parse_node(checked));
  (void)node;
  Json root = Json::parse(document);
  if (!name.empty()) root["name"] = name;
  for (const CollectiveFit& fit : fits) {
    root["collectives"][std::string(to_text(fit.op))] = json_of(fit.constants);
    if (fit.op == CollectiveOp::all_to_all) {
      const std::string like(to_text(CollectiveOp::point_to_point));
      root["collectives"][like] = json_of(point_to_point_like(fit.constants));
    }
  }
  std::string text = json_text(root) + "\n";
  TRAINYARD_TRY(written, JsonDocument::parse(text, file_name));
  TRAINYARD_TRY(again, parse_node(written));
  (void)again;
  return text;
}

}  // namespace trainyard
