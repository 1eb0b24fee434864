// A buyer's report as one page: the answer in words, then the charts and tables it rests on.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "models/chart/chart.h"
#include "models/purchase/report_rows.h"
#include "models/report/text_table.h"
#include "sim/base/quantity_text.h"

namespace trainyard {

namespace {

using chart::BarSeries;

class Page {
 public:
  Page(const PurchaseReport& report, chart::ReportSink& sink)
      : report_(report), question_(report.question), sink_(sink) {
    constexpr std::size_t most = 8;  // bars that can be told apart; the tables hold all offers
    for (const std::size_t i : report_.order) {
      if (!report_.outcomes[i].items.empty() && report_.outcomes[i].passes > 0 && shown_.size() < most)
        shown_.push_back(i);
    }
    for (const std::size_t i : shown_) names_.push_back(question_.offers[i].name);
  }

  void show() {
    sink_.paragraph(question_.description);
    sink_.heading("Answer");
    for (const std::string& one : answer_in_words(report_)) sink_.paragraph(one);
    offers();
    if (!shown_.empty()) {
      costs();
      finishing();
      worth();
    }
    break_even();
    regions();
    counts();
    plans();
    sources();
  }

 private:
  void offers() {
    sink_.heading(fmt::format("Offers, best first by {}", goal_words(question_.goal)));
    chart::HtmlTable when{
        .head = {"offer", "what", "keeps the caps", "ready", "finished", "days", "power", "first in draws"},
        .rows = {}};
    chart::HtmlTable worth{
        .head = {"offer", "total", "on delivery", "tokens", "tokens/$", "5-95 %", "tokens/kWh"}, .rows = {}};
    for (const std::size_t i : report_.order) {
      const OfferOutcome& one = report_.outcomes[i];
      const Stability::Share& share = report_.stability.offers[i];
      const bool valued = one.passes > 0;
      const auto known = [&](std::string cell) { return valued ? std::move(cell) : std::string("-"); };
      when.rows.push_back(
          {one.offer, offer_words(question_.offers[i]), one.feasible ? "yes" : "no",
           known(date_text(question_.start, one.ready)), known(date_text(question_.start, one.finish)),
           known(grouped(whole_days(one.finish))), known(to_text(one.site_power)), share_text(share.both)});
      worth.rows.push_back({one.offer, known(money_text(one.total)), known(money_text(one.capital)),
                            known(short_count(one.tokens)), known(short_count(one.tokens_per_dollar)),
                            known(short_count(share.low) + " - " + short_count(share.high)),
                            known(short_count(one.tokens_per_kwh))});
    }
    sink_.table(when);
    sink_.table(worth);
    for (const std::size_t i : report_.order) {
      for (const std::string& why : report_.outcomes[i].why_not)
        sink_.paragraph(fmt::format("{} {}.", report_.outcomes[i].offer, why));
    }
  }

  void costs() {
    const std::string until = date_text(question_.start, question_.horizon);
    sink_.heading("Total cost of ownership by item");
    std::vector<std::string> items;
    for (const std::size_t i : shown_) {
      for (const CostLine& line : report_.outcomes[i].items) {
        if (std::find(items.begin(), items.end(), line.item) == items.end()) items.push_back(line.item);
      }
    }
    chart::BarChart bars{
        .title = fmt::format("Cost until {} by item; below zero: what is left of the value", until),
        .y = {.label = "million $", .from_zero = true},
        .categories = names_,
        .series = {},
        .intervals = {}};
    chart::HtmlTable table{.head = {"item"}, .rows = {}};
    table.head.insert(table.head.end(), names_.begin(), names_.end());
    for (const std::string& item : items) {
      std::vector<std::string> row{item};
      for (const std::size_t i : shown_) {
        const auto& lines = report_.outcomes[i].items;
        const auto found =
            std::find_if(lines.begin(), lines.end(), [&](const CostLine& one) { return one.item == item; });
        row.push_back(found == lines.end() ? "-" : money_text(found->total));
      }
      table.rows.push_back(std::move(row));
    }
    const auto sum = [&](const char* name, Dollars OfferOutcome::*part) {
      std::vector<std::string> row{name};
      for (const std::size_t i : shown_) row.push_back(money_text(report_.outcomes[i].*part));
      table.rows.push_back(std::move(row));
    };
    sum("total", &OfferOutcome::total);
    sum("of it lost to failures and checkpoints", &OfferOutcome::lost);
    sum("of it for nodes that stand by", &OfferOutcome::standby);
    bars.series = cost_bars();
    sink_.draw(bars);
    sink_.table(table);
    for (const CostLine& line : report_.outcomes[shown_.front()].items)
      basis_.push_back(fmt::format("{} of {}: {}", line.item, names_.front(), line.basis));
  }

  /// The items as the chart stacks them: some share a colour, as there are eight.
  [[nodiscard]] std::vector<BarSeries> cost_bars() const {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 10> stacked{
        {{"rent", "rent"},
         {"servers", "servers"},
         {"fabric", "fabric"},
         {"storage", "storage, installation"},
         {"installation", "storage, installation"},
         {"power", "power"},
         {"space", "space"},
         {"staff", "staff, repairs, spares"},
         {"repairs and spares", "staff, repairs, spares"},
         {"residual value", "residual value"}}};
    std::vector<BarSeries> all;
    for (const auto& [item, group] : stacked) {
      BarSeries series{.name = std::string(group), .values = {}};
      double size = 0;
      for (const std::size_t i : shown_) {
        double millions = 0;
        for (const CostLine& line : report_.outcomes[i].items) {
          if (line.item == item) millions += line.total.base() / 1e6;
        }
        series.values.push_back(millions);
        size += std::abs(millions);
      }
      if (!all.empty() && all.back().name == series.name) {
        for (std::size_t n = 0; n < shown_.size(); ++n) all.back().values[n] += series.values[n];
      } else if (size > 0) {
        all.push_back(std::move(series));
      }
    }
    return all;
  }

  void finishing() {
    sink_.heading("When everything is done once");
    chart::BarChart bars{.title = "Days after the start: until the first job, then each workload",
                         .y = {.label = "days", .from_zero = true},
                         .categories = names_,
                         .series = {{.name = "until ready", .values = {}}},
                         .intervals = {}};
    for (const Workload& one : question_.workloads) bars.series.push_back({.name = one.name, .values = {}});
    for (const std::size_t i : shown_) {
      const OfferOutcome& one = report_.outcomes[i];
      bars.series.front().values.push_back(one.ready.in(days));
      Seconds before = one.ready;
      for (std::size_t w = 0; w < one.workloads.size(); ++w) {
        bars.series[w + 1].values.push_back((one.workloads[w].finish - before).in(days));
        before = one.workloads[w].finish;
      }
    }
    sink_.draw(bars);
    std::string dates;
    for (const std::size_t i : shown_)
      dates += fmt::format("{}{} by {}", dates.empty() ? "Done: " : ", ", question_.offers[i].name,
                           date_text(question_.start, report_.outcomes[i].finish));
    if (question_.caps.deadline)
      dates += fmt::format("; the deadline is {}", date_text(*question_.caps.deadline));
    sink_.paragraph(dates + ".");
  }

  void worth() {
    chart::BarChart bars{.title = fmt::format("Million tokens per dollar; whiskers: 5 to 95 % of {} draws",
                                              grouped(report_.stability.draws)),
                         .y = {.label = "million tokens per $", .from_zero = true},
                         .categories = names_,
                         .series = {{.name = "", .values = {}}},
                         .intervals = {}};
    for (const std::size_t i : shown_) {
      bars.series.front().values.push_back(report_.outcomes[i].tokens_per_dollar / 1e6);
      bars.intervals.emplace_back(report_.stability.offers[i].low / 1e6,
                                  report_.stability.offers[i].high / 1e6);
    }
    sink_.heading("Tokens per dollar and how sure they are");
    sink_.draw(bars);
  }

  void break_even() {
    if (report_.curves.empty() || question_.demand != Demand::repeated) return;
    sink_.heading("Cost of a million tokens at each use");
    chart::LineChart lines{.title = "Where two lines cross, both offers cost the same",
                           .x = {.label = "share of the time that jobs run, %", .from_zero = true},
                           .y = {.label = "$ per million tokens", .from_zero = true},
                           .series = {},
                           .marks = {}};
    for (const UseCurve& curve : report_.curves) {
      if (std::find(shown_.begin(), shown_.end(), curve.offer) == shown_.end()) continue;
      chart::Series series{
          .name = question_.offers[curve.offer].name, .x = {}, .y = {}, .low = {}, .high = {}};
      for (std::size_t n = 0; n < curve.use.size(); ++n) {
        // Below a fifth the line of what is owned runs off the chart and flattens the rest.
        constexpr double least_use = 0.2;
        if (curve.use[n] < least_use - 1e-9) continue;
        series.x.push_back(100.0 * curve.use[n]);
        series.y.push_back(curve.per_million[n].base());
      }
      lines.series.push_back(std::move(series));
    }
    lines.marks.push_back({.x = 100.0 * question_.utilisation.value, .text = "use in this question"});
    for (const BreakEven& one : report_.break_evens) {
      if (one.utilisation)
        lines.marks.push_back(
            {.x = 100.0 * *one.utilisation, .text = fmt::format("{} = {}", one.bought, one.rented)});
    }
    sink_.draw(lines);
    if (report_.break_evens.empty()) return;
    chart::HtmlTable table{.head = {"bought", "rented", "buying is cheaper", "rent of equal cost"},
                           .rows = {}};
    for (const BreakEven& one : report_.break_evens) table.rows.push_back(break_even_row(one));
    sink_.table(table);
  }

  void regions() {
    if (!report_.regions) return;
    const WinRegions& map = *report_.regions;
    sink_.heading("Who is best where");
    chart::CategoryMap cells{.title = "The best offer in every cell; grey: none keeps the caps",
                             .x_label = axis_words(map.x),
                             .y_label = axis_words(map.y),
                             .x = {},
                             .y = {},
                             .names = {},
                             .cells = {}};
    for (const double x : map.x_values) cells.x.push_back(fmt::format("{:.3g}", x));
    for (const double y : map.y_values) cells.y.push_back(fmt::format("{:.3g}", y));
    // Only offers that win somewhere take a colour.
    std::vector<int> winners;
    for (const int one : map.winner) {
      if (one >= 0 && std::find(winners.begin(), winners.end(), one) == winners.end()) winners.push_back(one);
    }
    std::sort(winners.begin(), winners.end());
    for (const int one : winners) cells.names.push_back(question_.offers[static_cast<std::size_t>(one)].name);
    for (const int one : map.winner) {
      const auto at = std::find(winners.begin(), winners.end(), one);
      cells.cells.push_back(at == winners.end() ? -1 : static_cast<int>(at - winners.begin()));
    }
    const std::optional<std::size_t> column = place_of_one(map.x, map.x_values),
                                     row = place_of_one(map.y, map.y_values);
    if (column && row) {
      cells.here = *row * map.x_values.size() + *column;
      cells.title = "Best offer by cell; grey: none keeps the caps; framed: here";
    }
    sink_.draw(cells);
  }

  /// Where an axis of factors passes the question's own value.
  static std::optional<std::size_t> place_of_one(const RegionAxis& axis, const std::vector<double>& values) {
    constexpr double same = 1e-9;  // factors written as decimals
    if (axis.kind != "price" && axis.kind != "speed" && axis.kind != "electricity") return std::nullopt;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (std::abs(values[i] - 1.0) < same) return i;
    return std::nullopt;
  }

  void counts() {
    if (report_.counts.empty()) return;
    sink_.heading("How many are enough");
    chart::LineChart lines{.title = "Days until everything is done, by number of GPUs",
                           .x = {.label = "GPUs", .from_zero = false},
                           .y = {.label = "days after the start", .from_zero = true},
                           .series = {},
                           .marks = {}};
    for (const CountAnswer& one : report_.counts) {
      chart::Series series{.name = one.family, .x = {}, .y = {}, .low = {}, .high = {}};
      for (std::size_t i = 0; i < question_.offers.size(); ++i) {
        if (question_.offers[i].family != one.family || report_.outcomes[i].passes <= 0) continue;
        series.x.push_back(question_.offers[i].count);
        series.y.push_back(report_.outcomes[i].finish.in(days));
      }
      lines.series.push_back(std::move(series));
      if (one.fewest)
        lines.marks.push_back(
            {.x = static_cast<double>(question_.offers[*one.fewest].count),
             .text = fmt::format("{}: {} do", one.family, grouped(question_.offers[*one.fewest].count))});
    }
    sink_.draw(lines);
  }

  void plans() {
    sink_.heading("Best plan of each workload on each offer");
    chart::HtmlTable table{.head = {"offer", "workload", "GPUs", "spare nodes", "step", "MFU", "goodput",
                                    "days", "+-", "legal plans"},
                           .rows = {}};
    std::vector<std::string> words;
    for (const std::size_t i : report_.order) {
      for (const WorkloadPlan& plan : report_.plans[i]) {
        if (!plan.runs) {
          sink_.paragraph(fmt::format("{} cannot run {}: {}.", plan.offer, plan.workload, plan.why_not));
          continue;
        }
        table.rows.push_back({plan.offer, plan.workload, grouped(plan.gpus),
                              fmt::format("{}", plan.spare_nodes), fmt::format("{:.2f} s", plan.step.base()),
                              share_text(plan.mfu), fmt::format("{:.3f}", plan.goodput),
                              fmt::format("{:.1f}", plan.elapsed.in(days)), share_text(plan.sigma),
                              grouped(static_cast<double>(plan.legal_plans))});
        words.push_back(fmt::format("{}, {}: {}; software {}.", plan.offer, plan.workload,
                                    plan_words(plan.plan), plan.software));
      }
    }
    sink_.table(table);
    for (const std::string& one : words) sink_.paragraph(one);
  }

  void sources() {
    sink_.heading("What this rests on");
    for (const SourcedLine& line : sourced_lines(question_))
      sink_.paragraph(fmt::format("{}: {} ({}); {}", line.what, line.value, line.evidence, line.source));
    for (const std::string& one : basis_) sink_.paragraph(one);
    for (const std::string& one : purchase_assumptions(report_)) sink_.paragraph(one);
  }

  const PurchaseReport& report_;
  const PurchaseQuestion& question_;
  chart::ReportSink& sink_;
  std::vector<std::size_t> shown_{};  // offers in the charts, best first
  std::vector<std::string> names_{}, basis_{};
};

}  // namespace

void show_purchase(const PurchaseReport& report, chart::ReportSink& sink) {
  Page(report, sink).show();
}

std::string write_html_purchase(const PurchaseReport& report) {
  chart::HtmlPage page(report.question.question);
  chart::HtmlSink sink(page);
  show_purchase(report, sink);
  return page.text();
}

}  // namespace trainyard
