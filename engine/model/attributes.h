// What a model says of a cell besides its class: the shape of its nucleus, its granules. A scheme says
// which attributes there are and how people name them; a model that has heads for them carries the
// scheme, what each head is worth, and how the attributes go with the classes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cellwise::model {

struct AttributeValue {
  std::string id;  // stable: "unsegmented-band". Label files may write its "_" as spaces
  std::string nameEn, nameZh;
  // Its words in a cell's short description; empty where they would not be worth their place ("no
  // vacuoles").
  std::string phraseEn, phraseZh;
};

struct Attribute {
  std::string id;  // stable: "nucleus_shape". Column of label files, and name of the head's tensors
  std::string nameEn, nameZh;
  // Leads the phrase: "nucleus: ...". Neighbours of one topic share it. Empty: the phrase stands alone.
  std::string topicEn, topicZh;
  std::vector<AttributeValue> values;  // index = output of the head; at least two

  int indexOf(std::string_view valueId) const;  // -1 if there is none
};

struct AttributeScheme {
  std::string id;
  std::string nameEn, nameZh;
  std::vector<Attribute> attributes;  // in the order in which they are shown

  std::size_t values() const;  // of all attributes together
};

// Errors: FormatInvalid, and FileNotFound, FileUnreadable when loading.
Result<AttributeScheme> parseAttributeScheme(const std::string& json);
Result<AttributeScheme> loadAttributeScheme(const std::filesystem::path& file);
std::string toJson(const AttributeScheme& scheme);

// On cells of groups that were held out. Every share is of these n.
struct AttributeFigures {
  std::int64_t n = 0;
  double accuracy = 0;
  double balancedAccuracy = 0;  // mean recall over the values that occur
  double baseline = 0;          // always the commonest value
  double byClass = 0;           // the commonest value of the cell's true class: what class alone tells
};

// Values of all attributes stand one after another, in the scheme's order, wherever they are numbers.
struct Attributes {
  AttributeScheme scheme;
  std::vector<AttributeFigures> figures;  // one an attribute
  // P(value | class) among the training cells that people described (Laplace's rule: one added to each
  // count), by class; empty for a class with too few of them: of it nothing is known, and where the model
  // sees it its attributes mean nothing.
  std::vector<std::vector<double>> likelihoods;
  std::vector<std::int64_t> cells;  // described training cells by class
  // Attributes and class disagree from this score on: the quantile among the rightly classified
  // validation cells.
  double disagreement = 0;
  double disagreementQuantile = 0;
  std::int64_t disagreementCells = 0;
  std::map<std::string, double> evidence;         // that disagreement finds errors, or not; as on the card
  std::map<std::string, std::string> provenance;  // data, seed, program

  bool describes(int classIndex) const;
};

struct AttributeReading {
  int value = 0;           // the likeliest
  double probability = 0;  // of it
};
// One an attribute. probabilities.size() == scheme.values(), else an empty list.
std::vector<AttributeReading> readings(const AttributeScheme& scheme, std::span<const float> probabilities);

// How much better the attributes go with another class than with the predicted one. With q the heads'
// probabilities and L(class) = sum over attributes and values of q log P(value | class):
// score = max over the other classes of L - L(predicted). Attributes are taken for independent given the
// class, which they are not: the score is an order, no probability.
struct Disagreement {
  double score = 0;
  int otherClass = -1;  // that they go with best
  int attribute = -1;   // that speaks most for it
};
// Nothing if the predicted class or every other is one that the attributes do not describe.
std::optional<Disagreement> disagreement(const Attributes& attributes, std::span<const float> probabilities,
                                         int predictedClass);

}  // namespace cellwise::model
