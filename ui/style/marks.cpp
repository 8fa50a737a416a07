#include "style/marks.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPainterPath>

#include <cmath>

#include "style/drawn_icon.h"

namespace cellwise::ui {
namespace {

struct Marks {
  Q_DECLARE_TR_FUNCTIONS(Marks)
};

bool chinese() {
  return QLocale().language() == QLocale::Chinese;
}

// Black or white, whichever has the larger contrast (WCAG 2.1, relative luminance).
QColor inkOn(const QColor& fill) {
  const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
  const double luminance =
      0.2126 * linear(fill.redF()) + 0.7152 * linear(fill.greenF()) + 0.0722 * linear(fill.blueF());
  return luminance > 0.179 ? QColor(Qt::black) : QColor(Qt::white);
}

}  // namespace

QString className(const model::CellClass& c) {
  return QString::fromStdString(chinese() && !c.nameZh.empty() ? c.nameZh : c.nameEn);
}

QString inSentence(QString name) {
  if (!chinese() && name.size() > 1 && name[0].isUpper() && name[1].isLower()) name[0] = name[0].toLower();
  return name;
}

QString lineageName(const model::Lineage& lineage) {
  return QString::fromStdString(chinese() && !lineage.nameZh.empty() ? lineage.nameZh : lineage.nameEn);
}

QString schemeName(const model::ClassScheme& scheme) {
  return QString::fromStdString(chinese() && !scheme.nameZh.empty() ? scheme.nameZh : scheme.nameEn);
}

void paintClassChip(QPainter& painter, const QRectF& rect, const model::CellClass& c) {
  const QColor fill(QString::fromStdString(c.colour));
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(fill.darker(150), 1));
  painter.setBrush(fill);
  painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
  const QString text = QString::fromStdString(c.shortName);
  QFont font = painter.font();
  font.setBold(true);
  font.setPixelSize(std::max(6, int(rect.height() * 0.66)));
  const qreal width = QFontMetricsF(font).horizontalAdvance(text);
  if (width > rect.width() - 4 && width > 0) {
    font.setPixelSize(std::max(6, int(font.pixelSize() * (rect.width() - 4) / width)));
  }
  painter.setFont(font);
  painter.setPen(inkOn(fill));
  painter.drawText(rect, Qt::AlignCenter, text);
  painter.restore();
}

QIcon classIcon(const model::CellClass& c) {
  return drawnIcon([c](QPainter& painter, const QRectF& rect, const QColor&) {
    // The key stands for the name: it is short, unique, and what the hand will press.
    model::CellClass keyed = c;
    if (!c.key.empty()) keyed.shortName = QString::fromStdString(c.key).toUpper().toStdString();
    const qreal side = std::min(rect.width(), rect.height());
    paintClassChip(painter, QRectF(rect.center() - QPointF(side, side) / 2, QSizeF(side, side)), keyed);
  });
}

void paintStateMark(QPainter& painter, const QRectF& rect, CellState state, const QColor& ink) {
  const qreal side = std::min(rect.width(), rect.height());
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.translate(rect.center() - QPointF(side, side) / 2);
  painter.scale(side / 16, side / 16);
  painter.setPen(QPen(ink, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.setBrush(Qt::NoBrush);
  switch (state) {
    case CellState::AutoAccepted: painter.drawEllipse(QPointF(8, 8), 4.6, 4.6); break;
    case CellState::Confirmed: {
      painter.setPen(QPen(ink, 2.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
      painter.drawPolyline(QPolygonF({{3, 8.6}, {6.6, 12}, {13, 4.2}}));
      break;
    }
    case CellState::Changed: {
      painter.setBrush(ink);
      painter.drawPolygon(QPolygonF({{8, 3}, {12.6, 10}, {3.4, 10}}));
      painter.drawLine(QPointF(3.4, 13.2), QPointF(12.6, 13.2));
      break;
    }
    case CellState::Rejected: {
      QPainterPath path(QPointF(4.8, 5.6));
      path.cubicTo(4.8, 1.2, 11.4, 1.2, 11.2, 5.4);
      path.cubicTo(11.2, 8, 8, 7.8, 8, 10.6);
      painter.setPen(QPen(ink, 2.1, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
      painter.drawPath(path);
      painter.setPen(Qt::NoPen);
      painter.setBrush(ink);
      painter.drawEllipse(QPointF(8, 13.9), 1.4, 1.4);
      break;
    }
    case CellState::Unclassified: painter.drawLine(QPointF(4, 8), QPointF(12, 8)); break;
  }
  painter.restore();
}

QIcon stateIcon(CellState state) {
  return drawnIcon([state](QPainter& painter, const QRectF& rect, const QColor& ink) {
    paintStateMark(painter, rect, state, ink);
  });
}

QString stateText(CellState state) {
  switch (state) {
    case CellState::Unclassified: return Marks::tr("Not classified");
    case CellState::AutoAccepted: return Marks::tr("Auto-accepted");
    case CellState::Rejected: return Marks::tr("To review");
    case CellState::Confirmed: return Marks::tr("Confirmed");
    case CellState::Changed: return Marks::tr("Changed");
  }
  return {};
}

QString reasonText(const SlideSession& session, int row) {
  const casebook::CellRecord& cell = session.cells()[std::size_t(row)];
  if (!cell.prediction) {
    return cell.failure.isEmpty() ? QString() : Marks::tr("the image could not be classified");
  }
  const auto& scheme = session.manifest().scheme;
  const auto& p = *cell.prediction;
  const auto named = [&](const QString& id) {
    const int index = scheme.indexOf(id.toStdString());
    return index < 0 ? id : inSentence(className(scheme.classes[std::size_t(index)]));
  };
  const auto membership = [&](const QString& id) {
    const int index = scheme.indexOf(id.toStdString());
    const double d = index >= 0 && std::size_t(index) < p.memberships.size()
                         ? double(p.memberships[std::size_t(index)])
                         : 0;
    return QLocale().toString(d, 'f', 2);
  };
  switch (session.decisionOf(row)) {
    case decision::Decision::Accepted: return {};
    case decision::Decision::Ambiguous:
      return p.runnerUp.isEmpty()
                 ? Marks::tr("not clearly %1 %2").arg(named(p.predicted), membership(p.predicted))
                 : Marks::tr("between %1 %2 and %3 %4")
                       .arg(named(p.predicted), membership(p.predicted), named(p.runnerUp),
                            membership(p.runnerUp));
    case decision::Decision::Unfamiliar:
      return Marks::tr("unlike any class: nearest %1 %2").arg(named(p.predicted), membership(p.predicted));
  }
  return {};
}

QString shareText(double share, const decision::Interval& interval) {
  const QLocale locale;
  return Marks::tr("%1 % (%2–%3)", "share with its interval, as in 12.4 % (10.1–15.0)")
      .arg(locale.toString(100 * share, 'f', 1), locale.toString(100 * interval.low, 'f', 1),
           locale.toString(100 * interval.high, 'f', 1));
}

}  // namespace cellwise::ui
