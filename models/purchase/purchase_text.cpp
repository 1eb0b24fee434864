// A buyer's report for a terminal.
#include <fmt/format.h>

#include <algorithm>

#include "models/purchase/report_rows.h"
#include "models/report/text_table.h"
#include "sim/base/quantity_text.h"

namespace trainyard {

namespace {

using Align = TextTable::Align;

class Page {
 public:
  Page(const PurchaseReport& report, bool colour)
      : report_(report), question_(report.question), style_(colour) {}

  std::string text() {
    out_ = style_.heading(question_.question) + "\n";
    out_ += wrapped("", question_.description);
    for (const std::string& one : answer_in_words(report_)) out_ += "\n" + wrapped("", one);
    offers();
    plans();
    costs();
    break_evens();
    regions();
    sources();
    return std::move(out_);
  }

 private:
  void heading(std::string_view text) { out_ += "\n" + style_.heading(text) + "\n"; }

  void offers() {
    heading(fmt::format("Offers, best first by {}", goal_words(question_.goal)));
    TextTable table({Align::right, Align::left, Align::right, Align::left, Align::right, Align::right,
                     Align::right, Align::right, Align::right, Align::right, Align::right, Align::right,
                     Align::left});
    table.add({"#", "offer", "GPUs", "finished", "days", "total", "tokens", "tok/$", "5-95 %", "tok/kWh",
               "power", "first in", ""});
    int rank = 0;
    for (const std::size_t i : report_.order) {
      const OfferOutcome& one = report_.outcomes[i];
      const bool valued = one.passes > 0;
      const Stability::Share& share = report_.stability.offers[i];
      table.add({fmt::format("{}", ++rank), one.offer, grouped(question_.offers[i].count),
                 valued ? date_text(question_.start, one.finish) : "-",
                 valued ? grouped(whole_days(one.finish)) : "-", valued ? money_text(one.total) : "-",
                 valued ? short_count(one.tokens) : "-", valued ? short_count(one.tokens_per_dollar) : "-",
                 valued ? short_count(share.low) + "-" + short_count(share.high) : "-",
                 valued ? short_count(one.tokens_per_kwh) : "-", valued ? to_text(one.site_power) : "-",
                 share_text(share.both), one.feasible ? "" : "out"});
    }
    out_ += table.text();
    if (report_.stability.nobody > 0.005)
      out_ += fmt::format("  In {} of the draws no offer keeps the caps.\n",
                          share_text(report_.stability.nobody));
  }

  void plans() {
    heading("Best plan of each workload on each offer");
    TextTable table({Align::left, Align::left, Align::right, Align::right, Align::right, Align::right,
                     Align::right, Align::right, Align::right, Align::left});
    table.add({"offer", "workload", "GPUs", "spare", "step", "MFU", "goodput", "days", "+-", "plan"});
    std::string refused;
    for (const std::size_t i : report_.order) {
      for (const WorkloadPlan& plan : report_.plans[i]) {
        if (!plan.runs) {
          refused +=
              wrapped("  ", fmt::format("{} cannot run {}: {}", plan.offer, plan.workload, plan.why_not));
          continue;
        }
        table.add({plan.offer, plan.workload, grouped(plan.gpus), fmt::format("{}", plan.spare_nodes),
                   fmt::format("{:.2f} s", plan.step.base()), share_text(plan.mfu),
                   fmt::format("{:.3f}", plan.goodput), fmt::format("{:.1f}", plan.elapsed.in(days)),
                   share_text(plan.sigma), plan_words(plan.plan)});
      }
    }
    out_ += table.text() + refused;
    out_ +=
        "  spare: nodes that stand by for broken ones; days: one run, lost time included; +-: standard "
        "deviation\n";
  }

  void costs() {
    heading(fmt::format("Cost until {} by item", date_text(question_.start, question_.horizon)));
    constexpr std::size_t most = 6;
    std::vector<std::size_t> shown;
    std::vector<std::string> items;
    for (const std::size_t i : report_.order) {
      if (report_.outcomes[i].items.empty() || shown.size() == most) continue;
      shown.push_back(i);
      for (const CostLine& line : report_.outcomes[i].items) {
        if (std::find(items.begin(), items.end(), line.item) == items.end()) items.push_back(line.item);
      }
    }
    if (shown.empty()) return;
    std::vector<Align> columns{Align::left};
    std::vector<std::string> head{"item"};
    for (const std::size_t i : shown) {
      columns.push_back(Align::right);
      head.push_back(question_.offers[i].name);
    }
    columns.push_back(Align::left);
    head.push_back("of " + question_.offers[shown.front()].name);
    TextTable table(columns);
    table.add(head);
    for (const std::string& item : items) {
      std::vector<std::string> cells{item};
      std::string basis;
      for (const std::size_t i : shown) {
        const auto& lines = report_.outcomes[i].items;
        const auto found =
            std::find_if(lines.begin(), lines.end(), [&](const CostLine& one) { return one.item == item; });
        cells.push_back(found == lines.end() ? "-" : money_text(found->total));
        if (i == shown.front() && found != lines.end()) basis = found->basis;
      }
      cells.push_back(basis);
      table.add(cells);
    }
    std::vector<std::string> totals{"total"};
    for (const std::size_t i : shown) totals.push_back(money_text(report_.outcomes[i].total));
    table.add(totals);
    const auto memo = [&](const char* name, Dollars OfferOutcome::*part) {
      std::vector<std::string> cells{name};
      for (const std::size_t i : shown) cells.push_back(money_text(report_.outcomes[i].*part));
      table.add(cells);
    };
    memo("  of it lost time", &OfferOutcome::lost);
    memo("  of it stand-by", &OfferOutcome::standby);
    out_ += table.text();
    out_ +=
        wrapped("  ",
                "lost time: hours that failures, checkpoints and restarts leave without progress; stand-by: "
                "nodes that no plan uses, the spares. Both are shares of the total, not added to it.");
  }

  void break_evens() {
    if (report_.break_evens.empty()) return;
    heading("Buying against renting");
    TextTable table({Align::left, Align::left, Align::left, Align::right});
    table.add({"bought", "rented", "buying is cheaper", "same cost at"});
    for (const BreakEven& one : report_.break_evens) table.add(break_even_row(one));
    out_ += table.text();
  }

  void regions() {
    if (!report_.regions) return;
    const WinRegions& map = *report_.regions;
    heading("Who is best where");
    out_ += fmt::format("  across: {}; down: {}\n", axis_words(map.x), axis_words(map.y));
    std::vector<Align> columns(map.x_values.size() + 1, Align::right);
    TextTable table(columns);
    std::vector<std::string> head{""};
    for (const double x : map.x_values) head.push_back(fmt::format("{:.3g}", x));
    table.add(head);
    for (std::size_t row = map.y_values.size(); row-- > 0;) {
      std::vector<std::string> cells{fmt::format("{:.3g}", map.y_values[row])};
      for (std::size_t column = 0; column < map.x_values.size(); ++column)
        cells.emplace_back(1, region_letter(map.winner[row * map.x_values.size() + column]));
      table.add(cells);
    }
    out_ += table.text();
    std::string legend = "  ";
    for (std::size_t i = 0; i < question_.offers.size(); ++i) {
      if (std::find(map.winner.begin(), map.winner.end(), static_cast<int>(i)) == map.winner.end()) continue;
      legend += fmt::format("{} {}; ", region_letter(static_cast<int>(i)), question_.offers[i].name);
    }
    if (std::find(map.winner.begin(), map.winner.end(), -1) != map.winner.end()) legend += ". none; ";
    legend.resize(legend.size() - 2);
    out_ += legend + "\n";
  }

  void sources() {
    heading("What this rests on");
    for (const SourcedLine& line : sourced_lines(question_))
      out_ +=
          wrapped("  ", fmt::format("{}: {} ({}); {}", line.what, line.value, line.evidence, line.source));
    for (const std::string& one : purchase_assumptions(report_)) out_ += wrapped("  - ", one);
  }

  const PurchaseReport& report_;
  const PurchaseQuestion& question_;
  Emphasis style_;
  std::string out_{};
};

}  // namespace

std::string write_text_purchase(const PurchaseReport& report, bool colour) {
  return Page(report, colour).text();
}

}  // namespace trainyard
