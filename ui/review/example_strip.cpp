#include "review/example_strip.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

#include "bridge/cell_image_provider.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "style/marks.h"
#include "style/theme.h"

namespace cellwise::ui {

namespace {
constexpr int kGap = 6;
}

ExampleStrip::ExampleStrip(Workspace& workspace, QWidget* parent) : QWidget(parent), workspace_(workspace) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(workspace.images(), &CellImageProvider::thumbnailReady, this, [this](int row) {
    if (std::find(rows_.begin(), rows_.end(), row) != rows_.end()) update();
  });
}

void ExampleStrip::setClass(int classIndex, int exceptRow) {
  class_index_ = classIndex;
  rows_.clear();
  const SlideSession* session = workspace_.session();
  if (session && classIndex >= 0) {
    rows_ = session->exampleRows(classIndex, exceptRow, kExamples);
    // Too few confirmed: the model's surest, which say of themselves that nobody confirmed them.
    std::vector<int> surest;
    for (int row = 0; row < static_cast<int>(session->cells().size()); ++row)
      if (row != exceptRow && session->classOf(row) == classIndex &&
          session->stateOf(row) == CellState::AutoAccepted)
        surest.push_back(row);
    const auto missing = std::min(surest.size(), static_cast<std::size_t>(kExamples) - rows_.size());
    const auto surer = [&](int a, int b) {
      const auto& x = *session->cells()[static_cast<std::size_t>(a)].prediction;
      const auto& y = *session->cells()[static_cast<std::size_t>(b)].prediction;
      return x.maxMembership != y.maxMembership ? x.maxMembership > y.maxMembership
                                                : x.confidence > y.confidence;
    };
    std::partial_sort(surest.begin(), surest.begin() + static_cast<std::ptrdiff_t>(missing), surest.end(),
                      surer);
    rows_.insert(rows_.end(), surest.begin(), surest.begin() + static_cast<std::ptrdiff_t>(missing));
  }
  QStringList spoken;
  for (std::size_t i = 0; i < rows_.size(); ++i) spoken << origin(i);
  setAccessibleDescription(spoken.join(QStringLiteral("; ")));
  update();
}

bool ExampleStrip::confirmed(std::size_t example) const {
  return workspace_.session()->cells()[static_cast<std::size_t>(rows_[example])].review.has_value();
}

QString ExampleStrip::origin(std::size_t example) const {
  if (!confirmed(example)) return tr("model, not confirmed");
  const QString who =
      workspace_.session()->cells()[static_cast<std::size_t>(rows_[example])].review->reviewer;
  return who.isEmpty() ? tr("confirmed") : tr("confirmed by %1").arg(who);
}

int ExampleStrip::side() const {
  const int across = (width() - (kExamples - 1) * kGap) / kExamples;
  const int down = height() - 2 * (fontMetrics().height() + 4);
  return std::clamp(std::min(across, down), 24, 160);
}

int ExampleStrip::pictureSide() const {
  return qRound(side() * devicePixelRatioF());
}

QSize ExampleStrip::sizeHint() const {
  return {260, 84 + 2 * (fontMetrics().height() + 4)};
}

QSize ExampleStrip::minimumSizeHint() const {
  return {180, sizeHint().height()};
}

void ExampleStrip::paintEvent(QPaintEvent*) {
  const SlideSession* session = workspace_.session();
  if (!session || class_index_ < 0) return;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const auto& cellClass = session->manifest().scheme.classes[static_cast<std::size_t>(class_index_)];
  const QColor ink = palette().color(QPalette::WindowText);
  QColor quiet = ink;
  quiet.setAlphaF(0.75F);
  const int line = fontMetrics().height();
  paintClassChip(painter, QRectF(0, 0, 38, line), cellClass);

  // What the pictures are, in full; under each one its mark says which it is.
  const auto confirmedCount =
      static_cast<std::size_t>(std::count_if(rows_.begin(), rows_.end(), [&](int row) {
        return session->cells()[static_cast<std::size_t>(row)].review.has_value();
      }));
  QString what;
  if (rows_.empty())
    what = tr("no examples on this slide");
  else if (confirmedCount == rows_.size())
    what = tr("confirmed on this slide");
  else if (confirmedCount == 0)
    what = tr("model, not confirmed");
  painter.setPen(quiet);
  const double whatWidth = what.isEmpty() ? 0 : painter.fontMetrics().horizontalAdvance(what) + 2;
  const double left = 44;
  QFont bold = font();
  bold.setBold(true);
  const QString name = QFontMetrics(bold).elidedText(
      className(cellClass), Qt::ElideRight, std::max(0, static_cast<int>(width() - left - whatWidth - 8)));
  const double nameWidth = QFontMetricsF(bold).horizontalAdvance(name);
  painter.drawText(QRectF(left + nameWidth + 8, 0, whatWidth, line), Qt::AlignVCenter, what);
  painter.setFont(bold);
  painter.setPen(ink);
  painter.drawText(QRectF(left, 0, nameWidth + 2, line), Qt::AlignVCenter, name);

  painter.setFont(font());
  const double ratio = devicePixelRatioF();
  const int top = line + 4;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const QRect picture(static_cast<int>(i) * (side() + kGap), top, side(), side());
    painter.fillRect(picture, imageSurround());
    const QPixmap pixmap = workspace_.images()->thumbnail(rows_[i], pictureSide());
    if (!pixmap.isNull()) {
      QRectF target(QPointF(), QSizeF(pixmap.size()) / ratio);
      target.moveCenter(QRectF(picture).center());
      painter.drawPixmap(target, pixmap, QRectF(QPointF(), pixmap.size()));
    }
    const QRectF caption(picture.left(), picture.bottom() + 3, side() + kGap - 2, line);
    paintStateMark(painter, QRectF(caption.left(), caption.center().y() - 6, 12, 12),
                   confirmed(i) ? session->stateOf(rows_[i]) : CellState::AutoAccepted, quiet);
    painter.setPen(quiet);
    const QString word = confirmed(i) ? tr("confirmed") : tr("model");
    painter.drawText(
        caption.adjusted(16, 0, 0, 0), Qt::AlignVCenter,
        painter.fontMetrics().elidedText(word, Qt::ElideRight, static_cast<int>(caption.width()) - 16));
  }
}

bool ExampleStrip::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    auto* help = static_cast<QHelpEvent*>(event);
    const int i = help->pos().x() / (side() + kGap);
    if (workspace_.session() && i >= 0 && i < static_cast<int>(rows_.size())) {
      QToolTip::showText(help->globalPos(), origin(static_cast<std::size_t>(i)), this);
      return true;
    }
  }
  return QWidget::event(event);
}

}  // namespace cellwise::ui
