#pragma once
// A buyer's question with round numbers and plans made up, so that costs can be worked out by hand.
#include <string>
#include <vector>

#include "models/purchase/purchase.h"

namespace trainyard::purchase_test {

template <class T>
Sourced<T> made_up(T value) {
  return {value, "made up for a test", Evidence::assumed, 0.0};
}

inline Date day(int year, unsigned month, unsigned date) {
  return Date{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{date}};
}

inline OwnershipCosts costs() {
  OwnershipCosts out;
  out.name = "made-up";
  out.storage = made_up(0.1);
  out.rented_storage = made_up(0.03);
  out.install = made_up(0.05);
  out.install_time = made_up(days(73.0));  // a fifth of a year
  out.space = made_up(dollars(120.0) / (kilowatts(1.0) * (purchase_year / 12.0)));
  out.provisioned = made_up(1.5);
  out.staff = made_up(10.0);
  out.salary = made_up(dollars(200e3) / purchase_year);
  out.repairs = made_up(0.02);
  out.overhead_power = made_up(0.1);
  out.idle_power = made_up(0.2);
  out.kept = made_up(0.5);
  return out;
}

/// Four nodes of eight, $100,000 each, 5 kW.
inline Offer bought(const std::string& name = "bought", double node = 100e3) {
  Offer out;
  out.name = out.family = name;
  out.cluster = out.gpu = "made-up";
  out.count = 32;
  out.gpus_per_node = out.nics_per_node = 8;
  out.purchase = {made_up(dollars(node)), made_up(dollars(1000.0)), made_up(0.5)};
  out.available = day(2027, 1, 1);
  out.location = "here";
  out.electricity = made_up(dollars_per_kilowatt_hour(0.1));
  out.pue = made_up(1.2);
  out.node_power = made_up(kilowatts(5.0));
  return out;
}

inline Offer rented(const std::string& name = "rented", Acquisition how = Acquisition::on_demand,
                    double price = 2.0) {
  Offer out = bought(name);
  out.acquisition = how;
  out.rent = {made_up(dollars_per_hour(price)), {}, made_up(days(100.0)), made_up(hours(2.0))};
  return out;
}

/// Two years from 2027-01-01, jobs run half of the time; one workload.
inline PurchaseQuestion question(std::vector<Offer> offers) {
  PurchaseQuestion out;
  out.name = "made-up";
  out.description = "Numbers made up.";
  out.question = "Which?";
  out.start = day(2027, 1, 1);
  out.horizon = days(730.0);
  out.demand = Demand::repeated;
  out.utilisation = made_up(0.5);
  out.costs = costs();
  out.workloads.push_back({.name = "work", .scenario = "none", .tokens = 1e12, .runs = 1});
  out.offers = std::move(offers);
  out.draws = 200;
  return out;
}

/// A trillion tokens in 65.7 days on all but `idle` of the nodes.
inline WorkloadPlan plan(const Offer& offer, int idle = 0, double elapsed_days = 65.7) {
  WorkloadPlan out;
  out.offer = offer.name;
  out.workload = "work";
  out.runs = out.proved = true;
  out.software = "made-up";
  out.plan.dp = (offer.nodes() - idle) * offer.gpus_per_node;
  out.plan.global_batch = out.plan.dp;
  out.gpus = out.plan.dp;
  out.spare_nodes = offer.owned() ? idle : 0;
  out.step = seconds(5.0);
  out.tokens = 1e12;
  out.elapsed = days(elapsed_days);
  out.goodput = 0.9;
  out.sigma = 0.05;
  out.mfu = 0.4;
  out.peak = gigabytes(60.0);
  out.capacity = gigabytes(80.0);
  out.legal_plans = 10;
  out.simulated_plans = 2;
  return out;
}

/// One family, "few", of 4, 6 and 8 nodes.
inline std::vector<Offer> few_to_many() {
  std::vector<Offer> offers;
  for (const int nodes : {4, 6, 8}) {
    Offer one = rented("few-" + std::to_string(nodes));
    one.family = "few";
    one.count = nodes * 8;
    offers.push_back(one);
  }
  return offers;
}

inline PlanTable plans(const PurchaseQuestion& question) {
  PlanTable table;
  for (const Offer& offer : question.offers) table.push_back({plan(offer)});
  return table;
}

/// For a question read from a file: no search, but times that follow the GPUs and tokens.
inline PlanTable quick_plans(const PurchaseQuestion& question) {
  PlanTable table;
  for (const Offer& offer : question.offers) {
    std::vector<WorkloadPlan> row;
    for (const Workload& work : question.workloads) {
      WorkloadPlan one = plan(offer, offer.nodes() / 40);
      one.workload = work.name;
      one.tokens = work.tokens > 0 ? work.tokens : 5e12;
      constexpr double tokens_per_gpu_second = 900.0;  // assumed: of the order of DeepSeek-V3 on H800
      one.elapsed = seconds(one.tokens / (tokens_per_gpu_second * one.gpus));
      row.push_back(std::move(one));
    }
    table.push_back(std::move(row));
  }
  return table;
}

inline const CostLine& item(const OfferOutcome& outcome, const std::string& name) {
  static const CostLine none{.item = "none", .by_year = {}, .total = {}, .basis = {}};
  for (const CostLine& line : outcome.items) {
    if (line.item == name) return line;
  }
  return none;
}

}  // namespace trainyard::purchase_test
