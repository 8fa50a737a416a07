#include "style/drawn_icon.h"

#include <QApplication>
#include <QIconEngine>
#include <QPalette>

namespace cellwise::ui {
namespace {

class DrawnIcon : public QIconEngine {
 public:
  explicit DrawnIcon(DrawIcon draw) : draw_(std::move(draw)) {}

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
    const QPalette palette = QApplication::palette();
    const QColor ink = mode == QIcon::Selected   ? palette.color(QPalette::HighlightedText)
                       : mode == QIcon::Disabled ? palette.color(QPalette::Disabled, QPalette::WindowText)
                                                 : palette.color(QPalette::WindowText);
    draw_(*painter, rect, ink);
  }
  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(&painter, QRect(QPoint(), size), mode, state);
    return pixmap;
  }
  QIconEngine* clone() const override { return new DrawnIcon(*this); }

 private:
  DrawIcon draw_;
};

// On a field of 24 x 24.
void drawSymbol(QPainter& painter, Symbol symbol, const QColor& ink) {
  painter.setPen(QPen(ink, 1.7, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.setBrush(Qt::NoBrush);
  switch (symbol) {
    case Symbol::Worklist:
      for (const qreal y : {6.5, 12.0, 17.5}) {
        painter.drawEllipse(QPointF(5, y), 1.2, 1.2);
        painter.drawLine(QPointF(9, y), QPointF(20, y));
      }
      break;
    case Symbol::Cells:
      for (const QPointF at :
           {QPointF(7.5, 7.5), QPointF(16.5, 7.5), QPointF(7.5, 16.5), QPointF(16.5, 16.5)}) {
        painter.drawEllipse(at, 3.7, 3.7);
        painter.drawPoint(at);
      }
      break;
    case Symbol::Review:
      painter.drawEllipse(QPointF(10.5, 10.5), 6, 6);
      painter.drawLine(QPointF(15, 15), QPointF(20, 20));
      painter.drawEllipse(QPointF(10.5, 10.5), 1.6, 1.6);
      break;
    case Symbol::Report:
      painter.drawRect(QRectF(5, 3.5, 14, 17));
      painter.drawLine(QPointF(8.5, 16.5), QPointF(8.5, 13));
      painter.drawLine(QPointF(12, 16.5), QPointF(12, 8));
      painter.drawLine(QPointF(15.5, 16.5), QPointF(15.5, 11));
      break;
    case Symbol::Warning:
      painter.drawPolygon(QPolygonF({{12, 4}, {21, 19.5}, {3, 19.5}}));
      painter.drawLine(QPointF(12, 9.5), QPointF(12, 14));
      painter.drawPoint(QPointF(12, 16.8));
      break;
    case Symbol::Notice:
      painter.drawEllipse(QPointF(12, 12), 8.5, 8.5);
      painter.drawLine(QPointF(12, 11.5), QPointF(12, 16.5));
      painter.drawPoint(QPointF(12, 7.8));
      break;
    case Symbol::Close:
      painter.drawLine(QPointF(7, 7), QPointF(17, 17));
      painter.drawLine(QPointF(17, 7), QPointF(7, 17));
      break;
  }
}

}  // namespace

QIcon drawnIcon(DrawIcon draw) {
  return QIcon(new DrawnIcon(std::move(draw)));
}

QIcon symbolIcon(Symbol symbol) {
  return drawnIcon([symbol](QPainter& painter, const QRectF& rect, const QColor& ink) {
    const qreal side = std::min(rect.width(), rect.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.center() - QPointF(side, side) / 2);
    painter.scale(side / 24, side / 24);
    drawSymbol(painter, symbol, ink);
    painter.restore();
  });
}

IconLabel::IconLabel(const QIcon& icon, int side, QWidget* parent) : QWidget(parent), icon_(icon) {
  setFixedSize(side, side);
}

void IconLabel::setIcon(const QIcon& icon) {
  icon_ = icon;
  update();
}

void IconLabel::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  icon_.paint(&painter, rect(), Qt::AlignCenter, isEnabled() ? QIcon::Normal : QIcon::Disabled);
}

}  // namespace cellwise::ui
