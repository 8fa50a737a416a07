#include "inspector/value_bars.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

#include "style/marks.h"
#include "style/theme.h"

namespace cellwise::ui {

void paintBar(QPainter& painter, const QRectF& rect, double value, const QColor& ink,
              std::optional<double> mark) {
  QColor track = ink;
  track.setAlphaF(0.14F);
  painter.fillRect(rect, track);
  QColor fill = ink;
  fill.setAlphaF(0.62F);
  QRectF filled = rect;
  filled.setWidth(rect.width() * std::clamp(value, 0.0, 1.0));
  painter.fillRect(filled, fill);
  if (!mark) return;
  const double x = rect.left() + rect.width() * std::clamp(*mark, 0.0, 1.0);
  painter.fillRect(QRectF(x - 1, rect.top() - 3, 2, rect.height() + 6), ink);
}

QString valueText(double value) {
  QString text = QString::number(value, 'f', 2);
  return text == QLatin1String("-0.00") ? QStringLiteral("0.00") : text;
}

ValueBars::ValueBars(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ValueBars::setRows(std::vector<Row> rows) {
  const bool resized = rows.size() != rows_.size();
  rows_ = std::move(rows);
  QStringList spoken;
  for (const Row& row : rows_) spoken << row.label + QLatin1Char(' ') + valueText(row.value);
  setAccessibleDescription(spoken.join(QStringLiteral(", ")));
  if (resized) updateGeometry();
  update();
}

int ValueBars::rowHeight() const {
  return fontMetrics().height() + 5;
}

QSize ValueBars::sizeHint() const {
  return {220, static_cast<int>(rows_.size()) * rowHeight()};
}

QSize ValueBars::minimumSizeHint() const {
  return {140, sizeHint().height()};
}

void ValueBars::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QFont plain = tabularFont(font());
  QFont strong = plain;
  strong.setBold(true);
  const QFontMetricsF metrics(strong);
  const double numberWidth = metrics.horizontalAdvance(QStringLiteral("-0.00"));
  double noteWidth = 0;
  double labelWidth = 0;
  for (const Row& row : rows_) {
    if (!row.note.isEmpty()) noteWidth = std::max(noteWidth, metrics.horizontalAdvance(row.note) + 6);
    labelWidth = std::max(labelWidth, metrics.horizontalAdvance(row.label) + 2);
  }
  const bool chips = std::any_of(rows_.begin(), rows_.end(), [](const Row& row) { return row.chip; });
  const double chipWidth = chips ? 44 : 0;
  const double barWidth = std::max(36.0, width() - chipWidth - labelWidth - 8 - 6 - numberWidth - noteWidth);
  labelWidth = width() - chipWidth - barWidth - 8 - 6 - numberWidth - noteWidth;
  const QColor ink = palette().color(QPalette::WindowText);
  QColor quiet = ink;
  quiet.setAlphaF(0.7F);

  const int height = rowHeight();
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const Row& row = rows_[i];
    const QRectF line(0, static_cast<double>(i) * height, width(), height);
    painter.setFont(row.strong ? strong : plain);
    if (row.chip) {
      painter.save();
      paintClassChip(painter, QRectF(0, line.top() + 2, 38, height - 4), *row.chip);
      painter.restore();
    }
    painter.setPen(ink);
    painter.drawText(
        QRectF(chipWidth, line.top(), labelWidth, height), Qt::AlignLeft | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(row.label, Qt::ElideRight, static_cast<int>(labelWidth)));
    const double barLeft = chipWidth + labelWidth + 8;
    paintBar(painter, QRectF(barLeft, line.center().y() - 3, barWidth, 6), row.value, ink, row.mark);
    painter.drawText(QRectF(barLeft + barWidth + 6, line.top(), numberWidth, height),
                     Qt::AlignRight | Qt::AlignVCenter, valueText(row.value));
    painter.setFont(plain);
    painter.setPen(quiet);
    painter.drawText(QRectF(width() - noteWidth, line.top(), noteWidth, height),
                     Qt::AlignRight | Qt::AlignVCenter, row.note);
  }
}

bool ValueBars::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    auto* help = static_cast<QHelpEvent*>(event);
    const int i = help->pos().y() / rowHeight();
    if (i >= 0 && i < static_cast<int>(rows_.size()) && !rows_[i].toolTip.isEmpty()) {
      QToolTip::showText(help->globalPos(), rows_[i].toolTip, this);
      return true;
    }
  }
  return QWidget::event(event);
}

}  // namespace cellwise::ui
