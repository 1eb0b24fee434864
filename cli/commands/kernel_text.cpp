#include "cli/commands/kernel_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/calibration/written_values.h"
#include "models/report/text_table.h"

namespace trainyard::cli {
namespace {

std::string percent(double share) {
  return fmt::format("{:.3g} %", 100.0 * share);
}

std::string fit_text(const FitRecord& fit) {
  std::string text = fmt::format("{} rows", fit.rows);
  if (fit.held_out_median > 0.0)
    text += fmt::format("; shapes left out: median {}, p90 {}", percent(fit.held_out_median),
                        percent(fit.held_out_p90));
  if (fit.beyond_median > 0.0)
    text += fmt::format("; small to large: median {}, p90 {}", percent(fit.beyond_median),
                        percent(fit.beyond_p90));
  return text + fmt::format("; sigma {} of one shape, {} of all together", percent(fit.shape_sigma),
                            percent(fit.common_sigma));
}

std::string domain_text(const FitRecord& fit) {
  std::string text;
  for (const auto& [feature, range] : fit.domain) {
    text += fmt::format("{}{} {:.6g}", text.empty() ? "" : ", ", feature, range.front());
    if (range.back() > range.front()) text += fmt::format(" to {:.6g}", range.back());
  }
  return text;
}

/// "over rows (5 from 128 to 16384) x columns (3 from 1024 to 8192): -3.1 % to +4.2 % of the time".
std::string correction_text(const CorrectionGrid& grid) {
  std::string text;
  for (const CorrectionGrid::Axis& axis : grid.axes) {
    text += fmt::format("{} {} ({} {:.6g} to {:.6g})", text.empty() ? "over" : " x", axis.feature,
                        axis.knots.size() == 1 ? "1 knot," : fmt::format("{} knots,", axis.knots.size()),
                        axis.knots.front(), axis.knots.back());
  }
  const auto [least, most] = std::minmax_element(grid.values.begin(), grid.values.end());
  const double largest = std::abs(*least) > std::abs(*most) ? *least : *most;
  return text + fmt::format(": {} values, the largest {:+.1f} % of the time{}", grid.values.size(),
                            100.0 * std::expm1(largest), grid.held ? ", held beyond" : "");
}

std::string lists_text(const std::vector<double>& values) {
  std::string text;
  for (const double value : values) text += fmt::format("{}{:.6g}", text.empty() ? "" : ", ", value);
  return text;
}

struct Line {
  std::string name{}, value{}, status{}, sigma{}, rest{};
};

/// One line per parameter; its source follows where it is not the role's.
std::string lines_text(const std::vector<Line>& lines) {
  std::size_t name = 0, value = 0, status = 0, sigma = 0;
  for (const Line& one : lines) {
    name = std::max(name, one.name.size());
    value = std::max(value, one.value.size());
    status = std::max(status, one.status.size());
    sigma = std::max(sigma, one.sigma.size());
  }
  std::string text;
  for (const Line& one : lines) {
    std::string first =
        fmt::format("    {:<{}}  {:>{}}  {:<{}}", one.name, name, one.value, value, one.status, status);
    if (sigma > 0) first += fmt::format("  {:<{}}", one.sigma, sigma);
    const std::size_t end = first.find_last_not_of(' ') + 1;
    text += one.rest.empty() ? first.substr(0, end) + "\n" : wrapped(first + "  ", one.rest);
  }
  return text;
}

class DocumentText {
 public:
  DocumentText(const KernelDocument& document, const KernelFamilies& resolved, WrittenValues written)
      : document_(document), resolved_(resolved), written_(std::move(written)) {}

  [[nodiscard]] std::string text() const {
    std::string text = wrapped("  ", document_.description);
    if (!document_.transferred_from.empty()) text += base_text();
    for (const auto& [family, roles] : document_.families) {
      for (const auto& [role, given] : roles) text += "\n" + role_text(family, role, given);
    }
    return text + taken_over_text();
  }

 private:
  [[nodiscard]] std::string base_text() const {
    const std::string first = fmt::format("  stands on {}: ", document_.transferred_from);
    return wrapped(
        first,
        fmt::format("{}, sigma {}, {}  [{}]", to_text(document_.transfer_status), document_.transfer_sigma,
                    document_.keeps_corrections ? "its corrections kept" : "without its corrections",
                    document_.transfer_source));
  }

  [[nodiscard]] std::string role_text(const std::string& family, const std::string& role,
                                      const KernelRole& given) const {
    const KernelConstants& constants = resolved_.at(family).at(role);
    const bool on_base = given.given.law.empty() && given.like.empty();
    std::string text =
        fmt::format("  {}/{}  {}, law {}", family, role, to_text(constants.status), constants.law);
    if (!given.like.empty()) text += ", like " + given.like;
    if (on_base) text += fmt::format(", on that of {}", document_.transferred_from);
    if (constants.transfer_sigma > 0.0)
      text += fmt::format(", sigma {} of the transfer", constants.transfer_sigma);
    text += "\n";
    if (const std::string same = taken_parts(constants, given); !same.empty())
      text += wrapped(fmt::format("    as {}: ", on_base ? document_.transferred_from : given.like), same);
    if (given.tells_source) text += wrapped("    source: ", constants.source);
    if (given.given.fit) {
      text += wrapped("    fit: ", fit_text(*constants.fit));
      if (constants.fit->data != constants.source) text += wrapped("    fitted to: ", constants.fit->data);
      if (!constants.fit->domain.empty()) text += wrapped("    measured: ", domain_text(*constants.fit));
    }
    text += lines_text(lines_of(family, role, "parameters", constants.parameters, constants.source));
    for (const auto& [name, values] : given.given.lists)
      text += wrapped(fmt::format("    {}: ", name), lists_text(values));
    for (const CorrectionGrid& grid : given.given.corrections)
      text += wrapped("    correction ", correction_text(grid));
    if (!constants.measured_with.empty()) {
      text += "    in the measurements beside the kernel, used to compare only:\n";
      text += lines_text(lines_of(family, role, "measured_with", constants.measured_with, constants.source));
    }
    return text;
  }

  /// What the role has and does not give itself, apart from parameters: those have a line each.
  static std::string taken_parts(const KernelConstants& constants, const KernelRole& given) {
    std::string parts;
    const auto add = [&](bool taken, std::string_view part) {
      if (taken) parts += fmt::format("{}{}", parts.empty() ? "" : ", ", part);
    };
    add(!given.tells_source, "source");
    add(constants.fit && !given.given.fit, "fit");
    for (const auto& [name, values] : constants.lists) add(!given.given.lists.contains(name), name);
    add(!constants.corrections.empty() && given.given.corrections.empty(), "corrections");
    return parts;
  }

  [[nodiscard]] std::vector<Line> lines_of(const std::string& family, const std::string& role,
                                           const char* part,
                                           const std::map<std::string, Sourced<double>>& values,
                                           const std::string& role_source) const {
    std::vector<Line> lines;
    for (const auto& [name, value] : values) {
      const WrittenValue written = written_.find(family, role, part, name);
      Line line{.name = name, .value = written.value, .status = std::string(to_text(value.evidence))};
      if (value.relative_sigma > 0.0) line.sigma = fmt::format("sigma {}", value.relative_sigma);
      line.rest = written.from.empty() && value.source != role_source ? value.source : written.from;
      lines.push_back(std::move(line));
    }
    return lines;
  }

  /// Roles that the document itself does not mention.
  [[nodiscard]] std::string taken_over_text() const {
    std::vector<Line> lines;
    for (const auto& [family, roles] : resolved_) {
      for (const auto& [role, constants] : roles) {
        const auto own = document_.families.find(family);
        if (own != document_.families.end() && own->second.contains(role)) continue;
        lines.push_back({.name = family + "/" + role,
                         .value = constants.law,
                         .status = std::string(to_text(constants.status)),
                         .sigma = fmt::format("sigma {:.3g} of the transfer", constants.transfer_sigma)});
      }
    }
    if (lines.empty()) return {};
    const std::string& base = document_.transferred_from;
    return fmt::format("\n  taken over from {} (trainyard show {} --kind kernels tells their numbers)\n",
                       base, base) +
           lines_text(lines);
  }

  const KernelDocument& document_;
  const KernelFamilies& resolved_;
  WrittenValues written_;
};

}  // namespace

Result<std::string> kernel_document_text(const ProfileLibrary& library, const std::filesystem::path& file) {
  TRAINYARD_TRY(parsed, JsonDocument::load(file));
  TRAINYARD_TRY(document, parse_kernels(parsed));
  TRAINYARD_TRY(resolved, library.resolve(document));
  TRAINYARD_TRY(written, WrittenValues::load(library, file));
  return DocumentText(document, resolved, std::move(written)).text();
}

}  // namespace trainyard::cli
