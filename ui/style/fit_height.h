// The height that a window's layout needs at a width. QWidget::adjustSize keeps below two thirds of the
// screen, even where wrapped texts then lie over what is beside them.
#pragma once

#include <QLayout>
#include <QWidget>

#include <algorithm>

namespace cellwise::ui {

inline void fitHeight(QWidget& window, int width) {
  const QLayout& layout = *window.layout();
  width = std::max(width, layout.totalMinimumSize().width());
  window.resize(width, layout.hasHeightForWidth() ? layout.totalHeightForWidth(width)
                                                  : layout.totalSizeHint().height());
}

}  // namespace cellwise::ui
