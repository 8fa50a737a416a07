// What follows from the figures, and who says so.
#include <algorithm>

#include "reporting/report_pages.h"

namespace cellwise::reporting {

void Report::limits() {
  if (d_.limits.empty()) return;
  heading(t(Phrase::Limits), 50);
  const double side = 92, found = 148;
  const std::vector<Column> columns{{w() - side - found}, {found}, {side}};
  smallRow(columns, {t(Phrase::LimitName), t(Phrase::LimitFound), t(Phrase::LimitState)}, kColumnHead, true);
  for (const auto& f : d_.limits) {
    const LimitSide where = sideOf(f);
    const bool straddles = where == LimitSide::StraddlesOpen || where == LimitSide::StraddlesSampling;
    const QString title = chinese() ? f.titleZh : f.titleEn, meaning = chinese() ? f.meaningZh : f.meaningEn;
    QString figure = t(Phrase::LimitOf).arg(f.cells).arg(f.of);
    if (f.of == 0)
      figure = QStringLiteral("–");
    else
      figure = percentWithInterval(static_cast<double>(f.cells) / f.of, f.interval) + QStringLiteral(", ") +
               figure;
    const double top = y_;
    smallRow(columns,
             {meaning.isEmpty() ? title
                                : title + (chinese() ? QStringLiteral("：") : QStringLiteral(": ")) + meaning,
              figure, limitSide(f, options_.language)},
             straddles || where == LimitSide::Reached ? bold(kBody) : kBody);
    if (straddles && y_ > top)  // not when the row went to the next page: its frame would not fit there
      s_.frame({w() - side - 4, top + 1, side, y_ - top - 2}, 1, kInk, Stroke::Dashed);
  }
  y_ += 3;
  const QString note = t(Phrase::LimitNote);
  need(s_.paragraphHeight(w(), note, kSmall));
  y_ += s_.paragraph({0, y_}, w(), note, kSmall) + kGap;
}

void Report::words() {
  for (const auto& [title, text] :
       {std::pair(Phrase::Comments, d_.comments), std::pair(Phrase::Conclusion, d_.conclusion)}) {
    if (text.isEmpty()) continue;
    const TextStyle style{9.5, false, kInk, Qt::AlignLeft};
    heading(t(title), 2 * Sheet::lineHeight(style));
    flow(text, style);
    y_ += kGap;
  }
}

void Report::changes() {
  if (!d_.amends) return;
  const auto& a = *d_.amends;
  const double what = 150, each = (w() - what) / 2;
  const std::vector<Column> columns{{what}, {each}, {each}};
  // Long texts are told by their beginning: both stand in full in their own versions.
  const auto shortened = [](QString text) {
    constexpr qsizetype kMost = 400;
    text.replace(QLatin1Char('\n'), QLatin1Char(' '));
    if (text.isEmpty()) return QStringLiteral("–");
    return text.size() <= kMost ? text : text.left(kMost - 1) + QStringLiteral("…");
  };
  std::vector<QStringList> rows;
  double height = 45;
  for (const auto& c : a.changes) {
    rows.push_back({changeName(c, options_.language), shortened(c.from), shortened(c.to)});
    height += smallHeight(columns, rows.back(), kBody);
  }
  heading(t(Phrase::Changes).arg(a.version), std::min(height, 360.0));  // together where it can be
  if (signature_ && !signature_->reason.isEmpty())
    y_ += s_.paragraph({0, y_}, w(), t(Phrase::ChangesReason).arg(signature_->reason), kBody) + 2;
  if (rows.empty()) {
    y_ += s_.paragraph({0, y_}, w(), t(Phrase::ChangesNone).arg(a.version), kBody);
  } else {
    smallRow(columns, {t(Phrase::ChangeWhat), t(Phrase::ChangeFrom), t(Phrase::ChangeTo)}, kColumnHead, true);
    for (const auto& row : rows) smallRow(columns, row, kBody);
  }
  y_ += 3;
  const QString hash =
      t(Phrase::Version) + QStringLiteral(" %1: SHA-256 %2").arg(QString::number(a.version), a.contentSha256);
  need(s_.paragraphHeight(w(), hash, kSmall));
  y_ += s_.paragraph({0, y_}, w(), hash, kSmall) + kGap;
}

void Report::unresolved() {
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

void Report::audit() {
  if (!d_.audit) return;
  const auto& a = *d_.audit;
  const QString statement = chinese() ? a.wordsZh : a.wordsEn;
  const TextStyle style = a.alarm ? bold(kBody) : kBody;
  heading(t(Phrase::BlindAudit), s_.paragraphHeight(w(), statement, style) + (a.rows.empty() ? 0 : 34));
  y_ += s_.paragraph({0, y_}, w(), statement, style) + 3;
  if (!a.rows.empty()) {
    const std::vector<Column> columns{{170}, {100, true}, {140, true}};
    smallRow(columns, {t(Phrase::Class), t(Phrase::AuditPlain), t(Phrase::AuditCorrected)}, kColumnHead,
             true);
    for (const auto& r : a.rows)
      smallRow(columns, {nameOf(r.classId), percent(r.plain), percentWithInterval(r.corrected, r.interval)},
               kBody);
    y_ += 3;
    const QString note = t(Phrase::AuditNote);
    need(s_.paragraphHeight(w(), note, kSmall));
    y_ += s_.paragraph({0, y_}, w(), note, kSmall);
  }
  y_ += kGap;
}

void Report::representativeCells() {
  std::vector<std::pair<const DifferentialRow*, const std::vector<ReportPicture>*>> blocks;
  for (const auto& r : d_.rows)
    if (const auto it = d_.pictures.find(r.classId); it != d_.pictures.end() && !it->second.empty())
      blocks.emplace_back(&r, &it->second);
  if (blocks.empty()) return;
  constexpr int kAcross = 3;
  constexpr std::size_t kMost = kPicturesPerClass;
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
      const ReportPicture& cell = (*cells)[k];
      const QRectF box(left + static_cast<double>(k) * (side + kImageGap), y_ + 14, side, side);
      const auto image = options_.images.find(cell.cell);
      if (image != options_.images.end())
        s_.image(box, image->second);
      else
        s_.line(box, t(Phrase::PictureMissing), {5.7, false, kMuted, Qt::AlignHCenter});
      s_.frame(box, 0.5, kMuted, cell.confirmed ? Stroke::Solid : Stroke::Dashed);
      s_.line({box.left() - 1, box.bottom() + 1, side + 2, 8.5},
              t(cell.confirmed ? Phrase::CaptionConfirmed : Phrase::CaptionAutoAccepted),
              {5.7, false, kMuted, Qt::AlignHCenter});
    }
    if (column == kAcross - 1 || i + 1 == blocks.size()) y_ += blockHeight + 2;
  }
  y_ += kGap - 4;
}

void Report::howMade() {
  QStringList paragraphs{t(Phrase::IntervalNote)};
  if (d_.whiteCells) paragraphs << t(Phrase::AbsoluteNote);
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

void Report::signature() {
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

}  // namespace cellwise::reporting
