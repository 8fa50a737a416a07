#include "models/words.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

#include "style/marks.h"

namespace cellwise::ui {
namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(Words)
};

QString paragraph(const QString& text) {
  return QStringLiteral("<p>%1</p>").arg(text);
}

QString percent(const workflow::Share& s) {
  if (s.n == 0) return Words::tr("none (n = 0)");
  return Words::tr("%1, n = %2").arg(shareText(s.value, s.interval), QLocale().toString(qlonglong(s.n)));
}

QString nameOf(const QString& classId, const model::ClassScheme& scheme) {
  const int index = scheme.indexOf(classId.toStdString());
  return index < 0 ? classId : className(scheme.classes[std::size_t(index)]);
}

QString points(const workflow::DrawnFigure* d) {
  if (!d || !std::isfinite(d->value)) return QStringLiteral("–");
  const auto number = [](double value) {
    return (value > 0 ? QStringLiteral("+") : QString()) + QLocale().toString(100 * value, 'f', 1);
  };
  if (!std::isfinite(d->interval.low) || !std::isfinite(d->interval.high)) return number(d->value);
  return QStringLiteral("%1 (%2 … %3)")
      .arg(number(d->value), number(d->interval.low), number(d->interval.high));
}

QString row(const QString& what, const workflow::Share& before, const workflow::Share& after,
            const QString& difference) {
  return QStringLiteral(
             "<tr><td>%1&nbsp;&nbsp;</td><td>%2&nbsp;&nbsp;</td><td>%3&nbsp;&nbsp;</td><td>%4</td></tr>")
      .arg(what, percent(before), percent(after), difference);
}

}  // namespace

QString comparisonText(const workflow::ModelComparison& c) {
  const auto name = [](const workflow::ComparedModel& m) {
    return QString::fromStdString(m.name + " " + m.version).toHtmlEscaped();
  };
  QString text;
  const auto* accuracy = c.difference("accuracy");
  QString verdict = Words::tr("Whether it reads better or worse cannot be told from so few cells.");
  if (accuracy && accuracy->interval.low > 0)
    verdict = Words::tr("It reads these cells better than the old one.");
  if (accuracy && accuracy->interval.high < 0)
    verdict = Words::tr("<b>It reads these cells worse than the old one.</b>");
  text += paragraph(
      Words::tr("Compared on %n held-out cells", nullptr, int(c.cells)) +
      Words::tr(" of %n patients or slides that it did not learn from. ", nullptr, int(c.samples)) + verdict);
  text += QStringLiteral(
              "<table cellspacing='0' cellpadding='2'><tr><td></td><td><b>%1</b></td><td><b>%2</b></td>"
              "<td><b>%3</b></td></tr>")
              .arg(Words::tr("old: %1").arg(name(c.before)), Words::tr("new"), Words::tr("points"));
  text += row(Words::tr("Right, before rejection"), c.before.accuracy, c.after.accuracy, points(accuracy));
  text += row(Words::tr("Left to the expert"), c.before.rejectionRate, c.after.rejectionRate,
              points(c.difference("Rr")));
  text += row(Words::tr("Right among accepted"), c.before.acceptedAccuracy, c.after.acceptedAccuracy,
              points(c.difference("Ra")));
  return text + QStringLiteral("</table>");
}

QString replayText(const workflow::Replay& replay, const model::ClassScheme& scheme) {
  if (replay.slides.empty())
    return paragraph(Words::tr("No slide is signed yet: there is no report to replay."));
  QString text = paragraph(Words::tr("%1 of %n signed reports would change in at least one count.", nullptr,
                                     int(replay.slides.size()))
                               .arg(replay.changed()));
  text += QStringLiteral("<ul>");
  for (const auto& slide : replay.slides) {
    if (!slide.changed()) continue;
    QStringList parts;
    for (const auto& change : slide.changes) {
      parts << QStringLiteral("%1 %2 → %3")
                   .arg(nameOf(change.classId, scheme).toHtmlEscaped())
                   .arg(change.before)
                   .arg(change.after);
    }
    parts << Words::tr("to review %1 → %2").arg(slide.toReviewBefore).arg(slide.toReviewAfter);
    QString title = slide.sampleId.isEmpty() ? slide.title : slide.sampleId;
    if (slide.synthetic) title += Words::tr(" (synthetic)");
    if (slide.changedSinceSigning) title += Words::tr(" (changed since it was signed)");
    text +=
        QStringLiteral("<li><b>%1</b>: %2</li>").arg(title.toHtmlEscaped(), parts.join(QStringLiteral(", ")));
  }
  return text + QStringLiteral("</ul>");
}

QString learningDataText(const workflow::LearningData& d, const model::ClassScheme& scheme,
                         workflow::LearningScope scope) {
  QString text =
      paragraph(Words::tr("%n confirmed cells", nullptr, d.all.cells) +
                Words::tr(" on %n slides", nullptr, d.all.slides) +
                Words::tr(" of %n patients (slides where no patient is named).", nullptr, d.all.samples));
  const std::pair<QString, const workflow::LearningData::Part*> parts[] = {
      {Words::tr("to learn from"), &d.training},
      {Words::tr("to choose by"), &d.validation},
      {Words::tr("for the thresholds"), &d.calibration},
      {Words::tr("held out, to compare"), &d.heldOut}};
  if (d.training.cells > 0) {
    text += QStringLiteral("<table cellspacing='0' cellpadding='2'><tr><td></td>");
    for (const auto& [name, part] : parts)
      text += QStringLiteral("<td align='right'><b>%1</b>&nbsp;&nbsp;</td>").arg(name);
    text += QStringLiteral("</tr><tr><td>%1&nbsp;&nbsp;</td>").arg(Words::tr("Patients or slides"));
    for (const auto& [name, part] : parts)
      text += QStringLiteral("<td align='right'>%1&nbsp;&nbsp;</td>").arg(part->samples);
    for (const auto& each : scheme.classes) {
      if (!d.all.classes.contains(each.id)) continue;
      text += QStringLiteral("</tr><tr><td>%1&nbsp;&nbsp;</td>").arg(className(each).toHtmlEscaped());
      for (const auto& [name, part] : parts) {
        const auto it = part->classes.find(each.id);
        text += QStringLiteral("<td align='right'>%1&nbsp;&nbsp;</td>")
                    .arg(it == part->classes.end() ? 0 : it->second);
      }
    }
    text += QStringLiteral("</tr></table>");
  }
  int outside = 0;
  for (const auto& [id, n] : d.outside) outside += n;
  if (outside > 0)
    text += paragraph(
        Words::tr("%n confirmed cells are left out: the model has no such class.", nullptr, outside));
  if (d.slidesLeftOut > 0)
    text += paragraph(
        Words::tr("%n drawn slides are left out: they are no patients'.", nullptr, d.slidesLeftOut));
  if (d.learnedBefore > 0)
    text += paragraph(Words::tr("The model learned from %n of these patients before: they are not held out.",
                                nullptr, d.learnedBefore));
  QStringList without;
  for (const auto& id : d.untrained) without << nameOf(QString::fromStdString(id), scheme);
  if (!without.isEmpty()) {
    text +=
        paragraph((scope == workflow::LearningScope::Network
                       ? Words::tr("No cell to learn from, and everything learns: the new model may no "
                                   "longer know %1.")
                       : Words::tr("No cell to learn from, so what is known of them is kept as it is: %1. "
                                   "Only the decision between the other classes is learned."))
                      .arg(without.join(Words::tr(", ", "between names of classes")).toHtmlEscaped()));
  }
  return text;
}

QString shortageText(const workflow::LearningData& d) {
  using Shortage = workflow::LearningData::Shortage;
  switch (d.shortage) {
    case Shortage::None: return {};
    case Shortage::Samples:
      return d.learnedBefore > 0 ? Words::tr(
                                       "Too few patients that the model has not learned from before: %1 of "
                                       "%2. Confirm cells on slides "
                                       "of further patients.")
                                       .arg(d.have)
                                       .arg(d.needed)
                                 : Words::tr(
                                       "Too few patients or slides with confirmed cells: %1 of %2. Each is "
                                       "used for one purpose only, "
                                       "so that the comparison is fair. Confirm cells on further slides.")
                                       .arg(d.have)
                                       .arg(d.needed);
    case Shortage::Cells:
      return Words::tr("Too few confirmed cells: %1 of %2. Confirm more in Cells or Review.")
          .arg(d.have)
          .arg(d.needed);
    case Shortage::Classes:
      return Words::tr("Too few classes with enough confirmed cells: %1 of %2.").arg(d.have).arg(d.needed);
  }
  return {};
}

QString stageText(const workflow::LearningProgress& p) {
  using Stage = workflow::LearningProgress::Stage;
  switch (p.stage) {
    case Stage::Reading: return Words::tr("Reading the cells…");
    case Stage::Training: {
      QString text = Words::tr("Learning: pass %1 of %2 over the cells").arg(p.epoch).arg(p.epochs);
      if (p.validationAccuracy >= 0) {
        text += Words::tr("; %1 % right on cells to choose by")
                    .arg(QLocale().toString(100 * p.validationAccuracy, 'f', 1));
      }
      return text;
    }
    case Stage::Comparing: return Words::tr("Comparing with the old model on the held-out cells…");
    case Stage::Replaying: return Words::tr("Replaying the signed slides…");
  }
  return {};
}

}  // namespace cellwise::ui
