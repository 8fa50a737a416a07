// How classes and states look, everywhere the same. Never colour alone: every mark has a shape and
// a letter or word too.
#pragma once

#include <QColor>
#include <QIcon>
#include <QPainter>
#include <QRectF>
#include <QString>

#include "bridge/slide_session.h"
#include "model/class_scheme.h"

namespace cellwise::ui {

// In the interface's language.
QString className(const model::CellClass& cellClass);
// "band neutrophil", as it stands inside a sentence; "NK cell" stays.
QString inSentence(QString name);
QString lineageName(const model::Lineage& lineage);
QString schemeName(const model::ClassScheme& scheme);

// A chip in the class's colour with its short name in a legible ink.
void paintClassChip(QPainter& painter, const QRectF& rect, const model::CellClass& cellClass);
QIcon classIcon(const model::CellClass& cellClass);

// auto-accepted: open circle; confirmed: tick; changed: triangle with a bar; rejected: question
// mark; unclassified: dash. Drawn in the text colour, legible at 12 pixels.
void paintStateMark(QPainter& painter, const QRectF& rect, CellState state, const QColor& ink);
QIcon stateIcon(CellState state);
// "Auto-accepted", "Confirmed", "Changed", "To review", "Not classified"; translated.
QString stateText(CellState state);

// Why a cell is to be reviewed, in words: "between myelocyte 0.61 and promyelocyte 0.48", "unlike any
// class: nearest lymphocyte 0.07". Empty for accepted cells. Translated.
QString reasonText(const SlideSession& session, int row);

// "12.4 % (10.1–15.0)" from shares in [0, 1].
QString shareText(double share, const decision::Interval& interval);

}  // namespace cellwise::ui
