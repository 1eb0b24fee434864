#pragma once
// One chart as a file or a picture.
#include <QImage>
#include <QString>
#include <filesystem>

#include "models/chart/draw.h"
#include "sim/base/result.h"

namespace trainyard::gui {

/// Black on white, at `scale` times the size of to_svg().
[[nodiscard]] QImage chart_image(const chart::Chart& chart, double scale = 2.0);
/// By the ending of `file`: .png, .svg, .pdf (the chart) or .csv (its data). Written whole or not at all.
/// Errors: another ending, a file that cannot be written.
[[nodiscard]] Result<void> export_chart(const chart::Chart& chart, const std::filesystem::path& file);
/// Writes an encoded picture, whole or not at all. Errors: no bytes, so it could not be encoded; those of
/// write_file.
[[nodiscard]] Result<void> save_bytes(const std::filesystem::path& file, const QByteArray& bytes);

}  // namespace trainyard::gui
