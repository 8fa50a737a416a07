#include "review/class_button.h"

#include <QPainter>

#include <algorithm>

#include "inspector/value_bars.h"
#include "style/marks.h"
#include "style/theme.h"

namespace cellwise::ui {

namespace {

// A scheme's letters are pressed without Shift and shown as they stand on the keyboard.
QString keyOf(const model::CellClass& cellClass) {
  const QString key = QString::fromStdString(cellClass.key);
  return key.size() == 1 ? key.toUpper() : key;
}

// As large as it fits, down to what can still be read.
QFont fitted(QFont font, const QString& text, double width) {
  const double needed = QFontMetricsF(font).horizontalAdvance(text);
  if (needed > width && needed > 0) font.setPointSizeF(font.pointSizeF() * std::max(0.6, width / needed));
  return font;
}

}  // namespace

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
  const QString name = withLead(classIndex < 0 ? QStringLiteral("–") : className(cellClass));
  const QString key = keyOf(cellClass);
  setText(name);
  setAccessibleName(key.isEmpty() ? name : tr("%1, key %2").arg(name, key));
  QString tip = key.isEmpty() ? name : tr("%1 — press %2").arg(name, key);
  if (membership) tip += QLatin1Char('\n') + tr("Resemblance D = %1").arg(*membership, 0, 'f', 4);
  setToolTip(tip);
  update();
}

QString ClassButton::withLead(const QString& name) const {
  return lead_.isEmpty() ? name : tr("%1: %2", "younger or older: the class that is").arg(lead_, name);
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
  return form_ == Form::Large ? QSize(260, height + 14) : QSize(60, height + 8);
}

QSize ClassButton::minimumSizeHint() const {
  return {form_ == Form::Large ? 180 : 40, sizeHint().height()};
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
  if (class_index_ < 0 && lead_.isEmpty()) return;

  const double height = fontMetrics().height();
  const double middle = frame.center().y();
  const bool narrow = width() < 110;
  double left = narrow ? 3 : 5;
  // The key as a key: outlined, so that it is not taken for a count.
  if (const QString key = keyOf(class_); !key.isEmpty()) {
    QFont keyFont = font();
    keyFont.setBold(true);
    const double room = std::max(height + 2, std::min(width() * 0.4, 80.0));
    keyFont = fitted(keyFont, key, room - 6);
    const double wide =
        key.size() == 1 ? height + 2 : std::min(room, QFontMetricsF(keyFont).horizontalAdvance(key) + 8);
    const QRectF cap(left, middle - height / 2 - 1, wide, height + 2);
    painter.setPen(QPen(ink, 1));
    painter.setBrush(palette().color(QPalette::Base));
    painter.drawRoundedRect(cap, 3, 3);
    painter.setFont(keyFont);
    painter.drawText(cap, Qt::AlignCenter, key);
    left = cap.right() + (narrow ? 3 : 6);
  }

  double right = frame.right() - 6;
  if (chosen_) {
    const double tick = narrow ? 10 : 13;
    paintStateMark(painter, QRectF(right - tick + (narrow ? 3 : 0), middle - tick / 2, tick, tick),
                   CellState::Confirmed, ink);
    right -= tick + (narrow ? 0 : 4);
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
    if (class_index_ >= 0)
      painter.fillRect(QRectF(left, middle - height / 2, narrow ? 3 : 4, height),
                       QColor(QString::fromStdString(class_.colour)));
    left += narrow ? 5 : 9;
    right += narrow ? 4 : 0;
  }
  QFont nameFont = font();
  nameFont.setBold(likely_);
  QString name = text();
  const double room = right - left;
  if (form_ == Form::Compact && class_index_ >= 0 && QFontMetricsF(nameFont).horizontalAdvance(name) > room) {
    name = withLead(QString::fromStdString(class_.shortName));
    nameFont = fitted(nameFont, name, room * 0.92);  // hinting rounds widths up
  }
  painter.setFont(nameFont);
  painter.setPen(ink);
  painter.drawText(QRectF(left, 0, room, rect().height()), Qt::AlignVCenter,
                   painter.fontMetrics().elidedText(name, Qt::ElideRight, static_cast<int>(room)));
}

}  // namespace cellwise::ui
