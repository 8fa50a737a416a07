// A cell's attributes in words: what the model reads off the picture besides the class. No expert said so.
// All texts are translated, and empty for a model without attributes and for cells that the model takes for
// a class of which its attributes know nothing.
#pragma once

#include <QString>

#include <vector>

#include "bridge/slide_session.h"

namespace cellwise::ui {

// "nucleus: unsegmented, band · granules: small, pink · N:C low". Only what is worth a word, and only values
// that are likelier than not.
QString attributeLine(const SlideSession& session, int row);

// Where the attributes go with another class than the model's: "Nucleus: segmented, two lobes; goes with
// segmented neutrophil rather than band neutrophil". Empty where they go together.
QString disagreementText(const SlideSession& session, int row);

struct AttributeText {
  QString text;            // "Nucleus: unsegmented, band"
  double probability = 0;  // the model's, of this value
  QString worth;           // how often the model is right about this attribute, beside guessing
};
std::vector<AttributeText> attributeTexts(const SlideSession& session, int row);

// All of them, a line each, with probability and worth: for a tooltip.
QString attributeDetails(const SlideSession& session, int row);

}  // namespace cellwise::ui
