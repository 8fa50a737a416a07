#include <QBuffer>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>

#include <algorithm>
#include <cmath>

#include "reporting/report_pages.h"
#include "reporting/report_writer.h"
#include "reporting/save_file.h"

namespace cellwise::reporting {

QString timeText(const QDateTime& utc) {
  if (!utc.isValid()) return QStringLiteral("–");
  const QDateTime local = utc.toLocalTime();
  const int minutes = local.offsetFromUtc() / 60;
  const QString offset = QStringLiteral("UTC%1%2:%3")
                             .arg(minutes < 0 ? QLatin1Char('-') : QLatin1Char('+'))
                             .arg(std::abs(minutes) / 60, 2, 10, QLatin1Char('0'))
                             .arg(std::abs(minutes) % 60, 2, 10, QLatin1Char('0'));
  return local.toString(QStringLiteral("yyyy-MM-dd HH:mm ")) + offset;
}

Report::Report(QPagedPaintDevice& device, QPainter* painter, const Differential& d,
               const ReportOptions& options, int pages, WrittenText* text)
    : s_(device, painter, text), d_(d), options_(options), pages_(pages) {
  hash_ = contentHash(d);
  if (options.signature) {
    if (checkSignature(d, *options.signature)) {
      signature_ = &*options.signature;
      hash_ = signature_->contentSha256;
    } else {
      foreignSignature_ = true;
    }
  }
  bottom_ = s_.height() - kFooter;
}

int Report::paint() {
  pageFrame();
  letterhead();
  title();
  facts();
  table();
  totals();
  partial();
  readers();
  limits();
  words();
  unresolved();
  audit();
  representativeCells();
  howMade();
  changes();
  signature();
  return s_.page();
}

void Report::need(double height) {
  if (y_ + height <= bottom_) return;
  s_.newPage();
  pageFrame();
}

void Report::heading(const QString& text, double together) {
  need(18 + together);
  s_.line({0, y_, w(), 15}, text, kHeading);
  y_ += 18;
}

void Report::flow(const QString& text, const TextStyle& style) {
  const double height = Sheet::lineHeight(style);
  const QStringList lines = s_.wrapped(w(), text, style);
  for (qsizetype i = 0; i < lines.size(); ++i) {
    // No single line of a paragraph stands alone at a page's end or begin.
    const bool first = i == 0, lastButOne = i + 2 == lines.size();
    need(lines.size() > 1 && (first || lastButOne) ? 2 * height : height);
    s_.paragraph({0, y_}, w() + 2, lines[i], style);
    y_ += height;
  }
}

static constexpr double kBetween = 8, kRowPadding = 2.5;

double Report::smallHeight(const std::vector<Column>& columns, const QStringList& texts,
                           const TextStyle& style) const {
  double height = 0;
  for (std::size_t i = 0; i < columns.size(); ++i)
    height = std::max(
        height, s_.paragraphHeight(columns[i].width - kBetween, texts[static_cast<qsizetype>(i)], style));
  return height + 2 * kRowPadding;
}

void Report::smallRow(const std::vector<Column>& columns, const QStringList& texts, const TextStyle& style,
                      bool head) {
  const double height = smallHeight(columns, texts, style);
  need(height + 1);
  double x = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const QString& text = texts[static_cast<qsizetype>(i)];
    const double inner = columns[i].width - kBetween;
    // A head stands on its line, everything else hangs from the one above.
    const double from = head ? height - kRowPadding - s_.paragraphHeight(inner, text, style) : kRowPadding;
    s_.paragraph({columns[i].toTheRight ? x + kBetween : x, y_ + from}, inner, text,
                 columns[i].toTheRight ? right(style) : style);
    x += columns[i].width;
  }
  y_ += height;
  s_.rule({0, y_}, {x, y_}, head ? 0.9 : 0.35, head ? kInk : kFaint);
}

namespace {

void paintPages(QPagedPaintDevice& device, const Differential& d, const ReportOptions& options,
                WrittenText* text) {
  const int pages = Report(device, nullptr, d, options, 0, nullptr).paint();
  QPainter painter;
  if (!painter.begin(&device)) return;
  painter.setRenderHint(QPainter::Antialiasing);
  Report(device, &painter, d, options, pages, text).paint();
}

}  // namespace

void paintReport(QPagedPaintDevice& device, const Differential& d, const ReportOptions& options) {
  paintPages(device, d, options, nullptr);
}

Result<void> writePdf(const QString& file, const Differential& d, const ReportOptions& options) {
  if (options.signature)
    if (auto belongs = checkSignature(d, *options.signature); !belongs) return belongs;
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  WrittenText text;
  {
    QPdfWriter writer(&buffer);
    writer.setResolution(1200);
    writer.setPageLayout(
        QPageLayout(QPageSize(options.pageSize == PageSize::A4 ? QPageSize::A4 : QPageSize::Letter),
                    QPageLayout::Portrait, QMarginsF(45, 38, 45, 32), QPageLayout::Point));
    writer.setCreator(QStringLiteral("Cellwise"));
    writer.setTitle(d.sampleId.isEmpty() ? d.title : d.sampleId + QStringLiteral(" — ") + d.title);
    const QByteArray content =
        options.signature && !options.signature->content.isEmpty() ? options.signature->content : toJson(d);
    writer.addFileAttachment(QStringLiteral("differential.json"), content,
                             QStringLiteral("application/json"));
    paintPages(writer, d, options, &text);
  }
  QByteArray bytes = buffer.data();
  text.correct(bytes);
  return saveFile(file, bytes);
}

}  // namespace cellwise::reporting
