// Pictures of cells and fields for the interface, decoded on worker threads and cached.
// Equal requests merge; requests for what is no longer wanted are dropped.
#pragma once

#include <QImage>
#include <QObject>
#include <QPixmap>
#include <QRect>
#include <QSize>

#include <memory>
#include <vector>

#include "casebook/records.h"

namespace cellwise::ui {

class SlideSession;

class CellImageProvider : public QObject {
  Q_OBJECT
 public:
  explicit CellImageProvider(QObject* parent = nullptr);
  ~CellImageProvider() override;

  void setSession(SlideSession* session);

  // Thumbnail of a row's crop, side pixels square (device pixels). Null if it is not there yet:
  // then it is asked for and thumbnailReady(row) follows. Never blocks.
  QPixmap thumbnail(int row, int side);
  // The rows in view now, in order of wish: others that still wait are dropped.
  void setWanted(const std::vector<int>& rows, int side);
  // Crop at native resolution; null until cropReady(row).
  QImage crop(int row);
  // The image the cell lies on; null until fieldReady(row).
  QImage field(int row);
  // Decodes ahead, so that the next cell is there when it is asked for.
  void prefetch(const std::vector<int>& rows);

 Q_SIGNALS:
  void thumbnailReady(int row);
  void cropReady(int row);
  void fieldReady(int row);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
