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
  connect(workspace.references(), &ReferenceCells::ready, this, [this](const QString& classId) {
    const SlideSession* session = workspace_.session();
    if (!session || class_index_ < 0 || class_index_ >= std::ssize(session->manifest().scheme.classes))
      return;
    const auto& shown = session->manifest().scheme.classes[static_cast<std::size_t>(class_index_)];
    if (QString::fromStdString(shown.id) == classId) collect();
  });
}

void ExampleStrip::setClass(int classIndex, int exceptRow) {
  class_index_ = classIndex;
  except_row_ = exceptRow;
  collect();
}

void ExampleStrip::collect() {
  rows_.clear();
  references_.clear();
  const SlideSession* session = workspace_.session();
  if (session && class_index_ >= 0) {
    const auto& id = session->manifest().scheme.classes[static_cast<std::size_t>(class_index_)].id;
    const casebook::Id query =
        except_row_ < 0 ? 0 : session->cells()[static_cast<std::size_t>(except_row_)].id;
    const auto& known =
        workspace_.references()->cells(QString::fromStdString(id), session->slide().id, query);
    // Those most like the query, of whatever slide; where likeness is not known, this slide's come first.
    const bool alike = std::any_of(known.begin(), known.end(), [](const auto& cell) { return cell.nearest; });
    const bool atlas = !known.empty() && known.back().atlas;
    if (!alike) rows_ = session->exampleRows(class_index_, except_row_, kExamples - (atlas ? 1 : 0));
    auto missing = static_cast<std::size_t>(kExamples) - rows_.size();
    for (const ReferenceCell& cell : known) {
      const std::size_t kept = atlas && !cell.atlas ? 1 : 0;  // the atlas's has its place
      if (missing > kept && cell.cell != query) {
        references_.push_back(cell);
        --missing;
      }
    }
    // Too few confirmed: the model's surest, which say of themselves that nobody confirmed them.
    std::vector<int> surest;
    for (int row = 0; row < static_cast<int>(session->cells().size()); ++row)
      if (row != except_row_ && session->classOf(row) == class_index_ &&
          session->stateOf(row) == CellState::AutoAccepted)
        surest.push_back(row);
    missing = std::min(surest.size(), missing);
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
  for (const Example& example : examples()) spoken << origin(example);
  setAccessibleDescription(spoken.join(QStringLiteral("; ")));
  update();
}

std::vector<ExampleStrip::Example> ExampleStrip::examples() const {
  std::vector<Example> all;
  std::size_t i = 0;
  for (; i < rows_.size() && confirmed(i); ++i) all.push_back({rows_[i], nullptr, true});
  for (const ReferenceCell& reference : references_) all.push_back({-1, &reference, true});
  for (; i < rows_.size(); ++i) all.push_back({rows_[i], nullptr, false});
  return all;
}

bool ExampleStrip::confirmed(std::size_t row) const {
  return workspace_.session()->cells()[static_cast<std::size_t>(rows_[row])].review.has_value();
}

QString ExampleStrip::origin(const Example& example) const {
  if (example.reference && example.reference->atlas) {
    const QString note = example.reference->note;
    const QString from =
        tr("atlas, chosen by %1 on %2").arg(example.reference->reviewer, example.reference->slideTitle);
    return note.isEmpty() ? from : from + QStringLiteral(": ") + note;
  }
  if (example.reference) {
    return tr("confirmed by %1 on %2").arg(example.reference->reviewer, example.reference->slideTitle);
  }
  if (!example.confirmed) return tr("model, not confirmed");
  const QString who = workspace_.session()->cells()[static_cast<std::size_t>(example.row)].review->reviewer;
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
  const auto shown = examples();
  const auto confirmedCount =
      std::count_if(shown.begin(), shown.end(), [](const Example& example) { return example.confirmed; });
  QString what;
  if (shown.empty())
    what = tr("no examples yet");
  else if (confirmedCount == std::ssize(shown))
    what = references_.empty() ? tr("confirmed on this slide") : tr("confirmed by experts");
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
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const Example& example = shown[i];
    const QRect picture(static_cast<int>(i) * (side() + kGap), top, side(), side());
    painter.fillRect(picture, imageSurround());
    const QPixmap pixmap =
        example.reference ? QPixmap::fromImage(example.reference->picture.scaled(
                                pictureSide(), pictureSide(), Qt::KeepAspectRatio, Qt::SmoothTransformation))
                          : workspace_.images()->thumbnail(example.row, pictureSide());
    if (!pixmap.isNull()) {
      QRectF target(QPointF(), QSizeF(pixmap.size()) / ratio);
      target.moveCenter(QRectF(picture).center());
      painter.drawPixmap(target, pixmap, QRectF(QPointF(), pixmap.size()));
    }
    const QRectF caption(picture.left(), picture.bottom() + 3, side() + kGap - 2, line);
    paintStateMark(painter, QRectF(caption.left(), caption.center().y() - 6, 12, 12),
                   example.reference ? CellState::Confirmed : session->stateOf(example.row), quiet);
    painter.setPen(quiet);
    const QString word = example.reference && example.reference->atlas ? tr("atlas")
                         : example.reference && example.reference->slide == session->slide().id
                             ? tr("confirmed")
                         : example.reference ? tr("other slide")
                         : example.confirmed ? tr("confirmed")
                                             : tr("model");
    painter.drawText(
        caption.adjusted(16, 0, 0, 0), Qt::AlignVCenter,
        painter.fontMetrics().elidedText(word, Qt::ElideRight, static_cast<int>(caption.width()) - 16));
  }
}

bool ExampleStrip::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    auto* help = static_cast<QHelpEvent*>(event);
    const int i = help->pos().x() / (side() + kGap);
    const auto shown = examples();
    if (workspace_.session() && i >= 0 && i < std::ssize(shown)) {
      QToolTip::showText(help->globalPos(), origin(shown[static_cast<std::size_t>(i)]), this);
      return true;
    }
  }
  return QWidget::event(event);
}

}  // namespace cellwise::ui
