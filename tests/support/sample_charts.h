#pragma once
// One chart of every kind.
#include <cmath>
#include <string>
#include <vector>

#include "models/chart/chart.h"

namespace trainyard::chart::samples {

inline LineChart line() {
  LineChart chart{"Step time against NVLink",
                  {"NVLink, GB/s", true},
                  {"step time, s", false},
                  {{"step", {100, 200, 300}, {22, 19, 18.5}, {21, 18.5, 18}, {23, 20, 19.5}},
                   {"exposed dispatch", {100, 200, 300}, {3, 0.5, NAN}, {}, {}}},
                  {{220, "below 220 GB/s dispatch leaves the shadow of compute"}}};
  return chart;
}
inline BarChart bars() {
  return {
      "Step by part", {"s", true}, {"one", "two"}, {{"gemm", {4, 5}}, {"bubble", {2, 1}}}, {{5, 7}, {5, 8}}};
}
inline Waterfall waterfall() {
  return {"From one to two", {"s"}, "one", "two", 19, {{"bubble", 1.2}, {"gemm", -0.4}}};
}
inline HeatMap heat() {
  return {"Dollars", "NIC", "GPUs", "M$", {"100", "200"}, {"1,024", "2,048"}, {5.2, 5.1, NAN, 5}, true};
}
inline ScatterChart scatter() {
  return {"Front",
          {"s"},
          {"GB left", true},
          {{"1f1b", {18, 19}, {1, 5}, {}, {}}, {"dualpipe", {17}, {2}, {}, {}}}};
}
inline CategoryMap regions() {
  return {"Who wins", "price of A", "price of B",       {"0.5", "1", "1.5"},
          {"1", "2"}, {"a", "b"},   {0, 0, 1, 1, -1, 1}};
}
inline std::vector<std::string> all() {
  return {to_svg(line()), to_svg(bars()),    to_svg(waterfall()),
          to_svg(heat()), to_svg(scatter()), to_svg(regions())};
}

}  // namespace trainyard::chart::samples
