#include "people/direction_chart.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>

namespace cellwise::ui {
namespace {

constexpr int kRowHeight = 26;
constexpr int kHead = 22;

QString pText(double p) {
  return p < 0.001 ? QStringLiteral("p < 0.001") : QStringLiteral("p = ") + QLocale().toString(p, 'f', 3);
}

}  // namespace

DirectionChart::DirectionChart(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("directionChart"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void DirectionChart::setRows(std::vector<Row> rows) {
  rows_ = std::move(rows);
  QStringList said;
  for (const Row& row : rows_) {
    said << tr("%1: %2 earlier, %3 the same, %4 later, %5")
                .arg(row.text)
                .arg(row.direction.earlier)
                .arg(row.direction.same)
                .arg(row.direction.later)
                .arg(pText(row.direction.p));
  }
  setAccessibleName(tr("Direction of differences in maturation"));
  setAccessibleDescription(said.join(QStringLiteral(". ")));
  setToolTip(said.join(QLatin1Char('\n')));
  setFixedHeight(sizeHint().height());
  update();
}

QSize DirectionChart::sizeHint() const {
  return {480, kHead + kRowHeight * std::max(1, int(rows_.size())) + 4};
}

void DirectionChart::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QPalette& colours = palette();
  const int label = std::min(260, width() / 3), p = 190;
  const QRectF field(label, kHead, width() - label - p, height() - kHead);
  const double middle = field.center().x();
  std::int64_t most = 1;
  for (const Row& row : rows_) most = std::max({most, row.direction.earlier, row.direction.later});
  const double unit = (field.width() / 2 - 44) / double(most);
  painter.setPen(colours.color(QPalette::PlaceholderText));
  painter.drawText(QRectF(field.left(), 0, field.width() / 2 - 8, kHead), Qt::AlignRight | Qt::AlignVCenter,
                   tr("◀ earlier in maturation"));
  painter.drawText(QRectF(middle + 8, 0, field.width() / 2, kHead), Qt::AlignLeft | Qt::AlignVCenter,
                   tr("later ▶"));
  painter.drawLine(QPointF(middle, kHead), QPointF(middle, height() - 2));
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const auto& d = rows_[i].direction;
    const double top = kHead + kRowHeight * double(i);
    const QRectF line(0, top, width(), kRowHeight);
    painter.setPen(colours.color(QPalette::WindowText));
    painter.drawText(QRectF(0, top, label - 8, kRowHeight), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(rows_[i].text, Qt::ElideRight, label - 8));
    const QRectF younger(middle - unit * double(d.earlier), top + 5, unit * double(d.earlier),
                         kRowHeight - 10);
    const QRectF older(middle, top + 5, unit * double(d.later), kRowHeight - 10);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0x56, 0xB4, 0xE9));  // Okabe and Ito's sky blue and orange; the side says it too
    painter.drawRect(younger);
    painter.setBrush(QColor(0xE6, 0x9F, 0x00));
    painter.drawRect(older);
    painter.setPen(colours.color(QPalette::WindowText));
    const QLocale locale;
    painter.drawText(QRectF(younger.left() - 44, top, 40, kRowHeight), Qt::AlignRight | Qt::AlignVCenter,
                     locale.toString(qlonglong(d.earlier)));
    painter.drawText(QRectF(older.right() + 4, top, 40, kRowHeight), Qt::AlignLeft | Qt::AlignVCenter,
                     locale.toString(qlonglong(d.later)));
    painter.drawText(QRectF(width() - p, top, p, kRowHeight), Qt::AlignRight | Qt::AlignVCenter,
                     tr("same %1 · %2").arg(locale.toString(qlonglong(d.same)), pText(d.p)));
  }
}

}  // namespace cellwise::ui
