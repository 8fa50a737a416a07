#include "style/attribute_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include "style/marks.h"

namespace cellwise::ui {
namespace {

struct AttributeWords {
  Q_DECLARE_TR_FUNCTIONS(AttributeWords)
};

constexpr double kLikely = 0.5;

QString inLanguage(const std::string& en, const std::string& zh) {
  const bool chinese = QLocale().language() == QLocale::Chinese;
  return QString::fromStdString(chinese && !zh.empty() ? zh : en);
}

QString nameOf(const model::Attribute& attribute) {
  return inLanguage(attribute.nameEn, attribute.nameZh);
}

// What the model of the slide reads of the cell; nothing where that would mean nothing.
struct Read {
  const model::Attributes* attributes = nullptr;
  std::vector<model::AttributeReading> readings;

  const model::AttributeValue& value(std::size_t i) const {
    return attributes->scheme.attributes[i].values[static_cast<std::size_t>(readings[i].value)];
  }
};

Read read(const SlideSession& session, int row) {
  Read result;
  const auto& manifest = session.manifest();
  const auto& cell = session.cells().at(static_cast<std::size_t>(row));
  if (!manifest.attributes || !cell.prediction) return result;
  if (!manifest.attributes->describes(session.predictedClassOf(row))) return result;
  result.attributes = &*manifest.attributes;
  result.readings = model::readings(result.attributes->scheme, cell.prediction->attributes);
  return result;
}

}  // namespace

QString attributeLine(const SlideSession& session, int row) {
  const Read cell = read(session, row);
  QStringList parts;
  QString lastTopic;
  for (std::size_t i = 0; i < cell.readings.size(); ++i) {
    const model::AttributeValue& value = cell.value(i);
    const QString phrase = inLanguage(value.phraseEn, value.phraseZh);
    if (phrase.isEmpty() || cell.readings[i].probability < kLikely) continue;
    const model::Attribute& attribute = cell.attributes->scheme.attributes[i];
    const QString topic = inLanguage(attribute.topicEn, attribute.topicZh);
    if (!topic.isEmpty() && topic == lastTopic) {
      parts.last() =
          AttributeWords::tr("%1, %2", "two attributes of one thing: small, pink").arg(parts.last(), phrase);
    } else if (topic.isEmpty()) {
      parts << phrase;
    } else {
      parts << AttributeWords::tr("%1: %2", "attribute and its value").arg(topic, phrase);
    }
    lastTopic = topic;
  }
  return parts.join(QStringLiteral(" · "));
}

QString disagreementText(const SlideSession& session, int row) {
  const Read cell = read(session, row);
  if (cell.readings.empty()) return {};
  const auto found = model::disagreement(
      *cell.attributes, session.cells()[static_cast<std::size_t>(row)].prediction->attributes,
      session.predictedClassOf(row));
  if (!found || found->score < cell.attributes->disagreement) return {};
  const auto& classes = session.manifest().scheme.classes;
  const auto attribute = static_cast<std::size_t>(found->attribute);
  const model::AttributeValue& value = cell.value(attribute);
  //: %1: attribute, %2: its value, %3: the class it is usual for, %4: the class that the model says.
  return AttributeWords::tr("%1: %2; goes with %3 rather than %4")
      .arg(nameOf(cell.attributes->scheme.attributes[attribute]), inLanguage(value.nameEn, value.nameZh),
           inSentence(className(classes[static_cast<std::size_t>(found->otherClass)])),
           inSentence(className(classes[static_cast<std::size_t>(session.predictedClassOf(row))])));
}

std::vector<AttributeText> attributeTexts(const SlideSession& session, int row) {
  const Read cell = read(session, row);
  std::vector<AttributeText> texts;
  const QLocale locale;
  const auto percent = [&](double share) { return locale.toString(100 * share, 'f', 1); };
  for (std::size_t i = 0; i < cell.readings.size(); ++i) {
    const model::Attribute& attribute = cell.attributes->scheme.attributes[i];
    const model::AttributeFigures& figures = cell.attributes->figures[i];
    texts.push_back(
        {AttributeWords::tr("%1: %2", "attribute and its value")
             .arg(nameOf(attribute), inLanguage(cell.value(i).nameEn, cell.value(i).nameZh)),
         cell.readings[i].probability,
         AttributeWords::tr("right on %1 % of %2 cells it was not trained on; always the commonest value: "
                            "%3 %; knowing only the class: %4 %")
             .arg(percent(figures.accuracy), locale.toString(qlonglong(figures.n)), percent(figures.baseline),
                  percent(figures.byClass))});
  }
  return texts;
}

QString attributeDetails(const SlideSession& session, int row) {
  const auto texts = attributeTexts(session, row);
  if (texts.empty()) return {};
  QStringList lines{AttributeWords::tr("Read off the picture by the model, not by an expert:")};
  for (const AttributeText& text : texts) {
    //: A line of a list. %1: "Nucleus: band", %2: probability, %3: how often the model is right.
    lines << AttributeWords::tr("%1 — %2 (%3)")
                 .arg(text.text, QLocale().toString(text.probability, 'f', 2), text.worth);
  }
  return lines.join(QLatin1Char('\n'));
}

}  // namespace cellwise::ui
