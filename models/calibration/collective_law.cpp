#include "models/calibration/collective_law.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace trainyard {
namespace {

constexpr std::size_t ways = 3;  // two for small messages, then the bulk one
constexpr std::size_t bulk = 2;
constexpr std::size_t values_of_way = 4;  // latency, per_peer, share of an endless group, half the loss
constexpr std::size_t place_of_fill = ways * values_of_way;
constexpr std::size_t place_of_switch = place_of_fill + 1;

constexpr double most_share = 0.999;  // a way never reaches its line rate
constexpr double most_sigma = 1.0;    // beyond, the rows say nothing of a parameter
/// The place of the bound is only known to lie between two sizes that were measured, mostly an octave apart:
/// ln 2 / sqrt(12).
constexpr double sigma_of_bound = 0.2;

double rounded(double value) {
  return std::stod(fmt::format("{:.6g}", value));
}

double loss_of(double value) {
  return 2.0 * value;
}

double wire_factor_of(double value) {
  return 1.0 + value;
}

FitParameter parameter(std::string name, FitScale scale, double prior, double least, double most) {
  constexpr double prior_sigma = 2.0 / 3.0;  // of a logarithm or logit
  return {.name = std::move(name),
          .scale = scale,
          .prior = std::clamp(prior, least, most),
          .prior_sigma = prior_sigma,
          .least = least,
          .most = most,
          .start = {}};
}

/// Priors of a way: latency in us, time per peer in us, share of the line rate, loss.
struct WayPrior {
  double latency, per_peer, share, loss;
};

template <class Way>
WayPrior prior_of(const Way& way, int gpus) {
  const double loss = way.small_group_loss.value;
  return {way.latency.value.in(microseconds), way.per_peer.value.in(microseconds),
          way.share.value / (1.0 - loss / gpus), loss};
}

/// A number of the profile made of a parameter; `spread` is d ln(number) / d x on the scale searched.
Sourced<double> number(double value, double sigma, double spread, const std::string& source) {
  return {rounded(value), source, Evidence::fitted, std::min(most_sigma, sigma * spread)};
}

Sourced<Seconds> time(double value, double sigma, const std::string& source) {
  return {seconds(rounded(value)), source, Evidence::fitted, std::min(most_sigma, sigma)};
}

template <class Way>
void put_way(Way& way, const FitSolution& solution, std::size_t k, int gpus, const std::string& source) {
  const double* value = &solution.values[k * values_of_way];
  const double* sigma = &solution.sigmas[k * values_of_way];
  way.latency = time(value[0], sigma[0], source);
  way.per_peer = time(value[1], sigma[1], source);
  way.small_group_loss = number(loss_of(value[3]), sigma[3], 1.0 - value[3], source);
  way.share = number(value[2] * (1.0 - way.small_group_loss.value / gpus), sigma[2], 1.0 - value[2],
                     fmt::format("{}, share with {} GPUs", source, gpus));
}

}  // namespace

std::vector<FitParameter> collective_parameters(const CollectiveForm& form, const DomainCollective* known,
                                                int gpus) {
  std::array<WayPrior, ways> priors{
      {{6.0, 1.0, 0.05, 0.24}, {12.0, 1.0, 0.3, 0.24}, {25.0, 2.0, 0.78, 0.24}}};
  double fill = 0.1, wire_factor = 1.6;
  if (known != nullptr) {
    priors[bulk] = prior_of(*known, gpus);
    if (known->small_messages.size() == bulk)
      for (std::size_t k = 0; k < bulk; ++k) priors[k] = prior_of(known->small_messages[k], gpus);
    if (known->fill.value > 0.0) fill = known->fill.value;
    if (known->in_switch_members > 0) wire_factor = known->in_switch_wire_factor.value;
  }
  constexpr std::array<const char*, ways> names{"small_messages/0/", "small_messages/1/", ""};
  std::vector<FitParameter> all;
  for (std::size_t k = 0; k < ways; ++k) {
    const std::string way = names[k];
    const WayPrior& prior = priors[k];
    all.push_back(parameter(way + "latency", FitScale::positive, prior.latency * 1e-6, 1e-7, 1e-2));
    all.push_back(parameter(way + "per_peer", FitScale::positive, prior.per_peer * 1e-6, 1e-10, 1e-3));
    all.push_back(parameter(way + "share", FitScale::share, prior.share, 1e-4, most_share));
    all.push_back(parameter(way + "small_group_loss", FitScale::share, prior.loss / 2.0, 1e-4, 0.99));
  }
  all.push_back(parameter("fill", FitScale::positive, fill, 1e-4, 2.0));
  if (form.in_switch)
    all.push_back(parameter("wire_factor", FitScale::share, wire_factor - 1.0, 1e-4, 0.9999));
  return all;
}

FastDomain collective_domain(const NodeProfile& node, CollectiveOp op, const CollectiveForm& form,
                             std::span<const double> values) {
  FastDomain domain;
  domain.rate = node.fast.value;
  DomainLaw& law = domain.law(op);
  for (std::size_t k = 0; k < ways; ++k) {
    const std::span<const double> way = values.subspan(k * values_of_way, values_of_way);
    law.protocols.push_back({.latency = seconds(way[0]),
                             .per_peer = seconds(way[1]),
                             .share = way[2],
                             .small_group_loss = loss_of(way[3]),
                             .fill = k == bulk ? values[place_of_fill] : 0.0});
  }
  law.bulk_from = form.bulk_from;
  if (form.in_switch)
    domain.in_switch = {.wire_factor = wire_factor_of(values[place_of_switch]), .min_members = node.gpus};
  return domain;
}

DomainCollective collective_constants(const NodeProfile& node, const CollectiveForm& form,
                                      const FitSolution& solution, const std::string& source) {
  DomainCollective found;
  put_way(found, solution, bulk, node.gpus, source);
  found.fill = number(solution.values[place_of_fill], solution.sigmas[place_of_fill], 1.0, source);
  for (std::size_t k = 0; k < bulk; ++k) {
    DomainWay way;
    put_way(way, solution, k, node.gpus, source);
    found.small_messages.push_back(std::move(way));
  }
  std::stable_sort(found.small_messages.begin(), found.small_messages.end(),
                   [](const DomainWay& a, const DomainWay& b) { return a.share.value < b.share.value; });
  found.in_switch_wire_factor = {2.0, "no reduction in the switch", Evidence::assumed, 0.0};
  if (form.bulk_from > Bytes{}) {
    found.bulk_from = {mebibytes(rounded(form.bulk_from.in(mebibytes))),
                       source + ": the large-message way is taken from here on, even where it is slower",
                       Evidence::fitted, sigma_of_bound};
  }
  if (form.in_switch) {
    const double value = solution.values[place_of_switch];
    const double factor = wire_factor_of(value);
    found.in_switch_members = node.gpus;
    found.in_switch_wire_factor = number(
        factor, solution.sigmas[place_of_switch], value * (1.0 - value) / factor,
        source + ": all GPUs together are quicker than the law of fewer allows, so the switch reduces");
  }
  return found;
}

}  // namespace trainyard
