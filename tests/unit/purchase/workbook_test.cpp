// The workbook unpacked: its sheets, and every formula worked out again from the cells it names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <regex>

#include "models/purchase/purchase_report.h"
#include "tests/support/golden.h"
#include "tests/support/made_up_offers.h"

namespace trainyard {
namespace {

using namespace purchase_test;
using ::testing::HasSubstr;

std::uint32_t number_at(const std::string& bytes, std::size_t at, int size) {
  std::uint32_t value = 0;
  for (int i = size; i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
  return value;
}

/// The members of a zip archive by name, from its central directory.
std::map<std::string, std::string> unpacked(const std::string& zip) {
  std::map<std::string, std::string> members;
  const std::size_t end = zip.rfind("PK\5\6");
  if (end == std::string::npos) return members;
  std::size_t at = number_at(zip, end + 16, 4);
  for (std::uint32_t left = number_at(zip, end + 10, 2); left > 0; --left) {
    const std::uint32_t packed = number_at(zip, at + 20, 4), size = number_at(zip, at + 24, 4),
                        name_size = number_at(zip, at + 28, 2), local = number_at(zip, at + 42, 4);
    const std::string name = zip.substr(at + 46, name_size);
    const std::size_t from = local + 30 + number_at(zip, local + 26, 2) + number_at(zip, local + 28, 2);
    std::string content(size, '\0');
    if (number_at(zip, at + 10, 2) == 0) {
      content = zip.substr(from, size);
    } else {
      std::string source = zip.substr(from, packed);
      z_stream stream{};
      EXPECT_EQ(inflateInit2(&stream, -MAX_WBITS), Z_OK);
      stream.next_in = reinterpret_cast<Bytef*>(source.data());
      stream.avail_in = packed;
      stream.next_out = reinterpret_cast<Bytef*>(content.data());
      stream.avail_out = size;
      EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END) << name;
      inflateEnd(&stream);
    }
    members[name] = std::move(content);
    at += 46 + name_size + number_at(zip, at + 30, 2) + number_at(zip, at + 32, 2);
  }
  return members;
}

struct Cell {
  std::string formula{};
  double value = 0;
};
using Cells = std::map<std::string, Cell>;  // "B7"

/// Cells with numbers.
Cells cells_of(const std::string& sheet) {
  static const std::regex cell(R"re(<c r="([A-Z]+[0-9]+)"([^>]*)>(?:<f>([^<]*)</f>)?<v>([^<]*)</v></c>)re");
  Cells cells;
  for (std::sregex_iterator it(sheet.begin(), sheet.end(), cell), none; it != none; ++it) {
    if ((*it)[2].str().find("t=\"s\"") != std::string::npos) continue;
    cells[(*it)[1]] = {(*it)[3], std::stod((*it)[4])};
  }
  return cells;
}

double value_of(const Cells& cells, const std::string& name) {
  const auto found = cells.find(name);
  EXPECT_NE(found, cells.end()) << name << " holds no number";
  return found == cells.end() ? 0.0 : found->second.value;
}

/// SUM(B3:B9), SUM(B3:D3), J2/H2 and 'cost by year'!D5 are all that is written.
std::optional<double> worked_out(const std::string& formula, const Cells& here, const Cells& cost) {
  static const std::regex sum(R"(SUM\(([A-Z])([0-9]+):([A-Z])([0-9]+)\))"),
      ratio(R"(([A-Z]+[0-9]+)/([A-Z]+[0-9]+))"), other(R"('cost by year'!([A-Z]+[0-9]+))");
  std::smatch part;
  if (std::regex_match(formula, part, sum)) {
    double total = 0;
    for (char column = part[1].str()[0]; column <= part[3].str()[0]; ++column) {
      for (int row = std::stoi(part[2]); row <= std::stoi(part[4]); ++row)
        total += value_of(here, column + std::to_string(row));
    }
    return total;
  }
  if (std::regex_match(formula, part, ratio)) return value_of(here, part[1]) / value_of(here, part[2]);
  if (std::regex_match(formula, part, other)) return value_of(cost, part[1]);
  return std::nullopt;
}

TEST(Workbook, FormulasGiveTheValuesBesideThem) {
  if (!can_write_xlsx()) GTEST_SKIP() << "built without libxlsxwriter: install libxlsxwriter-dev";
  PurchaseQuestion asked = question({bought("a"), bought("b", 120e3), rented()});
  asked.regions = {{.kind = "price", .offer = "a", .from = 0.5, .to = 2.0, .steps = 3},
                   {.kind = "utilisation", .offer = {}, .from = 0.1, .to = 1.0, .steps = 4}};
  const auto report = answer_purchase(asked, plans(asked), {});
  ASSERT_TRUE(report);
  const auto written = write_xlsx_purchase(report.value());
  ASSERT_TRUE(written) << to_text(written.error());
  EXPECT_EQ(write_xlsx_purchase(report.value()).value(), written.value()) << "two calls, two workbooks";
  auto members = unpacked(written.value());
  for (const char* sheet : {"summary", "offers", "cost by year", "plans", "sensitivity", "assumptions"})
    EXPECT_THAT(members["xl/workbook.xml"], HasSubstr(std::string("name=\"") + sheet + "\""));
  EXPECT_THAT(members["docProps/core.xml"], HasSubstr("2027-01-01T00:00:00Z"));  // the question's day
  EXPECT_THAT(members["xl/sharedStrings.xml"], HasSubstr("residual value"));
  const Cells cost = cells_of(members["xl/worksheets/sheet3.xml"]);
  int formulas = 0;
  for (int sheet = 1; sheet <= 6; ++sheet) {
    const Cells here = cells_of(members["xl/worksheets/sheet" + std::to_string(sheet) + ".xml"]);
    for (const auto& [name, cell] : here) {
      if (cell.formula.empty()) continue;
      ++formulas;
      const auto value = worked_out(cell.formula, here, cost);
      ASSERT_TRUE(value) << cell.formula;
      EXPECT_NEAR(cell.value, *value, 1e-9 * std::abs(*value)) << name << " " << cell.formula;
    }
  }
  // Rows: nine items of each purchase and two of the rent, three totals of three columns, three of each
  // offer.
  EXPECT_EQ(formulas, 9 + 9 + 2 + 3 * 3 + 3 * 3);
}

}  // namespace
}  // namespace trainyard
