// The costs of owning, from data/ownership.
#include <fmt/format.h>

#include "hardware_profiles/reading.h"
#include "models/purchase/money_text.h"
#include "models/purchase/offers_reader.h"

namespace trainyard {

namespace {

template <class T, class Read>
Sourced<T> over(JsonReader& reader, std::string_view key, const Sourced<T>* base, const Read& read) {
  return base != nullptr && !reader.has(key) ? *base : read(key);
}

}  // namespace

OwnershipCosts read_ownership(JsonReader& reader, const OwnershipCosts* base) {
  OwnershipCosts costs;
  const auto number = [&](std::string_view key, const Sourced<double> OwnershipCosts::*field, double least,
                          double most) {
    return over<double>(reader, key, base == nullptr ? nullptr : &(base->*field),
                        [&](std::string_view name) { return reading::number(reader, name, least, most); });
  };
  costs.storage = number("storage", &OwnershipCosts::storage, 0.0, 10.0);
  costs.rented_storage = number("rented_storage", &OwnershipCosts::rented_storage, 0.0, 10.0);
  costs.install = number("install", &OwnershipCosts::install, 0.0, 10.0);
  costs.install_time = over<Seconds>(reader, "install_time", base == nullptr ? nullptr : &base->install_time,
                                     [&](std::string_view key) { return reader.sourced<Seconds>(key); });
  costs.space = over<DollarsPerJoule>(
      reader, "space", base == nullptr ? nullptr : &base->space, [&](std::string_view key) {
        return money_rate<DollarsPerJoule>(reader, key, "/kW-month", kilowatts(1.0) * (purchase_year / 12.0));
      });
  costs.provisioned = number("provisioned", &OwnershipCosts::provisioned, 1.0, 10.0);
  costs.staff = number("staff", &OwnershipCosts::staff, 0.0, 1000.0);
  costs.salary = over<DollarsPerSecond>(
      reader, "salary", base == nullptr ? nullptr : &base->salary, [&](std::string_view key) {
        return money_rate<DollarsPerSecond>(reader, key, "/year", purchase_year);
      });
  costs.repairs = number("repairs", &OwnershipCosts::repairs, 0.0, 1.0);
  costs.overhead_power = number("overhead_power", &OwnershipCosts::overhead_power, 0.0, 10.0);
  costs.idle_power = number("idle_power", &OwnershipCosts::idle_power, 0.0, 1.0);
  costs.kept = number("kept", &OwnershipCosts::kept, 0.0, 1.0);
  if (base != nullptr) costs.name = base->name;
  return costs;
}

Result<OwnershipCosts> parse_ownership(const JsonDocument& document) {
  Diagnostics problems;
  JsonReader reader = reading::open(document, problems);
  const std::string name = reading::profile_name(reader, "name");
  (void)reading::filled_text(reader, "description");
  (void)reading::date(reader, "date");
  OwnershipCosts costs = read_ownership(reader, nullptr);
  costs.name = name;
  return reading::close(reader, problems, std::move(costs));
}

Result<OwnershipCosts> load_ownership(const ProfileLibrary& library, std::string_view name) {
  TRAINYARD_TRY(file, data_file(library, "ownership", name));
  TRAINYARD_TRY(document, JsonDocument::load(file, most_written_by_hand));
  return parse_ownership(document);
}

}  // namespace trainyard
