#include "cell_map/cell_map_panel.h"

#include <QAction>
#include <QActionGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "cell_map/cell_map_view.h"
#include "keyboard/key_map.h"
#include "style/drawn_icon.h"

namespace cellwise::ui {
namespace {

constexpr double kStep = 1.4;  // of the zoom by key and button

enum class Glyph { Lasso, Rectangle, Move, ZoomIn, ZoomOut, All, Only, Again };

// On a field of 24 x 24.
QIcon glyphIcon(Glyph glyph) {
  return drawnIcon([glyph](QPainter& painter, const QRectF& rect, const QColor& ink) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.topLeft());
    painter.scale(rect.width() / 24, rect.height() / 24);
    QPen pen(ink, 1.7, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    switch (glyph) {
      case Glyph::Lasso: {
        QPainterPath path(QPointF(8.5, 16.5));
        path.cubicTo(-1, 13, 4, 4.5, 12, 4.5);
        path.cubicTo(21, 4.5, 23, 14, 14, 16);
        path.cubicTo(10.5, 17, 7, 15, 8, 18);
        path.cubicTo(8.5, 20, 7, 21, 5.5, 21);
        painter.drawPath(path);
        break;
      }
      case Glyph::Rectangle:
        pen.setDashPattern({2.2, 2.2});
        painter.setPen(pen);
        painter.drawRect(QRectF(4, 6, 16, 12));
        break;
      case Glyph::Move:
        painter.drawLine(QPointF(12, 3.5), QPointF(12, 20.5));
        painter.drawLine(QPointF(3.5, 12), QPointF(20.5, 12));
        for (const double turn : {0.0, 90.0, 180.0, 270.0}) {
          painter.save();
          painter.translate(12, 12);
          painter.rotate(turn);
          painter.drawPolyline(QPolygonF({{-2.6, -5.9}, {0, -8.5}, {2.6, -5.9}}));
          painter.restore();
        }
        break;
      case Glyph::ZoomIn:
      case Glyph::ZoomOut:
        painter.drawEllipse(QPointF(10.5, 10.5), 6, 6);
        painter.drawLine(QPointF(15, 15), QPointF(20, 20));
        painter.drawLine(QPointF(8, 10.5), QPointF(13, 10.5));
        if (glyph == Glyph::ZoomIn) painter.drawLine(QPointF(10.5, 8), QPointF(10.5, 13));
        break;
      case Glyph::All:
        for (const double turn : {0.0, 90.0, 180.0, 270.0}) {
          painter.save();
          painter.translate(12, 12);
          painter.rotate(turn);
          painter.drawPolyline(QPolygonF({{-8, -4}, {-8, -8}, {-4, -8}}));
          painter.restore();
        }
        painter.drawEllipse(QPointF(12, 12), 2.2, 2.2);
        break;
      case Glyph::Only:
        painter.drawPolygon(QPolygonF({{4, 5}, {20, 5}, {14, 12.5}, {14, 19}, {10, 17}, {10, 12.5}}));
        break;
      case Glyph::Again:
        painter.drawArc(QRectF(5, 5, 14, 14), 60 * 16, 290 * 16);
        painter.drawPolyline(QPolygonF({{15.6, 2.6}, {15.6, 6.4}, {19.6, 6.4}}));
        break;
    }
    painter.restore();
  });
}

}  // namespace

CellMapPanel::CellMapPanel(Workspace& workspace, QWidget* parent) : QWidget(parent), workspace_(workspace) {
  setObjectName(QStringLiteral("cellMapPanel"));
  view_ = new CellMapView(*workspace.images(), this);
  view_->setObjectName(QStringLiteral("cellMapView"));

  const auto make = [this](const char* name, Glyph glyph, const QList<QKeySequence>& keys, auto handler) {
    auto* action = new QAction(glyphIcon(glyph), {}, this);
    action->setObjectName(QLatin1String(name));
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WidgetShortcut);
    connect(action, &QAction::triggered, this, handler);
    view_->addAction(action);
    return action;
  };
  using Tool = CellMapView::Tool;
  lasso_ = make("mapLasso", Glyph::Lasso, {}, [this] { view_->setTool(Tool::Lasso); });
  rectangle_ = make("mapRectangle", Glyph::Rectangle, {}, [this] { view_->setTool(Tool::Rectangle); });
  move_ = make("mapMove", Glyph::Move, {}, [this] { view_->setTool(Tool::Move); });
  auto* tools = new QActionGroup(this);
  for (QAction* action : {lasso_, rectangle_, move_}) {
    action->setCheckable(true);
    tools->addAction(action);
  }
  lasso_->setChecked(true);
  zoom_in_ = make("mapZoomIn", Glyph::ZoomIn, {Qt::Key_Plus, Qt::Key_Equal, Qt::Key_PageUp},
                  [this] { view_->zoom(kStep); });
  zoom_out_ = make("mapZoomOut", Glyph::ZoomOut, {Qt::Key_Minus, Qt::Key_PageDown},
                   [this] { view_->zoom(1 / kStep); });
  all_ = make("mapShowAll", Glyph::All, {Qt::Key_Home}, [this] { view_->showAll(); });
  only_ = make("mapOnlyThese", Glyph::Only, {QKeySequence(Qt::CTRL | Qt::Key_L)}, [] {});
  again_ = make("mapAgain", Glyph::Again, {}, [this] { workspace_.mapCells(); });

  stack_ = new QStackedLayout(this);
  auto* state = new QWidget(this);
  auto* column = new QVBoxLayout(state);
  message_ = new QLabel(state);
  message_->setObjectName(QStringLiteral("mapMessage"));
  message_->setAlignment(Qt::AlignCenter);
  message_->setWordWrap(true);
  progress_ = new QProgressBar(state);
  progress_->setObjectName(QStringLiteral("mapProgress"));
  progress_->setTextVisible(false);
  progress_->setFixedWidth(180);
  progress_->setMaximumHeight(14);
  button_ = new QPushButton(state);
  button_->setObjectName(QStringLiteral("mapButton"));
  column->addStretch(1);
  column->addWidget(message_);
  column->addSpacing(8);
  column->addWidget(progress_, 0, Qt::AlignHCenter);
  column->addSpacing(4);
  column->addWidget(button_, 0, Qt::AlignHCenter);
  column->addStretch(1);
  stack_->addWidget(state);

  auto* map = new QWidget(this);
  column = new QVBoxLayout(map);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  auto* row = new QHBoxLayout;
  row->setContentsMargins(4, 3, 4, 3);
  row->setSpacing(1);
  const auto add = [&](QAction* action) {
    auto* button = new QToolButton(map);
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    row->addWidget(button);
  };
  for (QAction* action : {lasso_, rectangle_, move_}) add(action);
  row->addSpacing(8);
  for (QAction* action : {zoom_in_, zoom_out_, all_}) add(action);
  row->addStretch(1);
  add(only_);
  add(again_);
  column->addLayout(row);
  column->addWidget(view_, 1);
  caption_ = new QLabel(map);
  caption_->setObjectName(QStringLiteral("mapCaption"));
  caption_->setWordWrap(true);
  caption_->setContentsMargins(8, 3, 8, 4);
  caption_->setForegroundRole(QPalette::PlaceholderText);
  column->addWidget(caption_);
  stack_->addWidget(map);

  connect(button_, &QPushButton::clicked, this, [this] {
    if (const auto activity = workspace_.mapping())
      workspace_.cancel(activity->id);
    else
      workspace_.mapCells();
  });
  connect(&workspace_, &Workspace::cellMapChanged, this, &CellMapPanel::follow);
  connect(&workspace_, &Workspace::activitiesChanged, this, &CellMapPanel::showState);
  connect(&workspace_, &Workspace::sessionChanged, this, &CellMapPanel::follow);
  connect(&KeyMap::instance(), &KeyMap::changed, this, &CellMapPanel::retranslate);
  retranslate();
  follow();
}

QList<QAction*> CellMapPanel::panelActions() const {
  return {lasso_, rectangle_, move_, zoom_in_, zoom_out_, all_, only_, again_};
}

void CellMapPanel::retranslate() {
  const auto name = [](QAction* action, const QString& text, const QString& tip) {
    action->setText(text);
    action->setToolTip(withKeys(tip, action->shortcuts()));
  };
  name(lasso_, tr("Select with a lasso"), tr("Draw around cells to select them; Shift adds, Ctrl inverts"));
  name(rectangle_, tr("Select with a rectangle"),
       tr("Draw a rectangle over cells to select them; by keys: Shift and the arrows"));
  name(move_, tr("Move the map"), tr("Drag the map; the middle button always does"));
  name(zoom_in_, tr("Larger map"), tr("Look closer; the wheel does too"));
  name(zoom_out_, tr("Smaller map"), tr("Look from farther away"));
  name(all_, tr("Whole map"), tr("Show the whole map"));
  name(only_, tr("Only the selected cells"), tr("Show only the selected cells in the gallery"));
  name(again_, tr("Make the map again"),
       tr("Make the map again, with cells that were classified since, by the model in use"));
  view_->setAccessibleName(tr("Map of the cells"));
  view_->setAccessibleDescription(
      tr("Arrows go from cell to cell, Shift selects all between, Space selects or lets go of one, Ctrl+A "
         "selects all; plus and minus zoom, Home shows the whole map."));
}

void CellMapPanel::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
    showState();
    showCaption();
  }
  QWidget::changeEvent(event);
}

void CellMapPanel::makeIfNone() {
  if (workspace_.cellMapStatus().state == CellMapStatus::State::None) workspace_.mapCells();
}

void CellMapPanel::cellsChanged() {
  view_->cellsChanged();
  showState();
  showCaption();
}

void CellMapPanel::follow() {
  view_->setMap(workspace_.session(), workspace_.cellMap());
  showState();
  showCaption();
}

void CellMapPanel::showState() {
  using State = CellMapStatus::State;
  const SlideSession* session = workspace_.session();
  const auto& status = workspace_.cellMapStatus();
  // While a map is made again the one before it stays away: it would look finished.
  if (status.state == State::Ready && workspace_.cellMap()) {
    stack_->setCurrentIndex(1);
    return;
  }
  stack_->setCurrentIndex(0);
  progress_->hide();
  button_->hide();
  if (!session) return message_->clear();
  const auto offer = [this](const QString& text) {
    button_->setText(text);
    button_->show();
  };
  if (const auto activity = workspace_.mapping(); activity && status.state == State::Working) {
    message_->setText(activity->text);
    progress_->setRange(0, activity->total > 0 ? 1000 : 0);
    if (activity->total > 0) progress_->setValue(int(1000 * activity->done / activity->total));
    progress_->show();
    return offer(tr("Cancel"));
  }
  const auto& cells = session->cells();
  const auto classified =
      std::count_if(cells.begin(), cells.end(), [](const auto& c) { return c.prediction.has_value(); });
  if (classified < Workspace::kMapLeast) {
    message_->setText(
        workspace_.classificationProgress(session->slide().id)
            ? tr("The cells are being classified. The map can be made when they are.")
        : classified == 0
            ? tr("No cell of this slide has been classified yet, so there is nothing to map.")
            : tr("A map takes at least %1 classified cells; this slide has %2.")
                  .arg(locale().toString(Workspace::kMapLeast), locale().toString(qlonglong(classified))));
    return;
  }
  switch (status.state) {
    case State::Cancelled: message_->setText(tr("The map was cancelled.")); return offer(tr("Make the map"));
    case State::Failed:
      message_->setText(status.error ? sentence(*status.error) : QString());
      return offer(tr("Try again"));
    default:
      message_->setText(
          tr("A map lays the cells out so that those that look alike to the model lie near each "
             "other."));
      return offer(tr("Make the map"));
  }
}

void CellMapPanel::showCaption() {
  const auto map = workspace_.cellMap();
  const SlideSession* session = workspace_.session();
  if (!map || !session) return caption_->clear();
  const QLocale locale;
  const int drawn = int(map->rows.size());
  const QString number = drawn < map->of ? tr("%1 of %2 cells, drawn by chance", "on the map")
                                               .arg(locale.toString(drawn), locale.toString(map->of))
                                         : tr("%n cells", "on the map", drawn);
  QString text = tr("%1, as %2 %3 sees them.", "cells; a model's name and version")
                     .arg(number, map->modelName, map->modelVersion);
  if (map->modelSha != QString::fromStdString(session->manifest().weightsSha256))
    text += QLatin1Char(' ') + tr("Another model classified this slide.");
  text += QLatin1Char(' ') + tr("Near cells look alike; distances between groups mean nothing.");
  const auto& cells = session->cells();
  const auto classified =
      int(std::count_if(cells.begin(), cells.end(), [](const auto& c) { return c.prediction.has_value(); }));
  if (classified > map->of)
    text += QLatin1Char(' ') + tr("%n cells were classified since.", nullptr, classified - map->of);
  caption_->setText(text);
  caption_->setToolTip(
      tr("t-SNE of the features that come before the decision; perplexity %1, weights %2. For "
         "research use only.")
          .arg(locale.toString(map->perplexity, 'g', 3), map->modelSha.left(12)));
}

}  // namespace cellwise::ui
