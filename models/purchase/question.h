#pragma once
// What a buyer asks: offers of GPUs, what is to be trained on them, for how long, under which caps. Plain
// values with every name looked up; offers_reader.h reads them from a file.
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/search/search.h"
#include "sim/base/sourced.h"
#include "sim/base/units.h"

namespace trainyard {

using Date = std::chrono::sys_days;
/// "2026-12-01"; `after` the date, rounded up to whole days.
[[nodiscard]] std::string date_text(Date date, Seconds after = {});

/// A year of 365 days, the unit of the tables and of yearly rates.
inline constexpr Seconds purchase_year = Seconds::from_base(365.0 * 86400.0);

enum class Acquisition { purchase, on_demand, reserved, spot };
[[nodiscard]] std::string_view to_text(Acquisition acquisition);

/// once: the workloads are run once; repeated: again and again until the horizon, as a share of the time.
enum class Demand { once, repeated };

enum class PurchaseGoal {
  tokens_per_dollar,  // most, over the horizon
  cost,               // least, over the horizon
  finish,             // earliest, of all workloads run once
  tokens,             // most, until the horizon
  tokens_per_kwh      // most
};
[[nodiscard]] std::string_view to_text(PurchaseGoal goal);
[[nodiscard]] const std::vector<std::string>& purchase_goal_names();
[[nodiscard]] PurchaseGoal purchase_goal(std::string_view name);  // one of the names

/// What owning costs beside the hardware, in data/ownership. Money is of the file's date.
struct OwnershipCosts {
  std::string name{};
  Sourced<double> storage{};           // price of storage over that of the servers
  Sourced<double> rented_storage{};    // the same of a rent
  Sourced<double> install{};           // cabling, racks, bringing up: over the price of the servers
  Sourced<Seconds> install_time{};     // from delivery to the first job
  Sourced<DollarsPerJoule> space{};    // of each watt that can be drawn, "$150/kW-month"
  Sourced<double> provisioned{};       // power that is provided over that of a training node
  Sourced<double> staff{};             // people for a thousand GPUs
  Sourced<DollarsPerSecond> salary{};  // of one of them, "$180000/year"
  Sourced<double> repairs{};           // parts and support per year, over the price of servers and fabric
  Sourced<double> overhead_power{};    // switches, storage, management: over the power of the nodes
  Sourced<double> idle_power{};        // of a node without a job, over that of one in training
  Sourced<double> kept{};              // of its value a server keeps each year (declining balance)
};

struct PurchaseTerms {
  Sourced<Dollars> node{};
  Sourced<Dollars> endpoint{};  // fabric, for each NIC
  Sourced<double> kept{};       // of the value, per year
};

struct RentTerms {
  Sourced<DollarsPerSecond> price{};    // of one GPU
  Seconds term{};                       // reserved: least time paid for
  Sourced<Seconds> node_lifetime{};     // spot: mean time until a node is taken away
  Sourced<Seconds> replacement_wait{};  // spot: mean time until another one is given
};

struct Offer {
  std::string name{};
  std::string family{};  // what the offers of one range of counts share; else the name
  std::string description{};
  std::string cluster{};  // profile
  std::string gpu{};
  int count = 0;  // GPUs
  int gpus_per_node = 0;
  int nics_per_node = 0;
  Acquisition acquisition = Acquisition::purchase;
  PurchaseTerms purchase{};
  RentTerms rent{};
  Date available{};
  std::string location{};
  Sourced<DollarsPerJoule> electricity{};
  Sourced<double> pue{};
  Sourced<Watts> node_power{};  // in training
  std::string failures{};       // name of a document of failure counts; empty: the scenario's goodput
  std::map<std::string, std::string> software{};  // by workload
  std::vector<std::pair<std::string, std::string>> overrides{};
  int unit_nodes = 0;  // of a mixed purchase: nodes come in multiples of it; 0: not to be mixed
  int most_units = 0;

  [[nodiscard]] int nodes() const { return gpus_per_node > 0 ? count / gpus_per_node : 0; }
  [[nodiscard]] bool owned() const { return acquisition == Acquisition::purchase; }
};

struct Workload {
  std::string name{};
  std::string scenario{};
  double tokens = 0;  // of the main phase; 0: the scenario's
  double runs = 1;    // in one pass over all workloads
  std::vector<std::pair<std::string, std::string>> overrides{};
  SearchSpace space{};
};

struct PurchaseCaps {
  std::optional<Dollars> budget{};   // spent until the horizon, the residual value not taken off
  std::optional<Dollars> capital{};  // paid on delivery
  std::optional<Watts> power{};      // of the site, purchases only
  std::optional<Date> deadline{};    // for all workloads run once
};

/// An axis of a map of who wins.
struct RegionAxis {
  std::string kind{};   // "price", "speed" (of one family of offers), "electricity", "utilisation", "horizon"
  std::string offer{};  // for price and speed
  double from = 0, to = 0;  // factors; a share; days
  int steps = 0;
};

struct PurchaseQuestion {
  std::string name{};
  std::string description{};
  std::string question{};  // as a person asks it
  Date start{};            // of the horizon: the day of the decision
  Seconds horizon{};
  Demand demand = Demand::once;
  PurchaseGoal goal = PurchaseGoal::tokens_per_dollar;
  PurchaseCaps caps{};
  Sourced<double> utilisation{};  // of repeated demand: share of the time that jobs run
  double discount = 0;            // per year
  OwnershipCosts costs{};
  std::vector<Workload> workloads{};
  std::vector<Offer> offers{};
  std::vector<RegionAxis> regions{};  // none, or x and y
  double price_spread = 0.2;          // prices are drawn within this share up and down
  int draws = 2000;
  std::vector<std::string> assumptions{};
};

}  // namespace trainyard
