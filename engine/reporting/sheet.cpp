#include "reporting/sheet.h"

#include <QFontMetricsF>
#include <QGlyphRun>
#include <QHash>
#include <QPageLayout>
#include <QPagedPaintDevice>
#include <QPainter>
#include <QTextLayout>
#include <QTextOption>

#include <algorithm>

namespace cellwise::reporting {
namespace {
constexpr double kLeading = 1.36;   // line distance, in font sizes
constexpr double kBaseline = 1.02;  // of a paragraph's line, from its top
constexpr double kCapHeight = 0.72;
}  // namespace

QStringList reportFontFamilies() {
  return {"Noto Sans CJK SC", "Noto Sans SC",        "Source Han Sans SC", "Microsoft YaHei",
          "PingFang SC",      "WenQuanYi Micro Hei", "Noto Sans",          "DejaVu Sans"};
}

void WrittenText::add(const QRawFont& font, char32_t character) {
  auto it = std::find_if(fonts_.begin(), fonts_.end(), [&](const auto& known) {
    return known.first.familyName() == font.familyName() && known.first.styleName() == font.styleName();
  });
  if (it == fonts_.end()) it = fonts_.emplace(fonts_.end(), font, std::set<char32_t>());
  it->second.insert(character);
}

void WrittenText::correct(QByteArray& pdf) const {
  std::set<char32_t> written;
  for (const auto& [font, characters] : fonts_) written.insert(characters.begin(), characters.end());
  QHash<QByteArray, QByteArray> meant;  // as they stand in the file: "<2F45>" to "<65B9>"
  const auto hex = [](char32_t c) {
    return '<' + QByteArray::number(static_cast<uint>(c), 16).toUpper().rightJustified(4, '0') + '>';
  };
  for (const auto& [font, characters] : fonts_) {
    QHash<quint32, char32_t> lowest;
    for (char32_t c = 1; c < 0x10000; ++c) {
      if (QChar::isSurrogate(c)) continue;
      const auto glyphs = font.glyphIndexesForString(QString(QChar(static_cast<char16_t>(c))));
      if (glyphs.size() == 1 && glyphs[0] != 0 && !lowest.contains(glyphs[0])) lowest.insert(glyphs[0], c);
    }
    for (const char32_t c : characters) {
      if (c > 0xffff) continue;
      const auto glyphs = font.glyphIndexesForString(QString(QChar(static_cast<char16_t>(c))));
      const char32_t named = glyphs.isEmpty() ? c : lowest.value(glyphs[0], c);
      if (named != c && !written.count(named)) meant.insert(hex(named), hex(c));
    }
  }
  // The maps stand in the file as plain text, in lines "<first> <last> [<code> ...]" or "<first> <last>
  // <code>". A code is replaced by one of the same length, so no offset in the file changes.
  for (qsizetype from = pdf.indexOf("begincmap"); from >= 0; from = pdf.indexOf("begincmap", from)) {
    const qsizetype end = pdf.indexOf("endcmap", from);
    if (end < 0) return;
    while (from < end) {
      qsizetype lineEnd = pdf.indexOf('\n', from);
      if (lineEnd < 0 || lineEnd > end) lineEnd = end;
      qsizetype at = pdf[from] == '<' ? from + 14 : lineEnd;  // after "<0001> <001E> "
      for (at = pdf.indexOf('<', at); at >= 0 && at + 6 <= lineEnd; at = pdf.indexOf('<', at + 6))
        if (const auto found = meant.constFind(pdf.mid(at, 6)); found != meant.cend())
          pdf.replace(at, 6, *found);
      from = lineEnd + 1;
    }
  }
}

Sheet::Sheet(QPagedPaintDevice& device, QPainter* painter, WrittenText* text)
    : device_(device), painter_(painter), text_(text), scale_(device.logicalDpiX() / 72.0) {
  const QRectF area = device.pageLayout().paintRect(QPageLayout::Point);
  width_ = area.width();
  height_ = area.height();
}

void Sheet::newPage() {
  ++page_;
  if (painter_) device_.newPage();
}

QFont Sheet::font(const TextStyle& style) const {
  QFont f;
  f.setFamilies(reportFontFamilies());
  f.setStyleHint(QFont::SansSerif);
  f.setPixelSize(std::max(1, qRound(style.size * scale_)));
  f.setBold(style.bold);
  f.setHintingPreference(QFont::PreferNoHinting);
  // Too little to see, but it keeps f and i apart: a ligature cannot be searched for. In pixels of
  // 96 dpi, which Qt scales to the device.
  f.setLetterSpacing(QFont::AbsoluteSpacing, 0.02);
  return f;
}

double Sheet::textWidth(const QString& text, const TextStyle& style) const {
  return QFontMetricsF(font(style), &device_).horizontalAdvance(text) / scale_;
}

void Sheet::line(const QRectF& box, const QString& text, const TextStyle& style) {
  if (!painter_) return;
  const QFont f = font(style);
  const QFontMetricsF metrics(f, &device_);
  const QString shown = metrics.elidedText(text, Qt::ElideMiddle, box.width() * scale_ + 1);
  const double advance = metrics.horizontalAdvance(shown) / scale_;
  double x = box.left();
  if (style.align & Qt::AlignRight) x = box.right() - advance;
  if (style.align & Qt::AlignHCenter) x = box.center().x() - advance / 2;
  QTextLayout layout(shown, f, &device_);
  layout.beginLayout();
  QTextLine only = layout.createLine();
  if (only.isValid()) {
    only.setNumColumns(static_cast<int>(shown.size()));
    only.setPosition({0, -only.ascent()});
  }
  layout.endLayout();
  write(layout, {x, box.center().y() + style.size * kCapHeight / 2}, style);
}

// Draws the plain glyph of every character where shaping put it. A font may swap it for a look-alike
// without a character of its own (Noto Sans CJK does so with digits beside Latin letters), which no
// search would find.
void Sheet::write(QTextLayout& layout, QPointF topLeft, const TextStyle& style) const {
  painter_->setPen(style.ink);
  const QString text = layout.text();
  QRawFont font;
  QList<quint32> glyphs;
  QList<QPointF> positions;
  const auto flush = [&] {
    if (glyphs.isEmpty()) return;
    QGlyphRun run;
    run.setRawFont(font);
    run.setGlyphIndexes(glyphs);
    run.setPositions(positions);
    painter_->drawGlyphRun(at(topLeft), run);
    glyphs.clear();
    positions.clear();
  };
  for (qsizetype i = 0, length = 1; i < text.size(); i += length) {
    const bool pair = text[i].isHighSurrogate() && i + 1 < text.size();
    length = pair ? 2 : 1;
    const QString character = text.mid(i, length);
    for (const QGlyphRun& run : layout.glyphRuns(static_cast<int>(i), static_cast<int>(length))) {
      QList<quint32> shaped = run.glyphIndexes();
      const QList<quint32> plain = run.rawFont().glyphIndexesForString(character);
      if (shaped.size() == 1 && plain.size() == 1 && plain[0] != 0) {
        shaped = plain;
        if (text_)
          text_->add(run.rawFont(), pair ? QChar::surrogateToUcs4(text[i], text[i + 1]) : text[i].unicode());
      }
      if (!(run.rawFont() == font)) {
        flush();
        font = run.rawFont();
      }
      glyphs << shaped;
      positions << run.positions();
    }
  }
  flush();
}

double Sheet::layOut(QPointF topLeft, double width, const QString& text, const TextStyle& style,
                     bool draw) const {
  QTextLayout layout(text, font(style), &device_);
  QTextOption option(style.align);
  option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
  layout.setTextOption(option);
  int lines = 0;
  layout.beginLayout();
  for (QTextLine l = layout.createLine(); l.isValid(); l = layout.createLine()) {
    l.setLineWidth(width * scale_);
    // Lines stand on a grid of their own: a fallback font must not push them apart.
    l.setPosition({0, (lines * kLeading + kBaseline) * style.size * scale_ - l.ascent()});
    ++lines;
  }
  layout.endLayout();
  if (draw) write(layout, topLeft, style);
  return lines * kLeading * style.size;
}

double Sheet::paragraph(QPointF topLeft, double width, const QString& text, const TextStyle& style) {
  return layOut(topLeft, width, text, style, painter_ != nullptr);
}

double Sheet::paragraphHeight(double width, const QString& text, const TextStyle& style) const {
  return layOut({}, width, text, style, false);
}

QStringList Sheet::wrapped(double width, const QString& text, const TextStyle& style) const {
  QStringList lines;
  for (const QString& part : text.split(QLatin1Char('\n'))) {
    if (part.isEmpty()) {
      lines << part;
      continue;
    }
    QTextLayout layout(part, font(style), &device_);
    QTextOption option(style.align);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    for (QTextLine l = layout.createLine(); l.isValid(); l = layout.createLine()) {
      l.setLineWidth(width * scale_);
      lines << part.mid(l.textStart(), l.textLength());
    }
    layout.endLayout();
  }
  return lines;
}

double Sheet::lineHeight(const TextStyle& style) {
  return kLeading * style.size;
}

void Sheet::rule(QPointF from, QPointF to, double thickness, const QColor& ink) {
  if (!painter_) return;
  painter_->setPen(QPen(ink, thickness * scale_, Qt::SolidLine, Qt::FlatCap));
  painter_->drawLine(at(from), at(to));
}

void Sheet::fill(const QRectF& box, const QColor& ink) {
  if (painter_) painter_->fillRect(at(box), ink);
}

void Sheet::frame(const QRectF& box, double thickness, const QColor& ink, Stroke stroke) {
  if (!painter_) return;
  painter_->setPen(QPen(ink, thickness * scale_, stroke == Stroke::Solid ? Qt::SolidLine : Qt::DashLine,
                        Qt::FlatCap, Qt::MiterJoin));
  painter_->setBrush(Qt::NoBrush);
  painter_->drawRect(at(box));
}

void Sheet::hatch(const QRectF& box, const QColor& ink) {
  if (!painter_ || box.width() <= 0) return;
  fill(box, Qt::white);
  constexpr double step = 2.6;  // points
  // Lines x + y = const, cut to the box by hand: a clip path or a pattern brush depends on the device.
  for (double c = box.left() + box.top() + step; c < box.right() + box.bottom(); c += step) {
    const double left = std::max(box.left(), c - box.bottom());
    const double right = std::min(box.right(), c - box.top());
    if (right > left) rule({left, c - left}, {right, c - right}, 0.5, ink);
  }
  frame(box, 0.5, ink);
}

void Sheet::image(const QRectF& box, const QImage& image, int maxPixels) {
  if (!painter_ || image.isNull()) return;
  QSizeF size = image.size();
  size.scale(box.size(), Qt::KeepAspectRatio);
  const QRectF target(box.center() - QPointF(size.width(), size.height()) / 2, size);
  const bool large = std::max(image.width(), image.height()) > maxPixels;
  painter_->setRenderHint(QPainter::SmoothPixmapTransform);
  painter_->drawImage(
      at(target),
      large ? image.scaled(maxPixels, maxPixels, Qt::KeepAspectRatio, Qt::SmoothTransformation) : image);
}

}  // namespace cellwise::reporting
