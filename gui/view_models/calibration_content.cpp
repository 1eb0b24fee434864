#include "gui/view_models/calibration_content.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "gui/view_models/error_histogram.h"
#include "gui/view_models/words.h"
#include "models/calibration/exchange_predictor.h"
#include "models/calibration/roofline.h"
#include "sim/base/statistics.h"

namespace trainyard::gui {

namespace {

constexpr std::size_t most_points = 5000;
constexpr std::size_t most_groups = 7;  // with a colour of their own; the others share the eighth

std::string percent(double share) {
  return fmt::format("{:.1f} %", 100.0 * share);
}
std::string percent_or_none(double share) {
  return share > 0 ? percent(share) : "-";
}

/// Family and role of "family/role"; roles may hold a slash of their own.
std::pair<std::string, std::string> parted(const std::string& name) {
  const std::size_t slash = name.find('/');
  return {name.substr(0, slash), slash == std::string::npos ? std::string{} : name.substr(slash + 1)};
}

const KernelConstants* constants_of(const GpuProfile& gpu, const std::string& name) {
  const auto [family, role] = parted(name);
  const auto roles = gpu.kernels.find(family);
  if (roles == gpu.kernels.end()) return nullptr;
  const auto found = roles->second.find(role);
  return found == roles->second.end() ? nullptr : &found->second;
}

Tiles headline(const KernelConstants& constants) {
  Tiles tiles{
      {{words("law"), constants.law, "", {}},
       {words("status"),
        std::string(to_text(constants.status)),
        constants.transfer_sigma > 0 ? words("sigma {} of the transfer", percent(constants.transfer_sigma))
                                     : "",
        {}}}};
  if (constants.fit) {
    const FitRecord& fit = *constants.fit;
    tiles.tiles.push_back({words("held out, median"),
                           percent_or_none(fit.held_out_median),
                           words("p90 {}", percent_or_none(fit.held_out_p90)),
                           {}});
    tiles.tiles.push_back({words("small to large, median"),
                           percent_or_none(fit.beyond_median),
                           words("p90 {}", percent_or_none(fit.beyond_p90)),
                           {}});
    tiles.tiles.push_back({words("fitted rows"),
                           fmt::format("{}", fit.rows),
                           words("sigma {} of one shape", percent(fit.shape_sigma)),
                           {}});
  }
  return tiles;
}

Table constants_table(const CalibrationSubject& subject, const std::string& name,
                      const KernelConstants& constants) {
  const auto [family, role] = parted(name);
  Table table;
  table.title = words("Constants of {}", name);
  table.head = {words("constant"), words("value"), words("status"), words("sigma"), words("source")};
  const auto add = [&, family = family, role = role](const char* part,
                                                     const std::map<std::string, Sourced<double>>& values) {
    for (const auto& [constant, value] : values) {
      const WrittenValue written =
          subject.written ? subject.written->find(family, role, part, constant) : WrittenValue{};
      std::string source =
          value.source.empty() || value.source == constants.source ? words("that of the role") : value.source;
      if (!written.from.empty()) source = written.from + ": " + source;
      table.rows.push_back({constant,
                            written.value.empty() ? fmt::format("{:.6g}", value.value) : written.value,
                            std::string(to_text(value.evidence)),
                            value.relative_sigma > 0 ? percent(value.relative_sigma) : "", source});
    }
  };
  add("parameters", constants.parameters);
  add("measured_with", constants.measured_with);
  return table;
}

chart::LineChart roofline_chart(const Roofline& line, const std::string& name) {
  chart::LineChart lines;
  lines.title = words("Roofline of {}, {}", name, to_text(line.format));
  lines.x = {words("arithmetic intensity, FLOP/byte"), false, true};
  lines.y = {words("achieved, TFLOPS"), false, true};
  double least = INFINITY, most = 0;
  for (const RooflineSweep& sweep : line.sweeps) {
    chart::Series series{sweep.name, {}, {}, {}, {}, {}};
    for (const RooflinePoint& point : sweep.points) {
      series.x.push_back(point.intensity.base());
      series.y.push_back(point.achieved.in(teraflops));
      series.names.push_back(point.shape);
      least = std::min(least, point.intensity.base());
      most = std::max(most, point.intensity.base());
    }
    lines.series.push_back(std::move(series));
  }
  chart::Series roof{words("hardware"), {}, {}, {}, {}, {}};
  const double ridge = (line.peak / line.bandwidth).base();
  for (const double x : {least, std::clamp(ridge, least, most), most}) {
    roof.x.push_back(x);
    roof.y.push_back(line.roof(FlopsPerByte::from_base(x)).in(teraflops));
  }
  lines.series.push_back(std::move(roof));
  return lines;
}

/// Texts that many rows share, numbered from 1 in the order of their first use.
class Sources {
 public:
  std::string number_of(const std::string& source) {
    const auto at = std::find(sources_.begin(), sources_.end(), source);
    const auto index = static_cast<std::size_t>(at - sources_.begin());
    if (at == sources_.end()) sources_.push_back(source);
    return fmt::format("[{}]", index + 1);
  }
  [[nodiscard]] Table table() const {
    Table table;
    table.title = words("What they were fitted to or taken from");
    table.head = {words("no."), words("source")};
    for (std::size_t i = 0; i < sources_.size(); ++i)
      table.rows.push_back({fmt::format("[{}]", i + 1), sources_[i]});
    return table;
  }

 private:
  std::vector<std::string> sources_;
};

Table roles_table(const GpuProfile& gpu, Sources& sources) {
  Table table;
  table.title = words("Errors of every role on points left out of its fit");
  table.head = {words("role"),       words("law"),   words("status"),        words("rows"),
                words("median"),     words("p90"),   words("large, median"), words("large, p90"),
                words("sigma, all"), words("source")};
  for (const auto& [family, roles] : gpu.kernels) {
    for (const auto& [role, constants] : roles) {
      std::vector<std::string> row{family + "/" + role, constants.law,
                                   std::string(to_text(constants.status))};
      if (constants.fit) {
        const FitRecord& fit = *constants.fit;
        row.insert(row.end(),
                   {fmt::format("{}", fit.rows), percent_or_none(fit.held_out_median),
                    percent_or_none(fit.held_out_p90), percent_or_none(fit.beyond_median),
                    percent_or_none(fit.beyond_p90), percent(fit.common_sigma), sources.number_of(fit.data)});
      } else {
        row.insert(row.end(), {"-", "-", "-", "-", "-", "-", sources.number_of(constants.source)});
      }
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

using RowGroups = std::vector<std::pair<std::string, std::vector<const ScoredRow*>>>;

/// The largest groups first; beyond the seventh together.
RowGroups row_groups(const Score& score) {
  std::map<std::string, std::vector<const ScoredRow*>> named;
  for (const ScoredRow& row : score.rows) named[row.group].push_back(&row);
  RowGroups groups(named.begin(), named.end());
  std::stable_sort(groups.begin(), groups.end(),
                   [](const auto& a, const auto& b) { return a.second.size() > b.second.size(); });
  if (groups.size() <= most_groups + 1) return groups;
  std::vector<const ScoredRow*> others;
  for (std::size_t i = most_groups; i < groups.size(); ++i)
    others.insert(others.end(), groups[i].second.begin(), groups[i].second.end());
  const std::string name = words("other ({})", groups.size() - most_groups);
  groups.resize(most_groups);
  groups.emplace_back(name, std::move(others));
  return groups;
}

/// Of very many rows every so manieth, so that the chart can be drawn while it is scrolled.
chart::ScatterChart scatter(const RowGroups& groups, std::size_t count) {
  const std::size_t stride = (count + most_points - 1) / most_points;
  chart::ScatterChart points;
  points.title = stride > 1 ? words("Measured times against the profile's, one row of {}", stride)
                            : words("Measured times against the profile's");
  points.x = {words("measured, us"), false, true};
  points.y = {words("predicted, us"), false, true};
  points.diagonal = true;
  for (const auto& [name, rows] : groups) {
    chart::Series series{name, {}, {}, {}, {}, {}};
    for (std::size_t i = 0; i < rows.size(); i += stride) {
      const ScoredRow* row = rows[i];
      series.x.push_back(row->measured.in(microseconds));
      series.y.push_back(row->predicted.in(microseconds));
      series.names.push_back(row->where);
    }
    points.series.push_back(std::move(series));
  }
  return points;
}

chart::BarChart error_chart(const RowGroups& groups) {
  NamedErrors errors;
  for (const auto& [name, rows] : groups) {
    errors.emplace_back(name, std::vector<double>{});
    for (const ScoredRow* row : rows) errors.back().second.push_back(row->predicted / row->measured - 1);
  }
  return error_histogram(words("Error of a kernel's time, in bins of 3 %"),
                         words("predicted over measured less 1, % from here on; ends: and beyond"), errors,
                         0.3, 20);
}

Table score_table(const Score& score) {
  Table table;
  table.title = words("Errors on these measurements");
  table.head = {words("group"), words("status"),      words("rows"),   words("median"), words("p90"),
                words("bias"),  words("of training"), words("median"), words("p90"),    words("bias")};
  const auto cells = [](std::vector<std::string>& row, const ErrorSummary& errors) {
    row.push_back(fmt::format("{}", errors.count));
    for (const double value : {errors.median, errors.p90})
      row.push_back(errors.count > 0 ? percent(value) : "-");
    row.push_back(errors.count > 0 ? fmt::format("{:+.1f} %", 100.0 * errors.bias) : "-");
  };
  for (const ScoreLine& line : score.lines) {
    std::vector<std::string> row{line.group, line.status};
    cells(row, line.all);
    cells(row, line.training);
    table.rows.push_back(std::move(row));
  }
  return table;
}

void add_measured(Content& content, const MeasuredAgainst& measured) {
  content.heading(words("Measurements"));
  std::string files;
  for (const std::string& file : measured.files) files += (files.empty() ? "" : "\n") + file;
  content.paragraph(files);
  if (measured.score.rows.empty()) {
    content.paragraph(words("The profile answers none of these measurements."), Tone::warning);
  } else {
    const RowGroups groups = row_groups(measured.score);
    content.add(chart::Chart(scatter(groups, measured.score.rows.size())));
    content.add(chart::Chart(error_chart(groups)));
    content.add(score_table(measured.score));
  }
  std::string unanswered;
  for (const auto& [reason, rows] : measured.score.unanswered)
    unanswered += (unanswered.empty() ? "" : "\n") +
                  words("not answered: {}, {}", counted("%n rows", "%n row", rows), reason);
  if (!unanswered.empty()) content.paragraph(unanswered, Tone::warning);
}

}  // namespace

Result<CalibrationSubject> calibration_subject(const ProfileLibrary& library, const std::string& name) {
  TRAINYARD_TRY(target, find_target(library, name));
  CalibrationSubject subject{std::move(target), {}};
  if (!subject.target.kernel_file.empty()) {
    TRAINYARD_TRY(written, WrittenValues::load(library, subject.target.kernel_file));
    subject.written = std::move(written);
  }
  return subject;
}

std::vector<std::string> role_names(const CalibrationSubject& subject) {
  std::vector<std::string> names;
  for (const auto& [family, roles] : subject.target.gpu.kernels)
    for (const auto& [role, constants] : roles) names.push_back(family + "/" + role);
  return names;
}

Result<MeasuredAgainst> measure_against(const ProfileLibrary& library, const CalibrationSubject& subject,
                                        const std::vector<std::string>& files) {
  TRAINYARD_TRY(read, read_measurement_files(files));
  TRAINYARD_TRY(transport, shipped_lone_transport(library));
  const CalibrationTarget& target = subject.target;
  TRAINYARD_TRY(scored, score(target.gpu, target.node ? &*target.node : nullptr, read,
                              transport ? &*transport : nullptr));
  MeasuredAgainst against;
  for (const Measurements& one : read) against.files.push_back(one.file + ": " + one.description);
  against.score = std::move(scored);
  return against;
}

Content calibration_content(const CalibrationSubject& subject, const std::string& role,
                            const MeasuredAgainst* measured) {
  const GpuProfile& gpu = subject.target.gpu;
  Content content;
  if (measured != nullptr) add_measured(content, *measured);
  const KernelConstants* constants = constants_of(gpu, role);
  if (constants == nullptr) {
    content.paragraph(gpu.kernels.empty() ? words("{} has no kernel constants yet.", gpu.name)
                                          : words("{} has no constants for {}.", gpu.name, role),
                      Tone::warning);
    return content;
  }
  content.heading(gpu.name + ", " + role);
  content.add(headline(*constants));
  content.paragraph(words("Source: {}", constants->source));
  content.add(constants_table(subject, role, *constants));
  const auto [family, part] = parted(role);
  if (has_roofline(part)) {
    const Result<Roofline> line = estimate_roofline(gpu, family, part);
    if (line) {
      content.add(chart::Chart(roofline_chart(line.value(), role)));
      if (line.value().beats_peak())
        content.paragraph(words("Some products come out above the peak of the hardware: these kernels were "
                                "measured together with other work, and the fit gives that too much of the "
                                "time. Their constants are to be taken with care."),
                          Tone::warning);
    } else {
      content.paragraph(to_text(line.error()), Tone::warning);
    }
  } else {
    content.paragraph(words("A roofline is drawn for roles of matrix products."));
  }
  Sources sources;
  content.add(roles_table(gpu, sources));
  content.add(sources.table());
  return content;
}

}  // namespace trainyard::gui
