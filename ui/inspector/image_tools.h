// The tools for looking at pictures of cells: zoom, place, brightness, contrast, the nucleus's stain alone,
// and one key back to the untouched picture. A strip of controls, and the same by keys. Serves several
// views at once and keeps them alike.
#pragma once

#include <QList>
#include <QPointer>
#include <QWidget>

#include "imaging/colour_deconvolution.h"
#include "keyboard/key_map.h"

class QAction;
class QSlider;

namespace cellwise::ui {

class CellImageView;

class ImageTools : public QWidget {
  Q_OBJECT
 public:
  // The actions belong to the page and have the key map's keys in this scope.
  ImageTools(KeyScope scope, QWidget* page);
  void setViews(const QList<CellImageView*>& views);
  QList<QAction*> toolActions() const { return actions_; }
  const imaging::Treatment& treatment() const { return treatment_; }
  void setTreatment(const imaging::Treatment& treatment);
  bool overlays() const { return overlays_; }
  void setOverlays(bool shown);
  void retranslate();

 Q_SIGNALS:
  void overlaysChanged(bool shown);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  template <class Handler>
  QAction* make(const char* id, const QList<QKeySequence>& keys, Handler handler);
  void eachView(const std::function<void(CellImageView&)>& what);
  void showState();

  KeyScope scope_;
  QWidget* page_;
  QList<QPointer<CellImageView>> views_;
  QList<QAction*> actions_;
  QSlider* brightness_ = nullptr;
  QSlider* contrast_ = nullptr;
  QAction *zoomIn_, *zoomOut_, *fit_, *native_, *left_, *right_, *up_, *down_, *brighter_, *darker_, *more_,
      *less_, *nucleus_, *untouched_, *marks_;
  imaging::Treatment treatment_;
  bool overlays_ = true;
  bool linking_ = false;
};

}  // namespace cellwise::ui
