// Icons drawn at the size and in the ink that are asked for, so that they follow theme and screen.
#pragma once

#include <QColor>
#include <QIcon>
#include <QPainter>
#include <QRectF>

#include <functional>

namespace cellwise::ui {

using DrawIcon = std::function<void(QPainter&, const QRectF&, const QColor& ink)>;
QIcon drawnIcon(DrawIcon draw);

// Pages of the window and what is done with them.
enum class Symbol { Worklist, Cells, Review, Report, Warning, Notice, Close };
QIcon symbolIcon(Symbol symbol);

}  // namespace cellwise::ui
