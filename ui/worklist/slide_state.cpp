#include "worklist/slide_state.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

#include "style/marks.h"

namespace cellwise::ui {
namespace {

struct SlideStates {
  Q_DECLARE_TR_FUNCTIONS(SlideStates)
};

using casebook::SlideState;

}  // namespace

QString slideStateText(const casebook::SlideSummary& slide, std::optional<double> progress) {
  const QLocale locale;
  const auto percent = [&](double share) { return locale.toString(int(std::floor(100 * share))); };
  if (progress) return SlideStates::tr("classifying %1 %").arg(percent(*progress));
  const bool released = slide.signedKind == casebook::SignatureKind::Release;
  switch (slide.state()) {
    case SlideState::Imported: return SlideStates::tr("imported");
    case SlideState::Classifying:
      return SlideStates::tr("stopped at %1 %")
          .arg(percent(double(slide.classified) / std::max(1, slide.cells)));
    case SlideState::ToReview: {
      const QString count = locale.toString(slide.toReview);
      return slide.signedVersion == 0 ? SlideStates::tr("to review %1").arg(count)
             : released               ? SlideStates::tr("signed, then changed: to review %1").arg(count)
                                      : SlideStates::tr("prepared, then changed: to review %1").arg(count);
    }
    case SlideState::ReadyToSign:
      return slide.signedVersion == 0 ? SlideStates::tr("ready to sign")
             : released               ? SlideStates::tr("signed, then changed")
                                      : SlideStates::tr("prepared, then changed");
    case SlideState::Signed:
      switch (slide.signedKind) {
        case casebook::SignatureKind::Preparation:
          return SlideStates::tr("prepared, waiting for the second signer");
        case casebook::SignatureKind::Preliminary:
          return SlideStates::tr("signed as preliminary, not released");
        case casebook::SignatureKind::Release: break;
      }
      return slide.signedVersion > 1 ? SlideStates::tr("signed, version %1").arg(slide.signedVersion)
                                     : SlideStates::tr("signed");
  }
  return {};
}

void paintSlideStateMark(QPainter& painter, const QRectF& rect, const casebook::SlideSummary& slide,
                         std::optional<double> progress, const QColor& ink) {
  if (progress || slide.state() == SlideState::Classifying) {
    const double share = progress ? *progress : double(slide.classified) / std::max(1, slide.cells);
    const qreal side = std::min(rect.width(), rect.height()) * 0.62;
    const QRectF clock(rect.center() - QPointF(side, side) / 2, QSizeF(side, side));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(ink, 1.3));
    painter.drawEllipse(clock);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    painter.drawPie(clock, 90 * 16, int(-360 * 16 * share));
    painter.restore();
    return;
  }
  CellState like = CellState::Unclassified;
  switch (slide.state()) {
    case SlideState::Imported:
    case SlideState::Classifying: break;
    case SlideState::ToReview: like = CellState::Rejected; break;
    case SlideState::ReadyToSign:
      like = slide.signedVersion > 0 ? CellState::Changed : CellState::AutoAccepted;
      break;
    case SlideState::Signed:
      like = slide.signedKind == casebook::SignatureKind::Release ? CellState::Confirmed
                                                                  : CellState::AutoAccepted;
      break;
  }
  paintStateMark(painter, rect, like, ink);
}

}  // namespace cellwise::ui
