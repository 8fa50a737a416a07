#include "cell_map/cell_map_view.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QSet>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <map>

#include "bridge/cell_image_provider.h"
#include "bridge/slide_session.h"
#include "keyboard/key_map.h"
#include "reporting/class_marker.h"
#include "style/marks.h"
#include "style/theme.h"

namespace cellwise::ui {
namespace {

constexpr double kMargin = 18;   // about the whole map
constexpr double kReach = 9;     // a pointer so near a mark means it
constexpr double kLargest = 60;  // magnification
constexpr int kThumbnail = 96;
constexpr int kLegendGap = 12;

// What is drawn differently: hollow, full, ringed.
enum class Standing { ToReview, Accepted, Decided };

Standing standingOf(CellState state) {
  switch (state) {
    case CellState::Confirmed:
    case CellState::Changed: return Standing::Decided;
    case CellState::Rejected: return Standing::ToReview;
    default: return Standing::Accepted;
  }
}

QColor outlineOf(const QColor& fill) {
  return darkTheme() ? fill.lighter(fill.lightness() < 110 ? 190 : 130) : fill.darker(150);
}

void drawMark(QPainter& painter, QPointF at, double radius, const QColor& colour, int place,
              Standing standing, const QColor& ink, const QColor& ground) {
  painter.save();
  painter.translate(at);
  painter.scale(radius, radius);
  const QPainterPath& path = reporting::classMarker(place);
  QPen pen(outlineOf(colour), standing == Standing::ToReview ? 0.42 : 0.2);
  if (standing == Standing::Decided) pen = QPen(ink, 0.42);
  pen.setJoinStyle(Qt::MiterJoin);
  painter.setPen(pen);
  QColor hollow = ground;
  hollow.setAlpha(150);
  painter.setBrush(standing == Standing::ToReview ? hollow : colour);
  painter.drawPath(path);
  painter.restore();
}

QString letterOf(const model::CellClass& c) {
  return QString::fromStdString(c.key.empty() ? c.shortName : c.key);
}

}  // namespace

CellMapView::CellMapView(CellImageProvider& images, QWidget* parent) : QWidget(parent), images_(images) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setContextMenuPolicy(Qt::CustomContextMenu);
  again_.setSingleShot(true);
  again_.setInterval(120);
  connect(&again_, &QTimer::timeout, this, qOverload<>(&QWidget::update));
  connect(&images_, &CellImageProvider::thumbnailReady, this, [this](int row) {
    if (row == hovered_ || (keys_ && row == current_)) update();
  });
  setTool(Tool::Lasso);
}

void CellMapView::setMap(const SlideSession* session, std::shared_ptr<const CellMap> map) {
  session_ = map ? session : nullptr;
  map_ = std::move(map);
  hovered_ = anchor_ = -1;
  drag_ = Drag::None;
  lasso_.clear();
  stamps_.clear();
  findLetters();
  layOutLegend();
  fit();
  showAll();
}

void CellMapView::setCells(std::vector<bool> shown, std::vector<bool> selected, int current) {
  shown_ = std::move(shown);
  selected_ = std::move(selected);
  current_ = current;
  update();
}

void CellMapView::cellsChanged() {
  findLetters();
  layOutLegend();
  fit();
  update();
}

void CellMapView::setTool(Tool tool) {
  tool_ = tool;
  setCursor(tool == Tool::Move ? Qt::OpenHandCursor : Qt::CrossCursor);
}

std::vector<int> CellMapView::rows() const {
  std::vector<int> rows;
  if (!map_) return rows;
  for (std::size_t i = 0; i < map_->rows.size(); ++i)
    if (usable(i)) rows.push_back(map_->rows[i]);
  return rows;
}

bool CellMapView::usable(std::size_t i) const {
  const auto row = static_cast<std::size_t>(map_->rows[i]);
  return row < shown_.size() && shown_[row];
}

// --- where things lie -----------------------------------------------------------------------------

QRectF CellMapView::mapRect() const {
  return QRectF(0, 0, width(), std::max(1, height() - legend_height_));
}

QPointF CellMapView::place(std::size_t i) const {
  const embedding::Point& p = map_->points[i];
  const double scale = scale_ * zoom_;
  // y rises on the map, as in the picture of the command line.
  return mapRect().center() +
         QPointF((double(p.x) - centre_.x()) * scale, (centre_.y() - double(p.y)) * scale);
}

double CellMapView::radius() const {
  const double many = map_ ? static_cast<double>(map_->rows.size()) : 1;
  return std::min(std::clamp(110 / std::sqrt(many), 2.6, 6.0) * std::pow(zoom_, 0.35), 10.0);
}

void CellMapView::fit() {
  if (!map_ || map_->points.empty()) return;
  double left = map_->points[0].x, right = left, low = map_->points[0].y, high = low;
  for (const auto& p : map_->points) {
    left = std::min(left, double(p.x));
    right = std::max(right, double(p.x));
    low = std::min(low, double(p.y));
    high = std::max(high, double(p.y));
  }
  const QRectF room = mapRect().adjusted(kMargin, kMargin, -kMargin, -kMargin);
  scale_ = std::max(1e-6, std::min(room.width() / std::max(right - left, 1e-6),
                                   room.height() / std::max(high - low, 1e-6)));
  if (zoom_ == 1) centre_ = {(left + right) / 2, (low + high) / 2};
}

void CellMapView::showAll() {
  zoom_ = 1;
  fit();
  update();
  Q_EMIT viewChanged();
}

void CellMapView::zoom(double factor) {
  zoomAbout(mapRect().center(), factor);
}

// What lies under `fixed` stays there.
void CellMapView::zoomAbout(QPointF fixed, double factor) {
  if (!map_) return;
  const double before = scale_ * zoom_;
  stamps_.clear();  // of another size
  zoom_ = std::clamp(zoom_ * factor, 1.0, kLargest);
  if (zoom_ == 1) return showAll();
  const QPointF from = fixed - mapRect().center();
  const double shift = 1 / before - 1 / (scale_ * zoom_);
  centre_ += QPointF(from.x() * shift, -from.y() * shift);
  setHovered(-1);
  update();
  Q_EMIT viewChanged();
}

void CellMapView::keepInSight(int row) {
  const auto at = placeOf(row);
  if (!at) return;
  const QRectF room = mapRect().adjusted(kMargin, kMargin, -kMargin, -kMargin);
  QPointF by;
  if (at->x() < room.left()) by.setX(at->x() - room.left());
  if (at->x() > room.right()) by.setX(at->x() - room.right());
  if (at->y() < room.top()) by.setY(at->y() - room.top());
  if (at->y() > room.bottom()) by.setY(at->y() - room.bottom());
  if (by.isNull()) return;
  const double scale = scale_ * zoom_;
  centre_ += QPointF(by.x() / scale, -by.y() / scale);
  update();
}

std::optional<QPointF> CellMapView::placeOf(int row) const {
  if (!map_) return std::nullopt;
  const auto it = std::find(map_->rows.begin(), map_->rows.end(), row);
  if (it == map_->rows.end()) return std::nullopt;
  return place(static_cast<std::size_t>(it - map_->rows.begin()));
}

int CellMapView::cellAt(QPointF at) const {
  if (!map_ || !mapRect().contains(at)) return -1;
  int found = -1;
  double nearest = std::max(kReach, radius() + 2);
  for (std::size_t i = 0; i < map_->rows.size(); ++i) {
    if (!usable(i)) continue;
    const QPointF by = place(i) - at;
    if (const double distance = std::hypot(by.x(), by.y()); distance < nearest) {
      nearest = distance;
      found = map_->rows[i];
    }
  }
  return found;
}

// The letter stands at the cell that lies nearest its class's median.
void CellMapView::findLetters() {
  letters_.clear();
  if (!map_ || !session_) return;
  std::map<int, std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < map_->rows.size(); ++i)
    if (const int c = session_->classOf(map_->rows[i]); c >= 0) members[c].push_back(i);
  for (const auto& [classIndex, cells] : members) {
    const auto median = [&cells = cells](auto coordinate) {
      std::vector<float> values;
      for (const std::size_t i : cells) values.push_back(coordinate(i));
      const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
      std::nth_element(values.begin(), middle, values.end());
      return *middle;
    };
    const float x = median([&](std::size_t i) { return map_->points[i].x; });
    const float y = median([&](std::size_t i) { return map_->points[i].y; });
    const auto nearest = std::min_element(cells.begin(), cells.end(), [&](std::size_t a, std::size_t b) {
      const auto distance = [&](std::size_t i) {
        return std::hypot(map_->points[i].x - x, map_->points[i].y - y);
      };
      return distance(a) < distance(b);
    });
    letters_.push_back({classIndex, *nearest});
  }
}

// --- drawing --------------------------------------------------------------------------------------

// A mark is drawn once for each way it can look: thousands of them cost little then.
const QPixmap& CellMapView::stamp(int classIndex, int row, Look look) {
  const Standing standing = standingOf(session_->stateOf(row));
  const double size = radius() * (look == Look::Selected ? 1.25 : 1);
  const double ratio = devicePixelRatioF();
  const quint64 key = quint64(qRound(ratio * 64)) << 40 | quint64(classIndex + 1) << 20 |
                      quint64(standing) << 16 | quint64(look) << 12 | quint64(qRound(size * 16));
  QPixmap& pixmap = stamps_[key];
  if (!pixmap.isNull()) return pixmap;
  const double side = std::ceil(size * 1.6 + 3) * 2;
  pixmap = QPixmap(QSize(qRound(side * ratio), qRound(side * ratio)));
  pixmap.setDevicePixelRatio(ratio);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  const auto& classes = session_->manifest().scheme.classes;
  const model::CellClass* c = classIndex >= 0 ? &classes[std::size_t(classIndex)] : nullptr;
  const QColor colour = c ? QColor(QString::fromStdString(c->colour)) : palette().color(QPalette::Mid);
  const QPointF middle(side / 2, side / 2);
  if (look == Look::Selected) {
    painter.setPen(QPen(palette().color(QPalette::Highlight), 1.2));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(middle, size * 1.3 + 1, size * 1.3 + 1);
  }
  if (look == Look::Faint) painter.setOpacity(0.13);
  if (look == Look::Receding) painter.setOpacity(0.4);
  drawMark(painter, middle, size, colour, c ? c->order : 0, standing, palette().color(QPalette::Text),
           palette().color(QPalette::Base));
  return pixmap;
}

void CellMapView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF area = mapRect();
  painter.fillRect(rect(), palette().color(QPalette::Window));
  painter.fillRect(area, palette().color(QPalette::Base));
  if (!map_ || !session_) return;
  painter.save();
  painter.setClipRect(area);
  const QRectF visible = area.adjusted(-20, -20, 20, 20);
  const bool any = std::any_of(map_->rows.begin(), map_->rows.end(), [this](int row) {
    return std::size_t(row) < selected_.size() && selected_[std::size_t(row)];
  });
  for (const Look look : {Look::Faint, Look::Receding, Look::Plain, Look::Selected}) {
    for (std::size_t i = 0; i < map_->rows.size(); ++i) {
      const int row = map_->rows[i];
      const bool chosen = std::size_t(row) < selected_.size() && selected_[std::size_t(row)];
      const Look own = !usable(i) ? Look::Faint
                       : chosen   ? Look::Selected
                       : any      ? Look::Receding
                                  : Look::Plain;
      if (own != look) continue;
      const QPointF at = place(i);
      if (!visible.contains(at)) continue;
      const QPixmap& pixmap = stamp(session_->classOf(row), row, look);
      const QSizeF size = QSizeF(pixmap.size()) / pixmap.devicePixelRatio();
      painter.drawPixmap(at - QPointF(size.width(), size.height()) / 2, pixmap);
    }
  }

  QFont small = font();
  small.setBold(true);
  painter.setFont(small);
  const double side = fontMetrics().height() + 2;
  for (const Letter& letter : letters_) {
    const auto& c = session_->manifest().scheme.classes[std::size_t(letter.classIndex)];
    const QRectF box(place(letter.at) - QPointF(side, side) / 2, QSizeF(side, side));
    QColor ground = palette().color(QPalette::Base);
    ground.setAlpha(215);
    painter.setPen(QPen(outlineOf(QColor(QString::fromStdString(c.colour))), 1.5));
    painter.setBrush(ground);
    painter.drawRoundedRect(box, 2, 2);
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(box, Qt::AlignCenter, letterOf(KeyMap::instance().withKey(c)));
  }

  if (const auto at = current_ >= 0 ? placeOf(current_) : std::nullopt) {
    const double half = radius() * 1.45 + 5;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette().color(QPalette::Text), 1, hasFocus() ? Qt::SolidLine : Qt::DotLine));
    painter.drawRect(QRectF(*at - QPointF(half, half), QSizeF(2 * half, 2 * half)));
  }
  if (drag_ == Drag::Select && lasso_.size() > 1) {
    QColor fill = palette().color(QPalette::Highlight);
    painter.setPen(QPen(fill, 1.5));
    fill.setAlpha(40);
    painter.setBrush(fill);
    painter.drawPolygon(lasso_);
  }
  painter.restore();

  drawLegend(painter);
  if (hasFocus()) {
    painter.setPen(QPen(palette().color(QPalette::Highlight), 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5));
  }
  if (drag_ == Drag::None) {
    if (hovered_ >= 0)
      drawCard(painter, hovered_);
    else if (keys_ && hasFocus() && current_ >= 0 && placeOf(current_))
      drawCard(painter, current_);
  }
}

namespace {

// One entry of the legend: a mark and a word.
struct Entry {
  QString text;
  QColor colour;
  int place = 0;
  Standing standing = Standing::Accepted;
};

template <class Visit>
int flow(const std::vector<Entry>& entries, const QFontMetrics& metrics, int width, Visit visit) {
  const int line = metrics.height() + 4;
  int x = 8, y = 3;
  for (const Entry& entry : entries) {
    const int length = metrics.height() + 2 + metrics.horizontalAdvance(entry.text);
    if (x > 8 && x + length > width - 8) {
      x = 8;
      y += line;
    }
    visit(entry, QPoint(x, y), line);
    x += length + kLegendGap;
  }
  return y + line + 2;
}

std::vector<Entry> legendOf(const SlideSession& session, const CellMap& map) {
  QSet<int> present;
  bool standing[3] = {};
  for (const int row : map.rows) {
    present << session.classOf(row);
    standing[int(standingOf(session.stateOf(row)))] = true;
  }
  const auto& classes = session.manifest().scheme.classes;
  std::vector<Entry> entries;
  for (const auto& c : classes)
    if (present.contains(int(&c - classes.data())))
      entries.push_back({QString::fromStdString(c.shortName), QColor(QString::fromStdString(c.colour)),
                         c.order, Standing::Accepted});
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.place < b.place; });
  const QColor grey(130, 130, 130);
  if (standing[int(Standing::Accepted)])
    entries.push_back({stateText(CellState::AutoAccepted), grey, 0, Standing::Accepted});
  if (standing[int(Standing::ToReview)])
    entries.push_back({stateText(CellState::Rejected), grey, 0, Standing::ToReview});
  if (standing[int(Standing::Decided)])
    entries.push_back({CellMapView::tr("Decided by an expert"), grey, 0, Standing::Decided});
  return entries;
}

}  // namespace

void CellMapView::layOutLegend() {
  legend_height_ =
      map_ && session_ ? flow(legendOf(*session_, *map_), fontMetrics(), width(), [](auto&&...) {}) : 0;
}

void CellMapView::drawLegend(QPainter& painter) const {
  const double top = mapRect().bottom();
  painter.fillRect(QRectF(0, top, width(), 1), palette().color(QPalette::Mid));
  painter.setFont(font());
  const int height = fontMetrics().height();
  flow(legendOf(*session_, *map_), fontMetrics(), width(), [&](const Entry& entry, QPoint at, int line) {
    const QPointF middle(at.x() + height / 2.0, top + at.y() + line / 2.0);
    drawMark(painter, middle, height * 0.32, entry.colour, entry.place, entry.standing,
             palette().color(QPalette::WindowText), palette().color(QPalette::Window));
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(QRectF(at.x() + height + 2, top + at.y(), width(), line),
                     Qt::AlignLeft | Qt::AlignVCenter, entry.text);
  });
}

// The cell beside its mark: picture, class, state, confidence, and why it is to be reviewed.
void CellMapView::drawCard(QPainter& painter, int row) {
  const auto at = placeOf(row);
  if (!at) return;
  const auto& record = session_->cells()[std::size_t(row)];
  const int classIndex = session_->classOf(row);
  const QFontMetrics metrics = fontMetrics();
  const int line = metrics.height() + 3;
  const QString reason = record.review ? QString() : reasonText(*session_, row);
  QFont bold = font();
  bold.setBold(true);
  const QString name =
      classIndex < 0 ? QString() : className(session_->manifest().scheme.classes[std::size_t(classIndex)]);
  const CellState state = session_->stateOf(row);
  const QString confidence =
      record.prediction ? tr("Confidence %1").arg(locale().toString(record.prediction->confidence, 'f', 2))
                        : QString();
  // No wider than its words, since it covers other cells.
  const int words = std::min(
      190,
      std::max({QFontMetrics(bold).horizontalAdvance(name), 20 + metrics.horizontalAdvance(stateText(state)),
                metrics.horizontalAdvance(confidence), std::min(140, metrics.horizontalAdvance(reason))}) +
          4);
  const double reasonHeight =
      reason.isEmpty() ? 0
                       : metrics.boundingRect(QRect(0, 0, words, 400), Qt::TextWordWrap, reason).height() + 2;
  const QSizeF size(kThumbnail + words + 24, std::max(kThumbnail + 16.0, 3 * line + reasonHeight + 16));
  QRectF card(*at + QPointF(14, 14), size);
  if (card.right() > width() - 2) card.moveRight(at->x() - 14);
  if (card.left() < 2) card.moveLeft(2);
  if (card.bottom() > height() - 2) card.moveBottom(at->y() - 14);
  if (card.top() < 2) card.moveTop(2);
  painter.setPen(QPen(palette().color(QPalette::Dark), 1));
  painter.setBrush(palette().color(QPalette::ToolTipBase));
  painter.drawRect(card.adjusted(0.5, 0.5, -0.5, -0.5));

  const QRectF picture(card.left() + 8, card.top() + 8, kThumbnail, kThumbnail);
  painter.fillRect(picture, imageSurround());
  const QPixmap pixmap = images_.thumbnail(row, qRound(kThumbnail * devicePixelRatioF()));
  if (pixmap.isNull()) {
    again_.start();  // it may be dropped for what the gallery wants more
  } else {
    const QSizeF drawn = QSizeF(pixmap.size()) / devicePixelRatioF();
    painter.drawPixmap(QRectF(picture.center() - QPointF(drawn.width(), drawn.height()) / 2, drawn), pixmap,
                       QRectF(QPointF(), pixmap.size()));
  }

  const QColor ink = palette().color(QPalette::ToolTipText);
  const double left = picture.right() + 8;
  double y = card.top() + 7;
  painter.setFont(bold);
  painter.setPen(ink);
  painter.drawText(QRectF(left, y, words, line), Qt::AlignVCenter,
                   QFontMetrics(bold).elidedText(name, Qt::ElideRight, words));
  y += line;
  painter.setFont(font());
  paintStateMark(painter, QRectF(left, y + 1, 14, line - 2), state, ink);
  painter.drawText(QRectF(left + 20, y, words - 20, line), Qt::AlignVCenter, stateText(state));
  y += line;
  if (!confidence.isEmpty()) {
    painter.drawText(QRectF(left, y, words, line), Qt::AlignVCenter, confidence);
    y += line;
  }
  if (!reason.isEmpty())
    painter.drawText(QRectF(left, y + 2, words, reasonHeight + line), Qt::TextWordWrap, reason);
}

void CellMapView::resizeEvent(QResizeEvent*) {
  layOutLegend();
  fit();
}

void CellMapView::changeEvent(QEvent* event) {
  switch (event->type()) {
    case QEvent::PaletteChange:
    case QEvent::StyleChange: stamps_.clear(); break;
    case QEvent::FontChange:
    case QEvent::LanguageChange:
      layOutLegend();
      fit();
      update();
      break;
    default: break;
  }
  QWidget::changeEvent(event);
}

// --- the pointer ----------------------------------------------------------------------------------

void CellMapView::setHovered(int row) {
  if (row == hovered_) return;
  hovered_ = row;
  update();
}

void CellMapView::mousePressEvent(QMouseEvent* event) {
  if (!map_) return;
  const bool move =
      event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && tool_ == Tool::Move);
  if (!move && event->button() != Qt::LeftButton) return;
  drag_ = move ? Drag::Move : Drag::Select;
  press_ = last_ = event->position();
  lasso_ = QPolygonF({press_});
  keys_ = false;
  if (move) setCursor(Qt::ClosedHandCursor);
}

void CellMapView::mouseMoveEvent(QMouseEvent* event) {
  const QPointF at = event->position();
  switch (drag_) {
    case Drag::None:
      keys_ = false;
      setHovered(cellAt(at));
      return;
    case Drag::Move: {
      const double scale = scale_ * zoom_;
      centre_ -= QPointF((at.x() - last_.x()) / scale, -(at.y() - last_.y()) / scale);
      Q_EMIT viewChanged();
      break;
    }
    case Drag::Select:
      if (tool_ == Tool::Rectangle)
        lasso_ = QPolygonF(QRectF(press_, at).normalized());
      else
        lasso_ << at;
      break;
  }
  last_ = at;
  update();
}

void CellMapView::mouseReleaseEvent(QMouseEvent* event) {
  const Drag drag = std::exchange(drag_, Drag::None);
  if (drag == Drag::None) return;
  const QPolygonF area = std::exchange(lasso_, {});
  setTool(tool_);
  update();
  const bool click = area.boundingRect().width() < 4 && area.boundingRect().height() < 4 &&
                     (event->position() - press_).manhattanLength() < 4;
  if (click && event->button() == Qt::LeftButton) {
    const int row = cellAt(press_);
    const auto choice = event->modifiers() & Qt::ControlModifier ? Choice::Toggle
                        : event->modifiers() & Qt::ShiftModifier ? Choice::Add
                                                                 : Choice::Replace;
    if (row < 0 && choice != Choice::Replace) return;
    anchor_ = row;
    if (row >= 0) Q_EMIT currentChosen(row);
    Q_EMIT chosen(row >= 0 ? QList<int>{row} : QList<int>(), choice);
  } else if (drag == Drag::Select) {
    chooseWithin(area, event->modifiers());
  }
}

void CellMapView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (const int row = cellAt(event->position()); row >= 0 && event->button() == Qt::LeftButton)
    Q_EMIT activated(row);
}

void CellMapView::leaveEvent(QEvent* event) {
  setHovered(-1);
  QWidget::leaveEvent(event);
}

void CellMapView::wheelEvent(QWheelEvent* event) {
  if (!map_) return;
  zoomAbout(event->position(), std::pow(1.2, event->angleDelta().y() / 120.0));
  event->accept();
}

QList<int> CellMapView::rowsWithin(const QPolygonF& area) const {
  QList<int> rows;
  if (!map_) return rows;
  const QRectF bounds = area.boundingRect();
  for (std::size_t i = 0; i < map_->rows.size(); ++i) {
    if (!usable(i)) continue;
    const QPointF at = place(i);
    if (bounds.contains(at) && area.containsPoint(at, Qt::OddEvenFill)) rows << map_->rows[i];
  }
  return rows;
}

void CellMapView::chooseWithin(const QPolygonF& area, Qt::KeyboardModifiers modifiers) {
  const QList<int> rows = rowsWithin(area);
  const auto choice = modifiers & Qt::ControlModifier ? Choice::Toggle
                      : modifiers & Qt::ShiftModifier ? Choice::Add
                                                      : Choice::Replace;
  if (!rows.isEmpty()) {
    anchor_ = rows.first();
    Q_EMIT currentChosen(rows.first());
  }
  Q_EMIT chosen(rows, choice);
}

// --- the keys -------------------------------------------------------------------------------------

// The nearest cell in a direction: what lies aside counts twice.
int CellMapView::next(Qt::Key direction) const {
  const auto from = placeOf(current_);
  int found = -1;
  double least = 0;
  for (std::size_t i = 0; i < map_->rows.size(); ++i) {
    if (!usable(i) || map_->rows[i] == current_) continue;
    const QPointF by = from ? place(i) - *from : place(i) - mapRect().center();
    double cost = std::hypot(by.x(), by.y());
    if (from) {
      const double along = direction == Qt::Key_Left    ? -by.x()
                           : direction == Qt::Key_Right ? by.x()
                           : direction == Qt::Key_Up    ? -by.y()
                                                        : by.y();
      const double aside = direction == Qt::Key_Left || direction == Qt::Key_Right ? by.y() : by.x();
      if (along <= 0 || along < std::abs(aside) * 0.5) continue;
      cost = along + 2 * std::abs(aside);
    }
    if (found < 0 || cost < least) {
      least = cost;
      found = map_->rows[i];
    }
  }
  return found;
}

void CellMapView::keyPressEvent(QKeyEvent* event) {
  if (!map_) return QWidget::keyPressEvent(event);
  const bool shift = event->modifiers() & Qt::ShiftModifier,
             control = event->modifiers() & Qt::ControlModifier;
  if (event->matches(QKeySequence::SelectAll)) {
    const auto all = rows();
    Q_EMIT chosen({all.begin(), all.end()}, Choice::Replace);
    return;
  }
  switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down: {
      keys_ = true;
      setHovered(-1);
      const int before = current_;
      const int row = next(Qt::Key(event->key()));
      if (row < 0) return update();
      if (!shift || anchor_ < 0 || !placeOf(anchor_))
        anchor_ = shift && before >= 0 && placeOf(before) ? before : row;
      Q_EMIT currentChosen(row);
      if (shift) {
        const QRectF area =
            QRectF(*placeOf(anchor_), *placeOf(row)).normalized().adjusted(-0.5, -0.5, 0.5, 0.5);
        Q_EMIT chosen(rowsWithin(QPolygonF(area)), Choice::Replace);
      } else if (!control) {
        Q_EMIT chosen({row}, Choice::Replace);
      }
      keepInSight(row);
      return;
    }
    case Qt::Key_Space:
      if (current_ >= 0 && placeOf(current_)) Q_EMIT chosen({current_}, Choice::Toggle);
      return;
    case Qt::Key_Escape:
      if (drag_ != Drag::None) {
        drag_ = Drag::None;
        lasso_.clear();
        update();
      } else {
        Q_EMIT chosen({}, Choice::Replace);
      }
      return;
    default: break;
  }
  QWidget::keyPressEvent(event);
}

void CellMapView::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  update();
}

void CellMapView::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  update();
}

}  // namespace cellwise::ui
