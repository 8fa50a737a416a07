// The report's pages as they are laid out, section after section; of no interest outside this module.
#pragma once

#include <QString>
#include <QStringList>

#include <utility>
#include <vector>

#include "reporting/report_writer.h"
#include "reporting/sheet.h"

namespace cellwise::reporting {

inline const QColor kInk(0x11, 0x18, 0x27);
inline const QColor kMuted(0x4b, 0x55, 0x63);
inline const QColor kFaint(0xc9, 0xce, 0xd6);
inline const QColor kAccent(0x1f, 0x3a, 0x5f);

inline const TextStyle kBody{8.5, false, kInk, Qt::AlignLeft};
inline const TextStyle kSmall{7.2, false, kMuted, Qt::AlignLeft};
inline const TextStyle kHeading{10.5, true, kAccent, Qt::AlignLeft};
inline const TextStyle kColumnHead{7.4, true, kMuted, Qt::AlignLeft};

inline TextStyle right(TextStyle style) {
  style.align = Qt::AlignRight;
  return style;
}
inline TextStyle bold(TextStyle style) {
  style.bold = true;
  return style;
}
inline TextStyle muted(TextStyle style) {
  style.ink = kMuted;
  return style;
}

// Local time with its offset: read on the spot, and still unambiguous elsewhere.
QString timeText(const QDateTime& utc);

// Everything is legible in black and white: provenance is shown by fill and hatch and by words, what
// straddles by a frame and words, never by colour alone.
class Report {
 public:
  Report(QPagedPaintDevice& device, QPainter* painter, const Differential& differential,
         const ReportOptions& options, int pages, WrittenText* text);
  // Returns the number of pages.
  int paint();

 private:
  static constexpr double kHeader = 24, kFooter = 30, kGap = 13;

  struct Fact {
    Phrase label;
    QString value;
  };
  // Right edges, but for name and chart, which are left edges. 0: not there.
  struct Columns {
    double name = 0, confirmed = 0, accepted = 0, total = 0, share = 0, interval = 0, absolute = 0,
           review = 0, once = 0, chart = 0, chartWidth = 0;
  };
  // One of a small table: its width and how it stands.
  struct Column {
    double width;
    bool toTheRight = false;
  };

  QString t(Phrase p) const { return phrase(p, options_.language); }
  bool chinese() const { return options_.language == Language::Chinese; }
  double w() const { return s_.width(); }
  void need(double height);
  void heading(const QString& text, double together);
  void flow(const QString& text, const TextStyle& style);  // over the end of a page
  double factColumn(double x, double width, double labelWidth, const std::vector<Fact>& facts, double y);
  double smallHeight(const std::vector<Column>& columns, const QStringList& texts,
                     const TextStyle& style) const;
  void smallRow(const std::vector<Column>& columns, const QStringList& texts, const TextStyle& style,
                bool head = false);

  // report_count.cpp: what was counted
  void pageFrame();
  void letterhead();
  void title();
  void facts();
  Columns columns() const;
  double axisEnd() const;
  void tableHead(const Columns& c, bool chart, double axis);
  void bar(const DifferentialRow& r, const Columns& c, double axis, double height);
  void whisker(double low, double high, double y);
  void tableRow(const DifferentialRow& r, const Columns& c, bool chart, double axis);
  void table();
  void legend();
  QStringList names(const QStringList& ids) const;
  QString nameOf(const QString& classId) const;
  void totals();
  void partial();
  void readers();

  // report_statement.cpp: what follows from it, and who says so
  void limits();
  void audit();
  void words();
  void unresolved();
  void representativeCells();
  void howMade();
  void changes();
  void signature();

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

}  // namespace cellwise::reporting
