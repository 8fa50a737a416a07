// A typesetter for paged devices, in points from the top left of the printable area. Laid out twice:
// first without a painter, to learn how many pages there are, then for real.
#pragma once

#include <QByteArray>
#include <QColor>
#include <QFont>
#include <QImage>
#include <QPointF>
#include <QRawFont>
#include <QRectF>
#include <QString>
#include <QStringList>

#include <set>
#include <vector>

class QPagedPaintDevice;
class QPainter;
class QTextLayout;

namespace cellwise::reporting {

// One family for both languages, so that a Chinese name on an English report looks at home.
QStringList reportFontFamilies();

struct TextStyle {
  double size = 8.5;  // points
  bool bold = false;
  QColor ink = Qt::black;
  Qt::Alignment align = Qt::AlignLeft;
};

// What was written with which fonts: a PDF's text can be searched and copied only if each glyph leads
// back to the character that was meant.
class WrittenText {
 public:
  void add(const QRawFont& font, char32_t character);
  // Qt names a glyph by the lowest code point that the font draws with it: 方 becomes the radical ⽅,
  // a space becomes a tab, an en dash a figure dash. Puts the characters back that were written.
  void correct(QByteArray& pdf) const;

 private:
  std::vector<std::pair<QRawFont, std::set<char32_t>>> fonts_;
};

enum class Stroke { Solid, Dashed };

class Sheet {
 public:
  // A null painter measures only. The painter is active on the device. The text may be null.
  Sheet(QPagedPaintDevice& device, QPainter* painter, WrittenText* text);

  double width() const { return width_; }    // points
  double height() const { return height_; }  // points
  int page() const { return page_; }         // 1 is the first
  void newPage();

  double textWidth(const QString& text, const TextStyle& style) const;
  // One line, vertically centred in the box; elided in its middle where it does not fit.
  void line(const QRectF& box, const QString& text, const TextStyle& style);
  // Wrapped to the width; returns its height.
  double paragraph(QPointF topLeft, double width, const QString& text, const TextStyle& style);
  double paragraphHeight(double width, const QString& text, const TextStyle& style) const;
  // The same wrapped into lines, for a text that may run over the end of a page. Never empty.
  QStringList wrapped(double width, const QString& text, const TextStyle& style) const;
  static double lineHeight(const TextStyle& style);

  void rule(QPointF from, QPointF to, double thickness, const QColor& ink = Qt::black);
  void fill(const QRectF& box, const QColor& ink);
  void frame(const QRectF& box, double thickness, const QColor& ink = Qt::black,
             Stroke stroke = Stroke::Solid);
  void hatch(const QRectF& box, const QColor& ink);  // rising lines and a frame
  // Scaled to fit, never stretched, centred. Stored with at most so many pixels a side.
  void image(const QRectF& box, const QImage& image, int maxPixels = 320);

 private:
  QFont font(const TextStyle& style) const;
  double layOut(QPointF topLeft, double width, const QString& text, const TextStyle& style, bool draw) const;
  void write(QTextLayout& layout, QPointF topLeft, const TextStyle& style) const;
  QPointF at(QPointF points) const { return points * scale_; }
  QRectF at(const QRectF& r) const { return {r.topLeft() * scale_, r.size() * scale_}; }

  QPagedPaintDevice& device_;
  QPainter* painter_;
  WrittenText* text_;
  double scale_;  // device pixels a point
  double width_, height_;
  int page_ = 1;
};

}  // namespace cellwise::reporting
