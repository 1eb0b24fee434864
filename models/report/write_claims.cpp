// Claims as text and as JSON.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "models/report/claims.h"
#include "models/report/text_table.h"
#include "sim/base/quantity_text.h"

namespace trainyard {
namespace {

using Align = TextTable::Align;

std::string value_text(const ComputedFigure& figure) {
  if (figure.unit == "share") return fmt::format("{:.1f} %", 100.0 * figure.value);
  if (figure.unit == "$") return to_text(dollars(figure.value));
  return fmt::format("{} {}", count_text(figure.value), figure.unit);
}

std::string claim_text(const Claim& claim, const Emphasis& emphasis) {
  const std::string said = wrapped("", fmt::format("\"{}\"", claim.said));
  std::string text = emphasis.heading(said.substr(0, said.size() - 1)) + "\n";
  text += wrapped("  told by:  ", claim.where);
  for (const PublishedFigure& one : claim.sources)
    text += wrapped("  source:   ", fmt::format("{}: {} [{}]", one.what, one.value, one.source));
  for (const ComputedFigure& one : claim.computed) {
    text += wrapped("  computed: ", fmt::format("{}: {} = {}", one.what, value_text(one), one.arithmetic));
  }
  return text + wrapped("  verdict:  ", fmt::format("{}. {}", claim.verdict, claim.finding));
}

std::string simulations_text(const Claims& claims) {
  TextTable table(
      {Align::left, Align::right, Align::right, Align::right, Align::right, Align::right, Align::right});
  table.add({"simulated", "GPUs", "tokens", "GPU-hours (90 % interval)", "published", "days", "dollars"});
  for (const ClaimSimulation& one : claims.simulations) {
    table.add({one.scenario, grouped(one.gpus), count_text(one.tokens),
               fmt::format("{} ({} to {})", count_text(one.gpu_hours), count_text(one.gpu_hours_p5),
                           count_text(one.gpu_hours_p95)),
               one.published_gpu_hours > 0 ? count_text(one.published_gpu_hours, 4) : "none",
               fmt::format("{:.0f}", one.days),
               fmt::format("{} at ${:.2f}", to_text(dollars(one.dollars)), one.dollars_per_gpu_hour)});
  }
  std::string text = table.text();
  for (const ClaimSimulation& one : claims.simulations) {
    text += wrapped(fmt::format("  {}: ", one.scenario),
                    one.fits ? one.note : one.note + " (this plan does not fit in memory)");
  }
  return text;
}

}  // namespace

std::string write_text_claims(const Claims& claims, bool colour) {
  const Emphasis emphasis(colour);
  std::string text;
  for (const Claim& claim : claims.claims) text += claim_text(claim, emphasis) + "\n";
  const std::string question = wrapped("", claims.question);
  text += emphasis.heading(question.substr(0, question.size() - 1)) + "\n";
  text += simulations_text(claims);
  text +=
      wrapped("  ", fmt::format("{}, give or take {:.0f} %, is:", count_text(claims.figure), 100.0 * about));
  for (const std::string& one : find_figure(claims)) text += wrapped("  - ", one);
  return text;
}

std::string write_json_claims(const Claims& claims) {
  using Json = nlohmann::ordered_json;
  Json all = Json::array();
  for (const Claim& claim : claims.claims) {
    Json sources = Json::array(), computed = Json::array();
    for (const PublishedFigure& one : claim.sources)
      sources.push_back({{"what", one.what}, {"value", one.value}, {"source", one.source}});
    for (const ComputedFigure& one : claim.computed) {
      computed.push_back(
          {{"what", one.what}, {"value", one.value}, {"unit", one.unit}, {"arithmetic", one.arithmetic}});
    }
    all.push_back({{"name", claim.name},
                   {"said", claim.said},
                   {"where", claim.where},
                   {"sources", std::move(sources)},
                   {"computed", std::move(computed)},
                   {"verdict", claim.verdict},
                   {"finding", claim.finding}});
  }
  Json simulations = Json::array();
  for (const ClaimSimulation& one : claims.simulations) {
    Json entry = {{"scenario", one.scenario},
                  {"note", one.note},
                  {"gpu", one.gpu},
                  {"gpus", one.gpus},
                  {"tokens", one.tokens},
                  {"gpu_hours", one.gpu_hours},
                  {"gpu_hours_p5", one.gpu_hours_p5},
                  {"gpu_hours_p95", one.gpu_hours_p95},
                  {"days", one.days},
                  {"usd", one.dollars},
                  {"usd_per_gpu_hour", one.dollars_per_gpu_hour},
                  {"fits", one.fits}};
    entry["published_gpu_hours"] =
        one.published_gpu_hours > 0 ? Json(one.published_gpu_hours) : Json(nullptr);
    entry["published_total_gpu_hours"] =
        one.published_total_gpu_hours > 0 ? Json(one.published_total_gpu_hours) : Json(nullptr);
    simulations.push_back(std::move(entry));
  }
  const Json document = {{"format", "trainyard-claims"},    {"version", 1},
                         {"claims", std::move(all)},        {"question", claims.question},
                         {"figure", claims.figure},         {"simulations", std::move(simulations)},
                         {"figure_is", find_figure(claims)}};
  return document.dump(2) + "\n";
}

}  // namespace trainyard
