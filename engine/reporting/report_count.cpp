// Head, table and figures of the report.
#include <algorithm>
#include <cmath>

#include "reporting/readers.h"
#include "reporting/report_pages.h"

namespace cellwise::reporting {

// --- on every page

void Report::pageFrame() {
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
  if (signature_) {
    const bool release = signature_->kind == casebook::SignatureKind::Release;
    const Phrase standing = signature_->kind == casebook::SignatureKind::Preparation ? Phrase::PreparedVersion
                            : signature_->kind == casebook::SignatureKind::Preliminary
                                ? Phrase::PreliminaryVersion
                            : d_.amends ? Phrase::AmendedVersion
                                        : Phrase::SignedVersion;
    tag(t(standing).arg(signature_->version), false, release ? Stroke::Solid : Stroke::Dashed);
  } else {
    tag(t(Phrase::NotSigned), false, Stroke::Dashed);
  }
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

void Report::letterhead() {
  const auto& lab = d_.laboratory;
  const bool logo = !lab.logoSha256.isEmpty() && !options_.logo.isNull();
  if (!logo && lab.name.isEmpty() && lab.address.isEmpty()) return;
  constexpr double kWidest = 150, kHighest = 40;
  double x = 0, height = 0;
  if (logo) {
    QSizeF size = options_.logo.size();
    size.scale(QSizeF(kWidest, kHighest), Qt::KeepAspectRatio);
    s_.image({{0, y_}, size}, options_.logo, 1600);
    x = size.width() + 14;
    height = size.height();
  }
  double at = y_;
  const TextStyle name{12, true, kInk, Qt::AlignLeft}, address{7.6, false, kMuted, Qt::AlignLeft};
  for (const QString& line : lab.name.isEmpty() ? QStringList() : s_.wrapped(w() - x, lab.name, name)) {
    s_.paragraph({x, at}, w() - x + 2, line, name);
    at += Sheet::lineHeight(name);
  }
  for (const QString& line :
       lab.address.isEmpty() ? QStringList() : s_.wrapped(w() - x, lab.address, address)) {
    s_.paragraph({x, at}, w() - x + 2, line, address);
    at += Sheet::lineHeight(address);
  }
  y_ += std::max(height, at - y_) + 5;
  s_.rule({0, y_}, {w(), y_}, 0.6, kFaint);
  y_ += 5;
}

void Report::title() {
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

double Report::factColumn(double x, double width, double labelWidth, const std::vector<Fact>& facts,
                          double y) {
  for (const Fact& fact : facts) {
    const TextStyle label{8, false, kMuted, Qt::AlignLeft};
    s_.paragraph({x, y + 0.4}, labelWidth, t(fact.label), label);
    y += std::max(13.0, s_.paragraph({x + labelWidth, y}, width - labelWidth,
                                     fact.value.isEmpty() ? t(Phrase::NotStated) : fact.value, kBody) +
                            1.6);
  }
  return y;
}

void Report::facts() {
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
  std::vector<Fact> wide{{Phrase::CellsOnSlide, cells}};
  if (d_.schemaVersion >= 2)
    if (const QString white = whiteCellsInWords(d_, options_.language); !white.isEmpty())
      wide.push_back({Phrase::WhiteCells, white});
  y_ = factColumn(0, w(), 58, wide, y_);
  y_ += 2;
  s_.rule({0, y_}, {w(), y_}, 0.6, kFaint);
  y_ += kGap - 4;
}

// --- the table with its bars

// Right edges, but for name and chart, which are left edges.
// With absolute counts and open cells no room is left for bars: names get it.
static constexpr double kNoChartThere = 30;

Report::Columns Report::columns() const {
  Columns c{};
  const bool open = d_.unresolved > 0;
  const bool absolute = d_.whiteCells && d_.counted > 0;
  double x = open ? 98 : 126;
  if (absolute && open) x += kNoChartThere;
  c.confirmed = x += 46;
  c.accepted = x += 44;
  c.total = x += 31;
  c.share = x += 44;
  c.interval = x += 52;
  if (absolute) c.absolute = x += 72;
  if (open) {
    c.review = x += 34;
    c.once = x += 52;
  }
  c.chart = x + 12;
  c.chartWidth = std::max(0.0, w() - c.chart - 4);
  return c;
}

// Right end of the bars' axis, a share.
double Report::axisEnd() const {
  double highest = 0;
  for (const auto& r : d_.rows)
    if (r.counted) highest = std::max(highest, r.interval.high);
  for (const double end : {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8})
    if (highest <= end) return end;
  return 1;
}

void Report::tableHead(const Columns& c, bool chart, double axis) {
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
  if (c.absolute > 0) column(c.absolute, 70, t(Phrase::Absolute));
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

void Report::bar(const DifferentialRow& r, const Columns& c, double axis, double height) {
  const auto x = [&](double share) { return c.chart + c.chartWidth * std::min(1.0, share / axis); };
  const int ticks = c.chartWidth > 80 ? 4 : 2;
  for (int i = 0; i <= ticks; ++i)
    s_.rule({c.chart + c.chartWidth * i / ticks, y_}, {c.chart + c.chartWidth * i / ticks, y_ + height}, 0.4,
            i ? kFaint : kMuted);
  // The bar above, its interval below: nothing hides behind anything.
  const double top = y_ + height / 2 - 5.2, thick = 6.2;
  const double confirmed = static_cast<double>(r.cells.confirmed) / d_.counted;
  if (r.cells.autoAccepted > 0) s_.hatch({x(confirmed), top, x(r.share) - x(confirmed), thick}, kAccent);
  if (r.cells.confirmed > 0) s_.fill({x(0), top, x(confirmed) - x(0), thick}, kAccent);
  whisker(x(r.interval.low), x(r.interval.high), top + thick + 2.7);
}

void Report::whisker(double low, double high, double y) {
  s_.rule({low, y}, {high, y}, 0.7, kInk);
  s_.rule({low, y - 1.7}, {low, y + 1.7}, 0.7, kInk);
  s_.rule({high, y - 1.7}, {high, y + 1.7}, 0.7, kInk);
}

void Report::tableRow(const DifferentialRow& r, const Columns& c, bool chart, double axis) {
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
    if (r.absolute) cell(c.absolute, 72, absoluteWithInterval(*r.absolute), kBody);
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

void Report::table() {
  const Columns c = columns();
  constexpr double kNarrowestChart = 48;
  const bool chart = d_.counted > 0 && c.chartWidth >= kNarrowestChart;
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
  if (c.absolute > 0)
    s_.line({c.absolute - 72, y_, 72, 15.5}, absoluteText(d_.whiteCells->value), right(bold(kBody)));
  y_ += 16;
  if (chart) {
    legend();
  } else if (d_.counted == 0) {
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

void Report::legend() {
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

QStringList Report::names(const QStringList& ids) const {
  QStringList list;
  for (const QString& id : ids) {
    const DifferentialRow* r = d_.row(id);
    list << (r ? className(*r, options_.language) : id);
  }
  return list;
}

QString Report::nameOf(const QString& classId) const {
  return names({classId}).front();
}

void Report::totals() {
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
            (r.absolute ? t(Phrase::AbsoluteOf)
                                  .arg(absoluteText(r.absolute->value),
                                       absoluteRange(r.absolute->low, r.absolute->high)) +
                              (chinese() ? QStringLiteral("。") : QStringLiteral(". "))
                        : QString()) +
                t(Phrase::NucleatedRedDefinition)
                    .arg(QString::number(r.cells.total()), QString::number(r.cells.confirmed),
                         QString::number(r.cells.autoAccepted), QString::number(r.whiteCells)));
    }
    end = std::max(end, y_);
  }
  y_ = end + kGap;
}

void Report::partial() {
  if (!d_.partial) return;
  const auto& p = *d_.partial;
  const QString statement = partialInWords(d_, options_.language);
  heading(t(Phrase::Partial), s_.paragraphHeight(w(), statement, kBody) + 40);
  y_ += s_.paragraph({0, y_}, w(), statement, p.categoryChanges ? bold(kBody) : kBody) + 3;
  const std::vector<Column> columns{{170}, {50, true}, {60, true}, {70, true}, {100, true}};
  smallRow(
      columns,
      {t(Phrase::Class), t(Phrase::Total), t(Phrase::Share), t(Phrase::Interval95), t(Phrase::PartialFull)},
      kColumnHead, true);
  for (const auto& r : p.rows) {
    const DifferentialRow* full = d_.row(r.classId);
    smallRow(columns,
             {nameOf(r.classId), QString::number(r.cells), p.cells ? percent(r.share) : QStringLiteral("–"),
              p.cells ? QLatin1Char('(') + percentRange(r.interval) + QLatin1Char(')') : QString(),
              full && full->counted ? percent(full->share) : QStringLiteral("–")},
             kBody);
  }
  y_ += kGap;
}

void Report::readers() {
  const auto rows = compareReaders(d_);
  if (rows.empty()) return;
  heading(t(d_.examiners ? Phrase::Examiners : Phrase::Readers), 60);
  // Two examiners' columns have intervals, and what the test says.
  const std::vector<Column> columns =
      d_.examiners
          ? std::vector<Column>{{w() - 2 * 132 - 62 - 72}, {132, true}, {132, true}, {62, true}, {72, true}}
          : std::vector<Column>{{150}, {120, true}, {120, true}, {80, true}};
  const auto head = [&](const ReaderCount& r) {
    return r.name + QStringLiteral(", ") + t(Phrase::ReaderCells).arg(r.cells);
  };
  QStringList heads{t(Phrase::Class), head(d_.readers[0]), head(d_.readers[1]), t(Phrase::ReaderDifference)};
  if (d_.examiners) heads << QStringLiteral("p");
  smallRow(columns, heads, kColumnHead, true);
  for (const auto& row : rows) {
    const auto text = [&](const ReaderComparison::Reader& reader) {
      const QString n = QString::number(reader.cells);
      if (!row.shares) return n;
      return n + QStringLiteral("   ") +
             (d_.examiners ? percentWithInterval(reader.share, reader.interval) : percent(reader.share));
    };
    QStringList texts{className(row, options_.language), text(row.readers[0]), text(row.readers[1]),
                      row.shares ? differenceText(row) : QStringLiteral("–")};
    if (d_.examiners)
      texts << (!row.p         ? QStringLiteral("–")
                : row.differ() ? probabilityText(*row.p) + QStringLiteral("  ") + t(Phrase::Differs)
                               : probabilityText(*row.p));
    smallRow(columns, texts, row.differ() ? bold(kBody) : kBody);
  }
  y_ += 3;
  QString note = t(Phrase::ReadersNote);
  if (d_.examiners) {
    note = t(Phrase::ExaminersNote).arg(d_.examiners->target);
    if (d_.examiners->shared > 0)
      note += (chinese() ? QString() : QStringLiteral(" ")) +
              t(Phrase::ExaminersShared).arg(d_.examiners->shared);
  }
  need(s_.paragraphHeight(w(), note, kSmall));
  y_ += s_.paragraph({0, y_}, w(), note, kSmall) + kGap;
}

}  // namespace cellwise::reporting
