// Light and dark. Cells are judged by colour: around images both themes use the same neutral grey.
#pragma once

#include <QApplication>
#include <QColor>
#include <QFont>

namespace cellwise::ui {

enum class ThemeChoice { System, Light, Dark };

void applyTheme(QApplication& application, ThemeChoice choice);
bool darkTheme();                      // of what is applied now
QColor imageSurround();                // neutral grey behind cells, the same in both themes
QFont tabularFont(const QFont& base);  // digits of equal width

}  // namespace cellwise::ui
