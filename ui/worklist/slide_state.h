// Where a slide stands, in words and as a mark.
#pragma once

#include <QColor>
#include <QPainter>
#include <QRectF>
#include <QString>

#include <optional>

#include "casebook/records.h"

namespace cellwise::ui {

// "imported", "classifying 43 %", "stopped at 43 %", "to review 27", "ready to sign", "signed",
// "signed, changed since". Progress is that of a classification under way, 0 to 1.
QString slideStateText(const casebook::SlideSummary& slide, std::optional<double> progress);

// imported: dash; classifying: a clock's hand going round; to review: question mark; ready to sign:
// open circle; signed: tick; changed since signing: triangle with a bar.
void paintSlideStateMark(QPainter& painter, const QRectF& rect, const casebook::SlideSummary& slide,
                         std::optional<double> progress, const QColor& ink);

}  // namespace cellwise::ui
