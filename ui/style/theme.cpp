#include "style/theme.h"

#include <QFontDatabase>
#include <QFontMetricsF>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>
#include <QToolTip>

// A static library's resources have to be asked for, outside of any namespace.
static void initResources() {
  Q_INIT_RESOURCE(style);
}

namespace cellwise::ui {
namespace {

bool dark_applied = false;

// Greys without a tint, so that nothing on the screen pulls the eye's white balance; one muted blue
// for what is selected.
struct Tones {
  QRgb window, base, alternate, button, text, dim, light, mid, dark, highlight, link;
};
constexpr Tones kLight = {0xfff0f0f0, 0xffffffff, 0xfff6f6f6, 0xffe9e9e9, 0xff1b1b1b, 0xff6f6f6f,
                          0xffffffff, 0xffc4c4c4, 0xff9a9a9a, 0xff2f6690, 0xff1f5c8c};
constexpr Tones kDark = {0xff2b2b2b, 0xff222222, 0xff282828, 0xff383838, 0xffe4e4e4, 0xff969696,
                         0xff4a4a4a, 0xff1d1d1d, 0xff161616, 0xff3f7cab, 0xff7db4dd};

QPalette paletteOf(const Tones& t) {
  QPalette p;
  p.setColor(QPalette::Window, t.window);
  p.setColor(QPalette::WindowText, t.text);
  p.setColor(QPalette::Base, t.base);
  p.setColor(QPalette::AlternateBase, t.alternate);
  p.setColor(QPalette::Text, t.text);
  p.setColor(QPalette::Button, t.button);
  p.setColor(QPalette::ButtonText, t.text);
  p.setColor(QPalette::BrightText, Qt::white);
  p.setColor(QPalette::ToolTipBase, t.base);
  p.setColor(QPalette::ToolTipText, t.text);
  p.setColor(QPalette::PlaceholderText, t.dim);
  p.setColor(QPalette::Light, t.light);
  p.setColor(QPalette::Midlight, QColor(t.button).lighter(104));
  p.setColor(QPalette::Mid, t.mid);
  p.setColor(QPalette::Dark, t.dark);
  p.setColor(QPalette::Shadow, Qt::black);
  p.setColor(QPalette::Highlight, t.highlight);
  p.setColor(QPalette::HighlightedText, Qt::white);
  p.setColor(QPalette::Link, t.link);
  p.setColor(QPalette::LinkVisited, t.link);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    p.setColor(QPalette::Disabled, role, t.dim);
  }
  p.setColor(QPalette::Disabled, QPalette::Highlight, t.mid);
  return p;
}

// Before the first theme is applied: what the desktop asks for.
bool desktopIsDark() {
  static const bool dark = [] {
    const std::unique_ptr<QStyle> fusion(QStyleFactory::create(QStringLiteral("Fusion")));
    return fusion && fusion->standardPalette().color(QPalette::Window).lightness() < 128;
  }();
  return dark;
}

}  // namespace

void applyTheme(QApplication& application, ThemeChoice choice) {
  initResources();
  const bool desktop_dark = desktopIsDark();
  dark_applied = choice == ThemeChoice::Dark || (choice == ThemeChoice::System && desktop_dark);
  if (application.style()->name().compare(QLatin1String("fusion"), Qt::CaseInsensitive) != 0) {
    application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
  }
  const QPalette palette = paletteOf(dark_applied ? kDark : kLight);
  application.setPalette(palette);
  QToolTip::setPalette(palette);
}

bool darkTheme() {
  return dark_applied;
}

QColor imageSurround() {
  return QColor(128, 128, 128);
}

QFont tabularFont(const QFont& base) {
  const auto tabular = [](const QFont& font) {
    const QFontMetricsF metrics(font);
    const qreal width = metrics.horizontalAdvance(QLatin1Char('0'));
    for (char digit = '1'; digit <= '9'; ++digit) {
      if (qAbs(metrics.horizontalAdvance(QLatin1Char(digit)) - width) > 0.01) return false;
    }
    return true;
  };
  if (tabular(base)) return base;
  QFont font = base;
  for (const char* family : {"Noto Sans", "DejaVu Sans", "Segoe UI", "Liberation Sans"}) {
    font.setFamily(QLatin1String(family));
    if (QFontDatabase::hasFamily(font.family()) && tabular(font)) return font;
  }
  font.setFamily(QFontDatabase::systemFont(QFontDatabase::FixedFont).family());
  return font;
}

}  // namespace cellwise::ui
