// A buyer's report as a workbook. Sums and ratios are live formulas with their values beside them, so that
// finance can change a price and see the total move.
#include <fmt/format.h>

#include "models/purchase/report_rows.h"
#include "models/report/text_table.h"
#include "sim/base/json_reader.h"
#include "sim/base/quantity_text.h"

#ifdef TRAINYARD_HAS_XLSX
#include <xlsxwriter.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#endif

namespace trainyard {

#ifndef TRAINYARD_HAS_XLSX

bool can_write_xlsx() {
  return false;
}

Result<std::string> write_xlsx_purchase(const PurchaseReport&) {
  return problem("this build writes no workbooks", "install libxlsxwriter-dev and build again");
}

#else

bool can_write_xlsx() {
  return true;
}

namespace {

struct Formats {
  lxw_format *head, *wrap, *money, *count, *share, *bold_money, *bold, *plain;
};

/// "B7".
std::string cell(std::size_t row, std::size_t column) {
  char text[LXW_MAX_CELL_NAME_LENGTH];
  lxw_rowcol_to_cell(text, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column));
  return text;
}

/// One sheet, written row by row.
class Sheet {
 public:
  Sheet(lxw_workbook* book, const char* name) : name_(name), sheet_(workbook_add_worksheet(book, name)) {}

  void text(std::size_t column, const std::string& value, lxw_format* format = nullptr) {
    worksheet_write_string(sheet_, row(), static_cast<lxw_col_t>(column), value.c_str(), format);
  }
  void number(std::size_t column, double value, lxw_format* format = nullptr) {
    worksheet_write_number(sheet_, row(), static_cast<lxw_col_t>(column), value, format);
  }
  void formula(std::size_t column, const std::string& value, lxw_format* format, double result) {
    worksheet_write_formula_num(sheet_, row(), static_cast<lxw_col_t>(column), value.c_str(), format, result);
  }
  void heads(const std::vector<std::string>& names, lxw_format* format) {
    for (std::size_t i = 0; i < names.size(); ++i) text(i, names[i], format);
    next();
  }
  void width(std::size_t first, std::size_t last, double characters) {
    worksheet_set_column(sheet_, static_cast<lxw_col_t>(first), static_cast<lxw_col_t>(last), characters,
                         nullptr);
  }
  void freeze() { worksheet_freeze_panes(sheet_, row(), 1); }
  void next() { ++row_; }
  [[nodiscard]] std::size_t at() const { return row_; }
  /// "'cost by year'!B7".
  [[nodiscard]] std::string reference(std::size_t row, std::size_t column) const {
    return fmt::format("'{}'!{}", name_, cell(row, column));
  }

 private:
  [[nodiscard]] lxw_row_t row() const { return static_cast<lxw_row_t>(row_); }
  std::string name_;
  lxw_worksheet* sheet_;
  std::size_t row_ = 0;
};

class Workbook {
 public:
  Workbook(const PurchaseReport& report, lxw_workbook* book)
      : report_(report), question_(report.question), book_(book) {
    const auto format = [&](const char* numbers, bool bold) {
      lxw_format* made = workbook_add_format(book_);
      if (numbers != nullptr) format_set_num_format(made, numbers);
      if (bold) format_set_bold(made);
      return made;
    };
    formats_ = {.head = format(nullptr, true),
                .wrap = format(nullptr, false),
                .money = format("$#,##0;[Red]-$#,##0", false),
                .count = format("#,##0", false),
                .share = format("0.0%", false),
                .bold_money = format("$#,##0;[Red]-$#,##0", true),
                .bold = format(nullptr, true),
                .plain = format("0.000", false)};
    format_set_text_wrap(formats_.wrap);
    format_set_bottom(formats_.head, LXW_BORDER_THIN);
  }

  void write() {
    Sheet summary_sheet(book_, "summary"), offers_sheet(book_, "offers"), cost_sheet(book_, "cost by year");
    costs(cost_sheet);
    offers(offers_sheet, cost_sheet);
    summary(summary_sheet);
    plans();
    sensitivity();
    assumptions();
  }

 private:
  void summary(Sheet& sheet) {
    sheet.width(0, 0, 120);
    sheet.text(0, question_.question, formats_.bold);
    sheet.next();
    sheet.text(0, question_.description, formats_.wrap);
    sheet.next();
    for (const std::string& one : answer_in_words(report_)) {
      sheet.next();
      sheet.text(0, one, formats_.wrap);
      sheet.next();
    }
  }

  /// One block for each offer: items down, years across, sums as formulas.
  void costs(Sheet& sheet) {
    sheet.width(0, 0, 24);
    sheet.width(1, 12, 16);
    totals_.assign(question_.offers.size(), 0);
    for (const std::size_t i : report_.order) {
      const OfferOutcome& one = report_.outcomes[i];
      if (one.items.empty()) continue;
      const std::size_t years = one.items.front().by_year.size();
      sheet.text(0, one.offer, formats_.bold);
      sheet.next();
      std::vector<std::string> heads{"item"};
      for (std::size_t year = 1; year <= years; ++year) heads.push_back(fmt::format("year {}", year));
      heads.emplace_back("all");
      heads.emplace_back("basis");
      sheet.heads(heads, formats_.head);
      const std::size_t first = sheet.at();
      for (const CostLine& line : one.items) {
        sheet.text(0, line.item);
        for (std::size_t year = 0; year < years; ++year)
          sheet.number(year + 1, line.by_year[year].base(), formats_.money);
        sheet.formula(years + 1, fmt::format("=SUM({}:{})", cell(sheet.at(), 1), cell(sheet.at(), years)),
                      formats_.money, line.total.base());
        sheet.text(years + 2, line.basis);
        sheet.next();
      }
      sheet.text(0, "total", formats_.bold);
      for (std::size_t column = 1; column <= years + 1; ++column) {
        double sum = one.total.base();
        if (column <= years) {
          sum = 0;
          for (const CostLine& line : one.items) sum += line.by_year[column - 1].base();
        }
        sheet.formula(column, fmt::format("=SUM({}:{})", cell(first, column), cell(sheet.at() - 1, column)),
                      formats_.bold_money, sum);
      }
      totals_[i] = sheet.at();
      total_column_ = years + 1;
      sheet.next();
      for (const auto& [name, part] :
           {std::pair{"of it lost time", one.lost}, {"of it stand-by", one.standby}}) {
        sheet.text(0, name);
        sheet.number(years + 1, part.base(), formats_.money);
        sheet.next();
      }
      sheet.next();
    }
  }

  void offers(Sheet& sheet, const Sheet& cost) {
    sheet.width(0, 0, 24);
    sheet.width(1, 20, 15);
    sheet.heads(
        {"offer", "GPU", "GPUs", "how", "keeps the caps", "ready", "finished", "total", "due on delivery",
         "tokens", "tokens/$", "kWh", "tokens/kWh", "power, W", "first in draws", "why out"},
        formats_.head);
    sheet.freeze();
    for (const std::size_t i : report_.order) {
      const Offer& offer = question_.offers[i];
      const OfferOutcome& one = report_.outcomes[i];
      const std::size_t row = sheet.at();
      sheet.text(0, offer.name);
      sheet.text(1, offer.gpu);
      sheet.number(2, offer.count, formats_.count);
      sheet.text(3, std::string(to_text(offer.acquisition)));
      sheet.text(4, one.feasible ? "yes" : "no");
      if (!one.items.empty()) {
        sheet.text(5, date_text(question_.start, one.ready));
        sheet.text(6, date_text(question_.start, one.finish));
        sheet.formula(7, "=" + cost.reference(totals_[i], total_column_), formats_.money, one.total.base());
        sheet.number(8, one.capital.base(), formats_.money);
        sheet.number(9, one.tokens, formats_.count);
        sheet.formula(10, fmt::format("={}/{}", cell(row, 9), cell(row, 7)), formats_.count,
                      one.tokens_per_dollar);
        sheet.number(11, one.energy.in(kilowatt_hours), formats_.count);
        sheet.formula(12, fmt::format("={}/{}", cell(row, 9), cell(row, 11)), formats_.count,
                      one.tokens_per_kwh);
        sheet.number(13, one.site_power.base(), formats_.count);
      }
      sheet.number(14, report_.stability.offers[i].both, formats_.share);
      std::string why;
      for (const std::string& reason : one.why_not) why += (why.empty() ? "" : "; ") + reason;
      sheet.text(15, why);
      sheet.next();
    }
  }

  void plans() {
    Sheet sheet(book_, "plans");
    sheet.width(0, 1, 18);
    sheet.width(9, 9, 90);
    sheet.heads({"offer", "workload", "GPUs used", "spare nodes", "step, s", "MFU", "goodput", "days",
                 "sigma", "plan or why not"},
                formats_.head);
    sheet.freeze();
    for (const std::size_t i : report_.order) {
      for (const WorkloadPlan& plan : report_.plans[i]) {
        sheet.text(0, plan.offer);
        sheet.text(1, plan.workload);
        if (plan.runs) {
          sheet.number(2, plan.gpus, formats_.count);
          sheet.number(3, plan.spare_nodes, formats_.count);
          sheet.number(4, plan.step.base(), formats_.plain);
          sheet.number(5, plan.mfu, formats_.share);
          sheet.number(6, plan.goodput, formats_.share);
          sheet.number(7, plan.elapsed.in(days), formats_.plain);
          sheet.number(8, plan.sigma, formats_.share);
        }
        sheet.text(9, plan.runs ? fmt::format("{}; {}", plan_words(plan.plan), plan.software) : plan.why_not);
        sheet.next();
      }
    }
  }

  void sensitivity() {
    Sheet sheet(book_, "sensitivity");
    sheet.width(0, 1, 24);
    sheet.width(2, 14, 14);
    sheet.heads({"offer", "first: prices and estimate", "first: prices", "first: estimate", "keeps the caps",
                 "tokens/$ 5 %", "tokens/$ 95 %"},
                formats_.head);
    for (const std::size_t i : report_.order) {
      const Stability::Share& share = report_.stability.offers[i];
      sheet.text(0, question_.offers[i].name);
      sheet.number(1, share.both, formats_.share);
      sheet.number(2, share.prices, formats_.share);
      sheet.number(3, share.estimate, formats_.share);
      sheet.number(4, share.feasible, formats_.share);
      sheet.number(5, share.low, formats_.count);
      sheet.number(6, share.high, formats_.count);
      sheet.next();
    }
    if (!report_.break_evens.empty()) {
      sheet.next();
      sheet.heads({"bought", "rented", "from use", "rent of equal cost, $/GPU-hour"}, formats_.head);
      for (const BreakEven& one : report_.break_evens) {
        sheet.text(0, one.bought);
        sheet.text(1, one.rented);
        if (one.utilisation) {
          sheet.number(2, *one.utilisation, formats_.share);
        } else {
          sheet.text(2, one.buying_always ? "always" : "never");
        }
        if (one.rent) sheet.number(3, one.rent->in(dollars_per_hour), formats_.plain);
        sheet.next();
      }
    }
    if (!report_.regions) return;
    const WinRegions& map = *report_.regions;
    sheet.next();
    sheet.text(0, "best offer; across: " + axis_words(map.x) + "; down: " + axis_words(map.y), formats_.bold);
    sheet.next();
    for (std::size_t column = 0; column < map.x_values.size(); ++column)
      sheet.number(column + 1, map.x_values[column], formats_.head);
    sheet.next();
    for (std::size_t row = 0; row < map.y_values.size(); ++row) {
      sheet.number(0, map.y_values[row]);
      for (std::size_t column = 0; column < map.x_values.size(); ++column) {
        const int winner = map.winner[row * map.x_values.size() + column];
        sheet.text(column + 1, winner < 0 ? "none" : question_.offers[static_cast<std::size_t>(winner)].name);
      }
      sheet.next();
    }
  }

  void assumptions() {
    Sheet sheet(book_, "assumptions");
    sheet.width(0, 0, 36);
    sheet.width(1, 2, 22);
    sheet.width(3, 3, 120);
    sheet.heads({"what", "value", "evidence", "source"}, formats_.head);
    for (const SourcedLine& line : sourced_lines(question_)) {
      sheet.text(0, line.what);
      sheet.text(1, line.value);
      sheet.text(2, line.evidence);
      sheet.text(3, line.source);
      sheet.next();
    }
    sheet.next();
    for (const std::string& one : purchase_assumptions(report_)) {
      sheet.text(0, one);
      sheet.next();
    }
  }

  const PurchaseReport& report_;
  const PurchaseQuestion& question_;
  lxw_workbook* book_;
  Formats formats_{};
  std::vector<std::size_t> totals_{};  // row of each offer's total
  std::size_t total_column_ = 0;
};

Result<std::string> write_workbook(const PurchaseReport& report, const std::filesystem::path& file) {
  // Tried first: the library tells of a file it cannot write on standard error, in words of its own.
  lxw_workbook* book = std::ofstream(file) ? workbook_new(file.c_str()) : nullptr;
  if (book == nullptr) return problem(fmt::format("{} cannot be written", file.string()));
  // A date of the question, not of today: the same question gives the same bytes.
  lxw_doc_properties properties{};
  std::string title = report.question.question;
  properties.title = title.data();
  properties.created = static_cast<time_t>(report.question.start.time_since_epoch().count() * 86400);
  workbook_set_properties(book, &properties);
  Workbook(report, book).write();
  const lxw_error error = workbook_close(book);
  if (error != LXW_NO_ERROR)
    return problem(fmt::format("{} cannot be written: {}", file.string(), lxw_strerror(error)));
  return read_file(file);
}

}  // namespace

Result<std::string> write_xlsx_purchase(const PurchaseReport& report) {
  // The library writes into files only: one of ours, read and gone before the bytes are handed on.
  std::error_code code;
  std::string folder = (std::filesystem::temp_directory_path(code) / "trainyard-XXXXXX").string();
  if (code || ::mkdtemp(folder.data()) == nullptr)
    return problem(fmt::format("a workbook needs a folder for temporary files, and {} is none: {}", folder,
                               code ? code.message() : std::generic_category().message(errno)),
                   "name one in TMPDIR");
  const std::filesystem::path file = std::filesystem::path(folder) / "workbook.xlsx";
  Result<std::string> workbook = write_workbook(report, file);
  std::filesystem::remove_all(folder, code);
  return workbook;
}

#endif

}  // namespace trainyard
