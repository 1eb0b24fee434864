#include "gui/charts/steady_pdf.h"

#include <QBuffer>
#include <QDateTime>
#include <QMarginsF>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QRegularExpression>

namespace trainyard::gui {

namespace {

QDateTime told_date() {
  bool is_number = false;
  const qlonglong epoch = qgetenv("SOURCE_DATE_EPOCH").toLongLong(&is_number);
  constexpr qlonglong year_2000 = 946684800;  // s since 1970, UTC; any day that never changes would do
  return QDateTime::fromSecsSinceEpoch(is_number ? epoch : year_2000, Qt::UTC);
}

/// Every match of `pattern` with its first group replaced by `with`, cut or padded with '0' to its length.
void replace_same_length(QByteArray& bytes, const QString& pattern, const QByteArray& with) {
  const QRegularExpression wanted(pattern);
  QRegularExpressionMatchIterator matches = wanted.globalMatch(QString::fromLatin1(bytes));  // byte for byte
  while (matches.hasNext()) {
    const QRegularExpressionMatch match = matches.next();
    const auto length = match.capturedLength(1);
    bytes.replace(match.capturedStart(1), length, with.leftJustified(length, '0', true));
  }
}

}  // namespace

QByteArray steady_pdf(QByteArray pdf) {
  const QDateTime date = told_date();
  // Of the information dictionary, "(D:20240229134500+01'00')"; of XMP, "2024-02-29T13:45:00+01:00".
  const QByteArray short_date = date.toString(QStringLiteral("yyyyMMddHHmmss")).toLatin1() + "+00'00'";
  const QByteArray long_date = date.toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss")).toLatin1() + "+00:00";
  replace_same_length(pdf, QStringLiteral("/(?:CreationDate|ModDate) ?\\(D:([0-9]{14}[-+Z0-9']*)\\)"),
                      short_date);
  replace_same_length(pdf, QStringLiteral("<xmp:(?:CreateDate|ModifyDate|MetadataDate)>([^<]*)<"), long_date);
  replace_same_length(pdf, QStringLiteral("<xmpMM:(?:DocumentID|InstanceID)>(?:uuid:)?([^<]*)<"), {});
  replace_same_length(pdf, QStringLiteral("/ID ?\\[ ?<([0-9A-Fa-f]+)>"), {});
  replace_same_length(pdf, QStringLiteral("/ID ?\\[ ?<[0-9A-Fa-f]+> ?<([0-9A-Fa-f]+)>"), {});
  return pdf;
}

QByteArray pdf_page(const QSizeF& size, const std::function<void(QPainter&)>& draw) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  constexpr double points_per_px = 0.75;
  {
    QPdfWriter writer(&buffer);
    writer.setPageSize(QPageSize(size * points_per_px, QPageSize::Point, QString(), QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF(0, 0, 0, 0));
    QPainter painter(&writer);
    painter.scale(writer.width() / size.width(), writer.height() / size.height());
    draw(painter);
  }
  return steady_pdf(std::move(bytes));
}

}  // namespace trainyard::gui
