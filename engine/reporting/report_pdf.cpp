// The report's pages. Everything is legible in black and white: provenance is shown by fill and
// hatch and by words, never by colour alone.
#include <QBuffer>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>

#include <algorithm>
#include <cmath>

#include "reporting/report_writer.h"
#include "reporting/save_file.h"
#include "reporting/sheet.h"

namespace cellwise::reporting {
namespace {

const QColor kInk(0x11, 0x18, 0x27);
const QColor kMuted(0x4b, 0x55, 0x63);
const QColor kFaint(0xc9, 0xce, 0xd6);
const QColor kAccent(0x1f, 0x3a, 0x5f);

const TextStyle kBody{8.5, false, kInk, Qt::AlignLeft};
const TextStyle kSmall{7.2, false, kMuted, Qt::AlignLeft};
const TextStyle kHeading{10.5, true, kAccent, Qt::AlignLeft};

TextStyle right(TextStyle style) {
  style.align = Qt::AlignRight;
  return style;
}
TextStyle bold(TextStyle style) {
  style.bold = true;
  return style;
}
TextStyle muted(TextStyle style) {
  style.ink = kMuted;
  return style;
}

// Local time with its offset: read on the spot, and still unambiguous elsewhere.
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

class Report {
 public:
  Report(QPagedPaintDevice& device, QPainter* painter, const Differential& d, const ReportOptions& options,
         int pages, WrittenText* text)
      : s_(device, painter, text), d_(d), options_(options), pages_(pages), hash_(contentHash(d)) {
    if (options.signature) {
      if (checkSignature(d, *options.signature))
        signature_ = &*options.signature;
      else
        foreignSignature_ = true;
    }
    bottom_ = s_.height() - kFooter;
  }

  // Returns the number of pages.
  int paint() {
    pageFrame();
    title();
    facts();
    table();
    totals();
    unresolved();
    representativeCells();
    howMade();
    signature();
    return s_.page();
  }

 private:
  static constexpr double kHeader = 24, kFooter = 30, kGap = 13;

  QString t(Phrase p) const { return phrase(p, options_.language); }
  double w() const { return s_.width(); }

  void need(double height) {
    if (y_ + height <= bottom_) return;
    s_.newPage();
    pageFrame();
  }

  void heading(const QString& text, double together) {
    need(18 + together);
    s_.line({0, y_, w(), 15}, text, kHeading);
    y_ += 18;
  }

  // --- on every page

  void pageFrame() {
    double x = w();
    const auto tag = [&](const QString& text, bool solid, Stroke stroke) {
      TextStyle style{7, true, solid ? QColor(Qt::white) : kInk, Qt::AlignHCenter};
      const double width = s_.textWidth(text, style) + 12;
      const QRectF box(x - width, 0, width, 13);
      if (solid)
        s_.fill(box, Qt::black);
      else
        s_.frame(box, 0.8, kInk, stroke);
      s_.line(box, text, style);
      x -= width + 6;
    };
    if (signature_)
      tag(t(Phrase::SignedVersion).arg(signature_->version), false, Stroke::Solid);
    else
      tag(t(Phrase::NotSigned), false, Stroke::Dashed);
    tag(t(Phrase::ResearchUse), false, Stroke::Solid);
    if (d_.synthetic) tag(t(Phrase::Synthetic), true, Stroke::Solid);
    QString running = QStringLiteral("Cellwise");
    if (s_.page() > 1)
      running = d_.sampleId.isEmpty() ? d_.title : d_.sampleId + QStringLiteral(" — ") + d_.title;
    s_.line({0, 0, x - 8, 13}, running, bold(TextStyle{8, false, kMuted, Qt::AlignLeft}));
    s_.rule({0, 17}, {w(), 17}, 0.6, kFaint);

    const TextStyle foot{6.4, false, kMuted, Qt::AlignLeft};
    const double y = s_.height() - 20;
    s_.rule({0, y - 3}, {w(), y - 3}, 0.6, kFaint);
    const QString pageText = t(Phrase::Page).arg(s_.page()).arg(pages_);
    const TextStyle pageStyle = right(bold(TextStyle{7.5, false, kInk, Qt::AlignLeft}));
    const double pageWidth = s_.textWidth(pageText, pageStyle) + 12;
    s_.line({w() - pageWidth, y, pageWidth, 10}, pageText, pageStyle);
    s_.line({0, y, w() - pageWidth, 10}, t(Phrase::ContentHash) + QStringLiteral("  ") + hash_, foot);
    if (!d_.modelSha.isEmpty())
      s_.line({0, y + 9.5, w(), 10}, t(Phrase::WeightsHash) + QStringLiteral("  ") + d_.modelSha, foot);
    y_ = kHeader;
  }

  // --- the first page's head

  void title() {
    const Phrase p = d_.specimen == QLatin1String("blood")    ? Phrase::TitleBlood
                     : d_.specimen == QLatin1String("marrow") ? Phrase::TitleMarrow
                                                              : Phrase::TitleOther;
    s_.line({0, y_, w(), 26}, t(p), {19, true, kAccent, Qt::AlignLeft});
    y_ += 30;
    QString notice = t(Phrase::ResearchUse) +
                     (options_.language == Language::Chinese ? QStringLiteral("。") : QStringLiteral(". ")) +
                     t(Phrase::ResearchUseSentence);
    y_ += s_.paragraph({0, y_}, w(), notice, {8, false, kInk, Qt::AlignLeft});
    if (d_.synthetic)
      y_ += s_.paragraph(
          {0, y_}, w(),
          t(Phrase::Synthetic) +
              (options_.language == Language::Chinese ? QStringLiteral("。") : QStringLiteral(". ")) +
              t(Phrase::SyntheticSentence),
          bold({8, false, kInk, Qt::AlignLeft}));
    y_ += 5;
  }

  struct Fact {
    Phrase label;
    QString value;
  };

  double factColumn(double x, double width, double labelWidth, const std::vector<Fact>& facts, double y) {
    for (const Fact& fact : facts) {
      const TextStyle label{8, false, kMuted, Qt::AlignLeft};
      s_.paragraph({x, y + 0.4}, labelWidth, t(fact.label), label);
      y += std::max(13.0, s_.paragraph({x + labelWidth, y}, width - labelWidth,
                                       fact.value.isEmpty() ? t(Phrase::NotStated) : fact.value, kBody) +
                              1.6);
    }
    return y;
  }

  void facts() {
    s_.rule({0, y_}, {w(), y_}, 1.2, kAccent);
    y_ += 6;
    const QString model =
        d_.modelName.isEmpty() ? QString() : (d_.modelName + QLatin1Char(' ') + d_.modelVersion).trimmed();
    const QString separator = t(Phrase::ListSeparator);
    const QString cells =
        QString::number(d_.cells) + QStringLiteral(":  ") + t(Phrase::CountedOf).arg(d_.counted) + separator +
        t(Phrase::OutsideOf).arg(d_.outside) + separator + t(Phrase::UnresolvedOf).arg(d_.unresolved);
    const double half = w() / 2;
    const double left = factColumn(0, half - 14, 58,
                                   {{Phrase::Sample, d_.sampleId},
                                    {Phrase::SlideTitle, d_.title},
                                    {Phrase::Specimen, specimenName(d_.specimen, options_.language)},
                                    {Phrase::Operator, d_.operatorName}},
                                   y_);
    const double rightEnd = factColumn(half, half, 58,
                                       {{Phrase::Imported, timeText(d_.importedAt)},
                                        {Phrase::Computed, timeText(d_.computedAt)},
                                        {Phrase::Model, model},
                                        {Phrase::Weights, d_.modelSha.left(12)}},
                                       y_);
    y_ = std::max(left, rightEnd);
    y_ = factColumn(0, w(), 58, {{Phrase::CellsOnSlide, cells}}, y_);
    y_ += 2;
    s_.rule({0, y_}, {w(), y_}, 0.6, kFaint);
    y_ += kGap - 4;
  }

  // --- the table with its bars

  struct Columns {
    double name, confirmed, accepted, total, share, interval, review, once, chart, chartWidth;
  };

  // Right edges, but for name and chart, which are left edges.
  Columns columns() const {
    Columns c{};
    const bool open = d_.unresolved > 0;
    double x = open ? 98 : 126;
    c.confirmed = x += 46;
    c.accepted = x += 44;
    c.total = x += 31;
    c.share = x += 44;
    c.interval = x += 52;
    if (open) {
      c.review = x += 34;
      c.once = x += 52;
    }
    c.chart = x + 12;
    c.chartWidth = w() - c.chart - 4;
    return c;
  }

  // Right end of the bars' axis, a share.
  double axisEnd() const {
    double highest = 0;
    for (const auto& r : d_.rows)
      if (r.counted) highest = std::max(highest, r.interval.high);
    for (const double end : {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8})
      if (highest <= end) return end;
    return 1;
  }

  void tableHead(const Columns& c, bool chart, double axis) {
    constexpr double height = 25;
    const TextStyle head{7.4, true, kMuted, Qt::AlignLeft};
    const auto column = [&](double rightEdge, double width, const QString& text) {
      // Standing on the head's lower edge, at most two lines.
      const TextStyle style = right(head);
      const double h = s_.paragraphHeight(width, text, style);
      s_.paragraph({rightEdge - width, y_ + height - 3 - h}, width, text, style);
    };
    const double h = s_.paragraphHeight(c.confirmed - 46, t(Phrase::Class), head);
    s_.paragraph({0, y_ + height - 3 - h}, c.confirmed - 46, t(Phrase::Class), head);
    column(c.confirmed, 46, t(Phrase::Confirmed));
    column(c.accepted, 43, t(Phrase::AutoAccepted));
    column(c.total, 30, t(Phrase::Total));
    column(c.share, 42, t(Phrase::Share));
    column(c.interval, 52, t(Phrase::Interval95));
    if (d_.unresolved > 0) {
      column(c.review, 32, t(Phrase::ToReview));
      column(c.once, 51, t(Phrase::OnceDecided));
    }
    if (chart) {
      const int ticks = c.chartWidth > 80 ? 4 : 2;
      for (int i = 0; i <= ticks; ++i) {
        const double x = c.chart + c.chartWidth * i / ticks;
        s_.line({x - 15, y_ + height - 12, 30, 10}, QString::number(100 * axis * i / ticks),
                {6.6, false, kMuted, Qt::AlignHCenter});
      }
      s_.line({c.chart, y_ + height - 22, c.chartWidth, 10}, t(Phrase::Distribution),
              {7.4, true, kMuted, Qt::AlignHCenter});
    }
    y_ += height;
    s_.rule({0, y_}, {w(), y_}, 0.9, kInk);
  }

  void bar(const DifferentialRow& r, const Columns& c, double axis, double height) {
    const auto x = [&](double share) { return c.chart + c.chartWidth * std::min(1.0, share / axis); };
    const int ticks = c.chartWidth > 80 ? 4 : 2;
    for (int i = 0; i <= ticks; ++i)
      s_.rule({c.chart + c.chartWidth * i / ticks, y_}, {c.chart + c.chartWidth * i / ticks, y_ + height},
              0.4, i ? kFaint : kMuted);
    // The bar above, its interval below: nothing hides behind anything.
    const double top = y_ + height / 2 - 5.2, thick = 6.2;
    const double confirmed = static_cast<double>(r.cells.confirmed) / d_.counted;
    if (r.cells.autoAccepted > 0) s_.hatch({x(confirmed), top, x(r.share) - x(confirmed), thick}, kAccent);
    if (r.cells.confirmed > 0) s_.fill({x(0), top, x(confirmed) - x(0), thick}, kAccent);
    whisker(x(r.interval.low), x(r.interval.high), top + thick + 2.7);
  }

  void whisker(double low, double high, double y) {
    s_.rule({low, y}, {high, y}, 0.7, kInk);
    s_.rule({low, y - 1.7}, {low, y + 1.7}, 0.7, kInk);
    s_.rule({high, y - 1.7}, {high, y + 1.7}, 0.7, kInk);
  }

  void tableRow(const DifferentialRow& r, const Columns& c, bool chart, double axis) {
    const QString name = className(r, options_.language);
    const double nameWidth = c.confirmed - 42;
    const double nameHeight = s_.paragraphHeight(nameWidth, name, kBody);
    const double height = std::max(14.6, nameHeight + 2.6);
    if (y_ + height > bottom_) {
      need(height + 1);
      tableHead(c, chart, axis);
    }
    s_.paragraph({0, y_ + (height - nameHeight) / 2}, nameWidth, name, kBody);
    const auto cell = [&](double rightEdge, double width, const QString& text, const TextStyle& style) {
      s_.line({rightEdge - width, y_, width, height}, text, right(style));
    };
    cell(c.confirmed, 40, QString::number(r.cells.confirmed), kBody);
    cell(c.accepted, 40, QString::number(r.cells.autoAccepted), kBody);
    cell(c.total, 32, QString::number(r.cells.total()), bold(kBody));
    if (r.counted && d_.counted > 0) {
      cell(c.share, 46, percent(r.share), bold(kBody));
      cell(c.interval, 52, QLatin1Char('(') + percentRange(r.interval) + QLatin1Char(')'), kBody);
      if (chart) bar(r, c, axis, height);
    } else {
      cell(c.share, 46, QStringLiteral("–"), muted(kBody));
    }
    if (d_.unresolved > 0) {
      cell(c.review, 34, QString::number(r.unresolvedPredicted), kBody);
      if (r.counted) cell(c.once, 54, percentRange(r.possible), kBody);
    }
    y_ += height;
    s_.rule({0, y_}, {chart && r.counted ? c.chart - 8 : w(), y_}, 0.35, kFaint);
  }

  void table() {
    const Columns c = columns();
    const bool chart = d_.counted > 0;
    const double axis = axisEnd();
    tableHead(c, chart, axis);
    Provenance sum;
    bool anyOutside = false;
    for (const auto& r : d_.rows) {
      if (!r.counted) {
        anyOutside = true;
        continue;
      }
      sum.confirmed += r.cells.confirmed;
      sum.autoAccepted += r.cells.autoAccepted;
      tableRow(r, c, chart, axis);
    }
    need(16);
    s_.rule({0, y_}, {w(), y_}, 0.9, kInk);
    s_.line({0, y_, c.confirmed - 42, 15.5}, t(Phrase::CountedTotal), bold(kBody));
    const auto cell = [&](double rightEdge, const QString& text) {
      s_.line({rightEdge - 44, y_, 44, 15.5}, text, right(bold(kBody)));
    };
    cell(c.confirmed, QString::number(sum.confirmed));
    cell(c.accepted, QString::number(sum.autoAccepted));
    cell(c.total, QString::number(sum.total()));
    if (d_.counted > 0) cell(c.share, percent(1));
    y_ += 16;
    if (chart) {
      legend();
    } else {
      y_ += s_.paragraph({0, y_}, w(), t(Phrase::NothingCounted), bold(kBody)) + 3;
    }
    if (anyOutside) {
      need(36);
      y_ += 3;
      s_.line({0, y_, w(), 13}, t(Phrase::OutsideHeading), {7.4, true, kMuted, Qt::AlignLeft});
      y_ += 14;
      s_.rule({0, y_}, {w(), y_}, 0.6, kMuted);
      for (const auto& r : d_.rows)
        if (!r.counted) tableRow(r, c, false, axis);
    }
    y_ += kGap;
  }

  void legend() {
    const TextStyle style{7.2, false, kMuted, Qt::AlignLeft};
    double x = w();
    const auto label = [&](const QString& text) {
      const double width = s_.textWidth(text, style);
      x -= width + 1;
      s_.line({x, y_, width + 1, 11}, text, style);
      x -= 19;
    };
    need(13);
    label(t(Phrase::LegendInterval));
    whisker(x, x + 15, y_ + 5.5);
    x -= 12;
    label(t(Phrase::LegendAutoAccepted));
    s_.hatch({x, y_ + 2.2, 15, 6.6}, kAccent);
    x -= 12;
    label(t(Phrase::LegendConfirmed));
    s_.fill({x, y_ + 2.2, 15, 6.6}, kAccent);
    y_ += 13;
  }

  // --- lineages, and beside them the ratio

  QStringList names(const QStringList& ids) const {
    QStringList list;
    for (const QString& id : ids) {
      const DifferentialRow* r = d_.row(id);
      list << (r ? className(*r, options_.language) : id);
    }
    return list;
  }

  void totals() {
    const bool ratio = d_.meRatio || d_.nucleatedRedCells;
    if (d_.lineages.empty() && !ratio) return;
    const bool open = d_.unresolved > 0;
    const double tableWidth = ratio ? w() * 0.58 : w() * 0.7;
    const double lineagesHeight = 18 + 25 + 14.2 * static_cast<double>(d_.lineages.size());
    need(std::max(lineagesHeight, ratio ? 95.0 : 0.0));
    const double top = y_;
    double end = y_;

    if (!d_.lineages.empty()) {
      s_.line({0, y_, tableWidth, 15}, t(Phrase::Lineages), kHeading);
      y_ += 16;
      const double total = open ? 128 : 150, share = total + 48, interval = share + 54, once = interval + 60;
      const TextStyle head{7.4, true, kMuted, Qt::AlignLeft};
      const auto column = [&](double edge, double width, const QString& text, const TextStyle& style) {
        const double h = s_.paragraphHeight(width, text, style);
        s_.paragraph({edge - width, y_ + 22 - h}, width, text, style);
      };
      column(100, 100, t(Phrase::Lineage), head);
      column(total, 40, t(Phrase::Total), right(head));
      column(share, 46, t(Phrase::Share), right(head));
      column(interval, 52, t(Phrase::Interval95), right(head));
      if (open) column(once, 54, t(Phrase::OnceDecided), right(head));
      y_ += 24;
      const double edge = open ? once : interval;
      s_.rule({0, y_}, {edge, y_}, 0.9, kInk);
      for (const auto& l : d_.lineages) {
        s_.line({0, y_, total - 34, 14.2}, lineageName(l, options_.language), kBody);
        const auto cell = [&](double at, const QString& text, const TextStyle& style) {
          s_.line({at - 56, y_, 56, 14.2}, text, right(style));
        };
        cell(total, QString::number(l.cells.total()), bold(kBody));
        if (d_.counted > 0) {
          cell(share, percent(l.share), bold(kBody));
          cell(interval, QLatin1Char('(') + percentRange(l.interval) + QLatin1Char(')'), kBody);
        } else {
          cell(share, QStringLiteral("–"), muted(kBody));
        }
        if (open) cell(once, percentRange(l.possible), kBody);
        y_ += 14.2;
        s_.rule({0, y_}, {edge, y_}, 0.35, kFaint);
      }
      end = y_;
    }

    if (ratio) {
      const double x = d_.lineages.empty() ? 0 : tableWidth + 16;
      const double width = w() - x;
      y_ = top;
      const TextStyle value{14, true, kInk, Qt::AlignLeft};
      const auto block = [&](const QString& name, const QString& figure, const QString& range,
                             const QString& definition) {
        s_.line({x, y_, width, 15}, name, kHeading);
        y_ += 18;
        if (range.isEmpty()) {
          y_ += s_.paragraph({x, y_}, width, figure, bold({10, false, kInk, Qt::AlignLeft}));
        } else {
          s_.line({x, y_, width, 18}, figure, value);
          const double at = x + s_.textWidth(figure, value) + 6;
          s_.line({at, y_ + 1.5, std::max(0.0, x + width - at), 18},
                  QLatin1Char('(') + range + QLatin1Char(')'), {9.5, false, kInk, Qt::AlignLeft});
          y_ += 20;
        }
        y_ += s_.paragraph({x, y_}, width, definition, kSmall);
        y_ += 4;
      };
      const QString separator = t(Phrase::ListSeparator);
      if (d_.meRatio) {
        const auto& m = *d_.meRatio;
        block(t(Phrase::MyeloidErythroid),
              m.ratio ? QStringLiteral("%1 : 1").arg(*m.ratio, 0, 'f', 1) : t(Phrase::NoErythroid),
              m.ratio ? ratioRange(m.interval, 1) : QString(),
              t(Phrase::MyeloidErythroidDefinition)
                  .arg(QString::number(m.myeloid), QString::number(m.erythroid),
                       names(m.myeloidClasses).join(separator), names(m.erythroidClasses).join(separator)));
      }
      if (d_.nucleatedRedCells) {
        const auto& r = *d_.nucleatedRedCells;
        block(t(Phrase::NucleatedRed),
              r.per100 ? t(Phrase::NucleatedRedValue).arg(*r.per100, 0, 'f', 1) : t(Phrase::NoWhiteCells),
              r.per100 ? ratioRange(r.interval, 1) : QString(),
              t(Phrase::NucleatedRedDefinition)
                  .arg(QString::number(r.cells.total()), QString::number(r.cells.confirmed),
                       QString::number(r.cells.autoAccepted), QString::number(r.whiteCells)));
      }
      end = std::max(end, y_);
    }
    y_ = end + kGap;
  }

  void unresolved() {
    const QString statement = unresolvedInWords(d_, options_.language);
    const double inner = w() - 16;
    const double height = s_.paragraphHeight(inner, statement, kBody) + 26;
    need(height);
    const bool open = d_.unresolved > 0;
    s_.frame({0.5, y_, w() - 1, height}, open ? 1.0 : 0.5, open ? kInk : kFaint);
    s_.line({8, y_ + 4, inner, 14}, t(Phrase::Unresolved), kHeading);
    s_.paragraph({8, y_ + 19}, inner, statement, kBody);
    y_ += height + kGap;
  }

  void representativeCells() {
    std::vector<std::pair<const DifferentialRow*, const std::vector<RepresentativeCell>*>> blocks;
    for (const auto& r : d_.rows)
      if (const auto it = options_.cells.find(r.classId); it != options_.cells.end() && !it->second.empty())
        blocks.emplace_back(&r, &it->second);
    if (blocks.empty()) return;
    constexpr int kAcross = 3;
    constexpr std::size_t kMost = 4;
    constexpr double kBetween = 14, kImageGap = 3;
    const double blockWidth = (w() - kBetween * (kAcross - 1)) / kAcross;
    const double side = (blockWidth - kImageGap * (kMost - 1)) / kMost;
    const double blockHeight = 14 + side + 12;
    heading(t(Phrase::RepresentativeCells), blockHeight);
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      const int column = static_cast<int>(i % kAcross);
      if (column == 0) need(blockHeight);
      const double left = column * (blockWidth + kBetween);
      const auto& [row, cells] = blocks[i];
      s_.line({left, y_, blockWidth, 13}, className(*row, options_.language),
              bold({8, false, kInk, Qt::AlignLeft}));
      for (std::size_t k = 0; k < std::min(kMost, cells->size()); ++k) {
        const QRectF box(left + static_cast<double>(k) * (side + kImageGap), y_ + 14, side, side);
        s_.image(box, (*cells)[k].image);
        s_.frame(box, 0.5, kMuted, (*cells)[k].confirmed ? Stroke::Solid : Stroke::Dashed);
        s_.line({box.left() - 1, box.bottom() + 1, side + 2, 8.5},
                t((*cells)[k].confirmed ? Phrase::CaptionConfirmed : Phrase::CaptionAutoAccepted),
                {5.7, false, kMuted, Qt::AlignHCenter});
      }
      if (column == kAcross - 1 || i + 1 == blocks.size()) y_ += blockHeight + 2;
    }
    y_ += kGap - 4;
  }

  void howMade() {
    QStringList paragraphs{t(Phrase::IntervalNote)};
    for (const QString& text :
         {thresholdsInWords(d_, options_.language), calibrationInWords(d_, options_.language),
          evidenceInWords(d_, options_.language)})
      if (!text.isEmpty()) paragraphs << text;
    const TextStyle style{8, false, kInk, Qt::AlignLeft};
    heading(t(Phrase::HowMade), s_.paragraphHeight(w(), paragraphs.front(), style));
    for (const QString& text : paragraphs) {
      need(s_.paragraphHeight(w(), text, style));
      y_ += s_.paragraph({0, y_}, w(), text, style) + 3;
    }
    y_ += kGap - 3;
  }

  void signature() {
    if (!signature_) {
      QString sentence = t(Phrase::NotSignedSentence);
      if (foreignSignature_)
        sentence += (options_.language == Language::Chinese ? QString() : QStringLiteral(" ")) +
                    t(Phrase::SignatureForeign);
      const double height = s_.paragraphHeight(w() - 20, sentence, kBody) + 28;
      need(height);
      s_.frame({0.5, y_, w() - 1, height}, 1, kInk, Stroke::Dashed);
      s_.line({10, y_ + 5, w() - 20, 15}, t(Phrase::NotSigned), bold({10.5, false, kInk, Qt::AlignLeft}));
      s_.paragraph({10, y_ + 21}, w() - 20, sentence, kBody);
      y_ += height;
      return;
    }
    const auto& g = *signature_;
    std::vector<Fact> facts{{Phrase::PrintedName, g.signer},
                            {Phrase::SignedAt, timeText(g.at)},
                            {Phrase::Meaning, g.meaning},
                            {Phrase::Version, QString::number(g.version)}};
    if (!g.reason.isEmpty()) facts.push_back({Phrase::Reason, g.reason});
    facts.push_back({Phrase::ContentHash, g.contentSha256});
    facts.push_back({Phrase::AuditHead, g.auditHead});
    const double labelWidth = 104, inner = w() - 20;
    double height = 30;
    for (const Fact& f : facts)
      height += std::max(13.0, s_.paragraphHeight(inner - labelWidth, f.value, kBody) + 1.6);
    need(height);
    s_.frame({0.5, y_, w() - 1, height}, 1.2, kInk);
    s_.line({10, y_ + 5, inner, 15}, t(Phrase::Signature), kHeading);
    factColumn(10, inner, labelWidth, facts, y_ + 24);
    y_ += height;
  }

  Sheet s_;
  const Differential& d_;
  const ReportOptions& options_;
  int pages_;
  QString hash_;
  const casebook::SignatureRecord* signature_ = nullptr;
  bool foreignSignature_ = false;
  double y_ = 0;
  double bottom_ = 0;
};

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
