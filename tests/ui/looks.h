// What a person would wince at in a window: texts that are cut, widgets that lie over each other.
#pragma once

#include <QAbstractButton>
#include <QLabel>
#include <QLayout>
#include <QStackedLayout>
#include <QStringList>
#include <QWidget>

namespace cellwise::test {

// Texts that cannot be read to their end.
inline QStringList cut(const QWidget& widget) {
  QStringList found;
  for (const auto* button : widget.findChildren<QAbstractButton*>()) {
    if (!button->isVisible() || button->text().isEmpty()) continue;
    if (button->width() < button->minimumSizeHint().width()) found << button->text();
  }
  for (const auto* label : widget.findChildren<QLabel*>()) {
    if (!label->isVisible() || label->text().isEmpty() || label->pixmap().width() > 0) continue;
    if (label->wordWrap() ? label->height() < label->heightForWidth(label->width())
                          : label->height() < label->minimumSizeHint().height())
      found << label->text();
  }
  return found;
}

// Items of one layout that lie over each other: it was given less room than it needs.
inline QStringList overlapping(const QWidget& widget) {
  const auto name = [](QLayoutItem* item) {
    if (!item->widget()) return QStringLiteral("a layout");
    return QString::fromLatin1(item->widget()->metaObject()->className()) + QLatin1Char(' ') +
           item->widget()->objectName();
  };
  QStringList found;
  for (auto* layout : widget.findChildren<QLayout*>()) {
    if (qobject_cast<QStackedLayout*>(layout) || !layout->parentWidget() ||
        !layout->parentWidget()->isVisible())
      continue;
    for (int i = 0; i < layout->count(); ++i) {
      for (int k = 0; k < i; ++k) {
        QLayoutItem *a = layout->itemAt(i), *b = layout->itemAt(k);
        if (a->isEmpty() || b->isEmpty() || !a->geometry().intersects(b->geometry())) continue;
        found << name(a) + QStringLiteral(" over ") + name(b);
      }
    }
  }
  return found;
}

}  // namespace cellwise::test
