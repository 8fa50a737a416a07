// Icons drawn at the size and in the ink that are asked for, so that they follow theme and screen.
#pragma once

#include <QColor>
#include <QIcon>
#include <QPainter>
#include <QRectF>
#include <QWidget>

#include <functional>

namespace cellwise::ui {

using DrawIcon = std::function<void(QPainter&, const QRectF&, const QColor& ink)>;
QIcon drawnIcon(DrawIcon draw);

// Pages of the window and what is done with them.
enum class Symbol { Worklist, Cells, Review, Report, Warning, Notice, Close };
QIcon symbolIcon(Symbol symbol);

// An icon by itself, drawn anew each time: a label would keep the ink of the theme that it was made in.
class IconLabel : public QWidget {
 public:
  explicit IconLabel(const QIcon& icon, int side, QWidget* parent = nullptr);
  void setIcon(const QIcon& icon);

 protected:
  void paintEvent(QPaintEvent*) override;

 private:
  QIcon icon_;
};

}  // namespace cellwise::ui
