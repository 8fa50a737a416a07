// Comparisons, replays and what there is to learn from, in the user's words. Rich text, translated.
#pragma once

#include <QString>

#include "model/class_scheme.h"
#include "workflow/casebook_training.h"

namespace cellwise::ui {

QString comparisonText(const workflow::ModelComparison& comparison);
// Class names are those of the scheme where it has them.
QString replayText(const workflow::Replay& replay, const model::ClassScheme& scheme);
// scope: what is to learn, which decides what becomes of classes without cells.
QString learningDataText(const workflow::LearningData& data, const model::ClassScheme& scheme,
                         workflow::LearningScope scope);
// Why nothing can be learned yet, and what to do; empty if it can.
QString shortageText(const workflow::LearningData& data);
QString stageText(const workflow::LearningProgress& progress);

}  // namespace cellwise::ui
