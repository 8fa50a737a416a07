#include "review/class_button.h"

#include <QPainter>

#include <algorithm>

#include "inspector/value_bars.h"
#include "style/marks.h"
#include "style/theme.h"

namespace cellwise::ui {

ClassButton::ClassButton(Form form, QWidget* parent) : QAbstractButton(parent), form_(form) {
  setFocusPolicy(Qt::NoFocus);  // its key does the same, and the page keeps the keyboard
  setAttribute(Qt::WA_Hover);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ClassButton::setClass(int classIndex, const model::CellClass& cellClass,
                           std::optional<double> membership) {
  class_index_ = classIndex;
  class_ = cellClass;
  membership_ = membership;
  const QString name = className(cellClass);
  const QString key = QString::fromStdString(cellClass.key).toUpper();
  setText(name);
  setAccessibleName(tr("%1, key %2").arg(name, key));
  QString tip = tr("%1 — press %2").arg(name, key);
  if (membership) tip += QLatin1Char('\n') + tr("Resemblance D = %1").arg(*membership, 0, 'f', 4);
  setToolTip(tip);
  update();
}

void ClassButton::setChosen(bool chosen) {
  chosen_ = chosen;
  update();
}

void ClassButton::setLikely(bool likely) {
  likely_ = likely;
  update();
}

QSize ClassButton::sizeHint() const {
  const int height = fontMetrics().height();
  return form_ == Form::Large ? QSize(260, height + 14) : QSize(130, height + 8);
}

QSize ClassButton::minimumSizeHint() const {
  return {form_ == Form::Large ? 180 : 96, sizeHint().height()};
}

void ClassButton::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QColor ink =
      palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::ButtonText);
  QColor line = ink;
  line.setAlphaF(0.25F);
  const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
  QColor ground = palette().color(QPalette::Button);
  if (isDown() || chosen_)
    ground = palette().color(QPalette::Midlight);
  else if (underMouse() && isEnabled())
    ground = palette().color(QPalette::Base);
  painter.setPen(QPen(chosen_ ? ink : line, chosen_ ? 2 : 1));
  painter.setBrush(ground);
  painter.drawRoundedRect(chosen_ ? frame.adjusted(0.5, 0.5, -0.5, -0.5) : frame, 3, 3);
  if (class_index_ < 0) return;

  const double height = fontMetrics().height();
  const double middle = frame.center().y();
  double left = 5;
  // The key as a key: outlined, so that it is not taken for a count.
  const QRectF cap(left, middle - height / 2 - 1, height + 2, height + 2);
  painter.setPen(QPen(ink, 1));
  painter.setBrush(palette().color(QPalette::Base));
  painter.drawRoundedRect(cap, 3, 3);
  QFont keyFont = font();
  keyFont.setBold(true);
  painter.setFont(keyFont);
  painter.drawText(cap, Qt::AlignCenter, QString::fromStdString(class_.key).toUpper());
  left = cap.right() + 6;

  double right = frame.right() - 6;
  if (chosen_) {
    paintStateMark(painter, QRectF(right - 13, middle - 6.5, 13, 13), CellState::Confirmed, ink);
    right -= 17;
  }
  if (form_ == Form::Large) {
    paintClassChip(painter, QRectF(left, middle - height / 2, 38, height), class_);
    left += 44;
    if (membership_) {
      painter.setFont(tabularFont(font()));
      painter.setPen(ink);
      const double number = painter.fontMetrics().horizontalAdvance(QStringLiteral("0.00"));
      painter.drawText(QRectF(right - number, 0, number, rect().height()), Qt::AlignRight | Qt::AlignVCenter,
                       valueText(*membership_));
      right -= number + 8;
      QFont widest = font();
      widest.setBold(true);
      // The name comes first, the bar takes what is left.
      const double bar =
          std::clamp(right - left - QFontMetricsF(widest).horizontalAdvance(text()) - 10, 28.0, 140.0);
      paintBar(painter, QRectF(right - bar, middle - 4, bar, 8), *membership_, ink);
      right -= bar + 8;
    }
  } else {
    // A band in the class's colour is enough here: the name stands beside it.
    painter.fillRect(QRectF(left, middle - height / 2, 4, height),
                     QColor(QString::fromStdString(class_.colour)));
    left += 9;
  }
  QFont nameFont = font();
  nameFont.setBold(likely_);
  painter.setFont(nameFont);
  painter.setPen(ink);
  painter.drawText(QRectF(left, 0, right - left, rect().height()), Qt::AlignVCenter,
                   painter.fontMetrics().elidedText(text(), Qt::ElideRight, static_cast<int>(right - left)));
}

}  // namespace cellwise::ui
