#include "inspector/image_tools.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

#include <algorithm>
#include <cmath>

#include "inspector/cell_image_view.h"
#include "style/drawn_icon.h"

namespace cellwise::ui {

namespace {

constexpr int kStep = 10;          // per cent
constexpr double kPanStep = 0.15;  // of the view

void paintSun(QPainter& painter, const QRectF& rect, const QColor& ink) {
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(ink, rect.width() * 0.09, Qt::SolidLine, Qt::RoundCap));
  const QPointF middle = rect.center();
  painter.drawEllipse(middle, rect.width() * 0.2, rect.width() * 0.2);
  for (int i = 0; i < 8; ++i) {
    const QPointF way(std::cos(i * M_PI / 4), std::sin(i * M_PI / 4));
    painter.drawLine(middle + way * rect.width() * 0.33, middle + way * rect.width() * 0.45);
  }
}

void paintHalf(QPainter& painter, const QRectF& rect, const QColor& ink) {
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF circle =
      rect.adjusted(rect.width() * 0.12, rect.width() * 0.12, -rect.width() * 0.12, -rect.width() * 0.12);
  painter.setPen(QPen(ink, rect.width() * 0.09));
  painter.drawEllipse(circle);
  painter.setBrush(ink);
  painter.drawPie(circle, 90 * 16, 180 * 16);
}

}  // namespace

template <class Handler>
QAction* ImageTools::make(const char* id, const QList<QKeySequence>& keys, Handler handler) {
  auto* action = new QAction(page_);
  action->setObjectName(QLatin1String(id));
  action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  connect(action, &QAction::triggered, this, handler);
  page_->addAction(action);
  KeyMap::instance().manage(action, keys, scope_);
  actions_ << action;
  return action;
}

ImageTools::ImageTools(KeyScope scope, QWidget* page) : QWidget(page), scope_(scope), page_(page) {
  setObjectName(QStringLiteral("imageTools"));
  const auto zoom = [this](void (CellImageView::*what)()) {
    // The first leads, the others follow by their link.
    if (!views_.isEmpty() && views_.first()) (views_.first()->*what)();
  };
  zoomIn_ =
      make("imageZoomIn", {Qt::Key_Plus, Qt::Key_Equal, Qt::CTRL | Qt::Key_Plus, Qt::CTRL | Qt::Key_Equal},
           [zoom] { zoom(&CellImageView::zoomIn); });
  zoomOut_ = make("imageZoomOut", {Qt::Key_Minus, Qt::CTRL | Qt::Key_Minus},
                  [zoom] { zoom(&CellImageView::zoomOut); });
  fit_ = make("imageFit", {Qt::Key_0, Qt::CTRL | Qt::Key_0}, [zoom] { zoom(&CellImageView::fit); });
  native_ = make("imageNative", {Qt::Key_N, Qt::CTRL | Qt::ALT | Qt::Key_0},
                 [zoom] { zoom(&CellImageView::native); });
  const auto pan = [this](double x, double y) {
    if (!views_.isEmpty() && views_.first()) views_.first()->pan({x * kPanStep, y * kPanStep});
  };
  left_ = make("imageLeft", {Qt::SHIFT | Qt::Key_Left}, [pan] { pan(-1, 0); });
  right_ = make("imageRight", {Qt::SHIFT | Qt::Key_Right}, [pan] { pan(1, 0); });
  up_ = make("imageUp", {Qt::SHIFT | Qt::Key_Up}, [pan] { pan(0, -1); });
  down_ = make("imageDown", {Qt::SHIFT | Qt::Key_Down}, [pan] { pan(0, 1); });
  const auto change = [this](int brightness, int contrast) {
    imaging::Treatment now = treatment_;
    now.brightness = std::clamp(now.brightness + brightness, -100, 100);
    now.contrast = std::clamp(now.contrast + contrast, -100, 100);
    setTreatment(now);
  };
  brighter_ = make("imageBrighter", {Qt::CTRL | Qt::Key_Up}, [change] { change(kStep, 0); });
  darker_ = make("imageDarker", {Qt::CTRL | Qt::Key_Down}, [change] { change(-kStep, 0); });
  more_ = make("imageMoreContrast", {Qt::CTRL | Qt::Key_Right}, [change] { change(0, kStep); });
  less_ = make("imageLessContrast", {Qt::CTRL | Qt::Key_Left}, [change] { change(0, -kStep); });
  nucleus_ = make("imageNucleus", {Qt::Key_B, Qt::CTRL | Qt::ALT | Qt::Key_B}, [this] {
    imaging::Treatment now = treatment_;
    now.nucleus = nucleus_->isChecked();
    setTreatment(now);
  });
  nucleus_->setCheckable(true);
  untouched_ =
      make("imageUntouched", {Qt::Key_U, Qt::CTRL | Qt::ALT | Qt::Key_U}, [this] { setTreatment({}); });
  marks_ =
      make("imageMarks", {Qt::Key_H, Qt::CTRL | Qt::Key_H}, [this] { setOverlays(marks_->isChecked()); });
  marks_->setCheckable(true);

  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(4);
  const auto tool = [&](QAction* action) {
    auto* button = new QToolButton(this);
    button->setObjectName(action->objectName() + QStringLiteral("Button"));
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::NoFocus);
    row->addWidget(button);
  };
  const auto slider = [&](const char* name, const QIcon& icon, int imaging::Treatment::*value) {
    auto* label = new IconLabel(icon, 16, this);
    label->setObjectName(QLatin1String(name) + QStringLiteral("Icon"));
    auto* made = new QSlider(Qt::Horizontal, this);
    made->setObjectName(QLatin1String(name));
    made->setRange(-100, 100);
    made->setPageStep(kStep);
    made->setFocusPolicy(Qt::NoFocus);
    made->setMinimumWidth(48);
    made->setMaximumWidth(110);
    connect(made, &QSlider::valueChanged, this, [this, value](int now) {
      imaging::Treatment changed = treatment_;
      changed.*value = std::abs(now) < 4 ? 0 : now;  // the middle is easily found
      setTreatment(changed);
    });
    row->addWidget(label);
    row->addWidget(made, 1);
    return made;
  };
  tool(nucleus_);
  brightness_ = slider("imageBrightness", drawnIcon(paintSun), &imaging::Treatment::brightness);
  contrast_ = slider("imageContrast", drawnIcon(paintHalf), &imaging::Treatment::contrast);
  tool(untouched_);
  tool(marks_);
  row->addStretch(0);
  connect(&KeyMap::instance(), &KeyMap::changed, this, &ImageTools::retranslate);
  retranslate();
  showState();
}

void ImageTools::setViews(const QList<CellImageView*>& views) {
  for (const auto& old : views_)
    if (old) old->disconnect(this);
  views_.clear();
  for (CellImageView* view : views) {
    views_ << view;
    connect(view, &CellImageView::placeChanged, this, [this, view] {
      if (linking_) return;
      linking_ = true;
      eachView([view](CellImageView& other) { other.setPlace(view->place()); });
      linking_ = false;
    });
  }
  showState();
}

void ImageTools::eachView(const std::function<void(CellImageView&)>& what) {
  for (const auto& view : views_)
    if (view) what(*view);
}

void ImageTools::setTreatment(const imaging::Treatment& treatment) {
  treatment_ = treatment;
  showState();
}

void ImageTools::setOverlays(bool shown) {
  const bool was = overlays_;
  overlays_ = shown;
  showState();
  if (was != shown) Q_EMIT overlaysChanged(shown);
}

void ImageTools::showState() {
  const QSignalBlocker a(brightness_), b(contrast_);
  brightness_->setValue(treatment_.brightness);
  contrast_->setValue(treatment_.contrast);
  nucleus_->setChecked(treatment_.nucleus);
  untouched_->setEnabled(!treatment_.untouched());
  marks_->setChecked(overlays_);
  eachView([this](CellImageView& view) {
    view.setTreatment(treatment_);
    view.setOverlays(overlays_);
  });
}

void ImageTools::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) retranslate();
}

void ImageTools::retranslate() {
  zoomIn_->setText(tr("Zoom in"));
  zoomOut_->setText(tr("Zoom out"));
  fit_->setText(tr("Fit the picture"));
  native_->setText(tr("Picture at native size"));
  left_->setText(tr("Move the picture: look left"));
  right_->setText(tr("Move the picture: look right"));
  up_->setText(tr("Move the picture: look up"));
  down_->setText(tr("Move the picture: look down"));
  brighter_->setText(tr("Brighter"));
  darker_->setText(tr("Darker"));
  more_->setText(tr("More contrast"));
  less_->setText(tr("Less contrast"));
  nucleus_->setText(tr("Nucleus's stain alone"));
  nucleus_->setIconText(tr("Nucleus"));
  untouched_->setText(tr("Untouched picture"));
  untouched_->setIconText(tr("Untouched"));
  marks_->setText(tr("Marks over pictures: outlines, labels, scale bar"));
  marks_->setIconText(tr("Marks"));
  const auto tip = [](QAction* action, const QString& words) {
    action->setToolTip(withKeys(words, action->shortcuts()));
  };
  tip(nucleus_, tr("Show the azure stain of the nucleus alone, by colour deconvolution. An aid to the eye, "
                   "with vectors estimated for May-Grünwald-Giemsa"));
  tip(untouched_, tr("Back to the picture as it was taken"));
  tip(marks_, tr("Show or hide outlines, labels and the scale bar"));
  brightness_->setToolTip(tr("Brightness: brighter %1, darker %2")
                              .arg(keysText(brighter_->shortcuts()), keysText(darker_->shortcuts())));
  contrast_->setToolTip(
      tr("Contrast: more %1, less %2").arg(keysText(more_->shortcuts()), keysText(less_->shortcuts())));
  brightness_->setAccessibleName(tr("Brightness"));
  contrast_->setAccessibleName(tr("Contrast"));
}

}  // namespace cellwise::ui
