#include "threshold/presets.h"

#include <QCoreApplication>
#include <QLocale>

namespace cellwise::ui {
namespace {

struct Presets {
  Q_DECLARE_TR_FUNCTIONS(Presets)
};

QString percent(double share, int decimals) {
  return QLocale().toString(100 * share, 'f', decimals);
}

// "98", "99.5": as many decimals as the target has.
QString targetText(double target) {
  return QLocale().toString(100 * target, 'g', 4);
}

}  // namespace

std::vector<Preset> presets(const model::Manifest& manifest, double membershipThreshold) {
  using Kind = Preset::Kind;
  const auto& rows = manifest.calibrationRows;
  const int n = int(rows.size());
  std::vector<Preset> list;

  Preset standard{Kind::ModelDefault, manifest.calibration.target, n, manifest.calibration};
  standard.found->threshold = manifest.thresholds.confidence;
  list.push_back(standard);
  for (const double target : {0.98, 0.99}) {
    list.push_back(
        {Kind::Empirical, target, n, decision::calibrateEmpirical(rows, membershipThreshold, target)});
    list.push_back({Kind::Guaranteed, target, n,
                    decision::calibrateGuaranteed(rows, membershipThreshold, target, kPresetDelta)});
  }
  return list;
}

QString presetName(const Preset& preset) {
  switch (preset.kind) {
    case Preset::Kind::ModelDefault: return Presets::tr("Model default");
    //: Threshold at which that share of accepted calibration cells is right.
    case Preset::Kind::Empirical: return Presets::tr("≥ %1 % right").arg(targetText(preset.target));
    case Preset::Kind::Guaranteed:
      return Presets::tr("≥ %1 % right, guaranteed").arg(targetText(preset.target));
  }
  return {};
}

QString presetStatement(const Preset& preset) {
  const QString target = targetText(preset.target);
  const QString n = QLocale().toString(preset.cells);
  if (preset.cells == 0 && preset.kind != Preset::Kind::ModelDefault) {
    return Presets::tr("The model brings no calibration cells, so this cannot be found.");
  }
  if (!preset.found) {
    return preset.kind == Preset::Kind::Guaranteed
               ? Presets::tr(
                     "Not certifiable with n = %1: too few calibration cells, or too many errors among "
                     "them, to promise %2 % at δ = %3.")
                     .arg(n, target, QLocale().toString(kPresetDelta))
               : Presets::tr("No threshold makes %1 % of the accepted calibration cells right (n = %2).")
                     .arg(target, n);
  }
  const auto& found = *preset.found;
  if (preset.kind == Preset::Kind::ModelDefault && found.n == 0) {
    return Presets::tr("The thresholds that the model brings. It does not state how they were chosen.");
  }
  const QString counts =
      Presets::tr("%1 of %2 calibration cells accepted, %3 of them wrong")
          .arg(QLocale().toString(qlonglong(found.accepted)), QLocale().toString(qlonglong(found.n)),
               QLocale().toString(qlonglong(found.errors)));
  const QString wanted = targetText(found.target);
  if (decision::promises(found.rule) && found.rule != decision::CalibrationRule::Guaranteed) {
    return (found.rule == decision::CalibrationRule::FixedSequence
                ? Presets::tr("Guaranteed: %1 % right, δ = %2, n = %3. %4; error at most %5 % "
                              "(Clopper–Pearson, thresholds tested in a fixed sequence).")
                : Presets::tr("Promised by slide: %1 % right, δ = %2, n = %3. %4; error at most %5 % "
                              "(Clopper–Pearson, approximately widened for cells of one slide being alike)."))
        .arg(wanted, QLocale().toString(found.delta), QLocale().toString(qlonglong(found.n)), counts,
             percent(found.bound, 2));
  }
  if (found.rule == decision::CalibrationRule::Guaranteed) {
    return Presets::tr(
               "Guaranteed: %1 % right, δ = %2, n = %3. %4; error at most %5 % "
               "(Clopper–Pearson, δ split over %6 tests).")
        .arg(wanted, QLocale().toString(found.delta), QLocale().toString(qlonglong(found.n)), counts,
             percent(found.bound, 2), QString::number(found.tests));
  }
  return Presets::tr(
             "Empirical: %1 % right on the calibration cells, n = %2. %3 (%4 %). No guarantee: "
             "on new cells it is often a little less.")
      .arg(wanted, QLocale().toString(qlonglong(found.n)), counts, percent(found.bound, 2));
}

}  // namespace cellwise::ui
