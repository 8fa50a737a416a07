// The interface's language, switchable at run time.
#pragma once

#include <QString>

namespace cellwise::ui {

// "en", "zh_CN"; anything else is the desktop's. Widgets get a LanguageChange event.
void applyLanguage(const QString& code);
QString appliedLanguage();  // "en" or "zh_CN"

}  // namespace cellwise::ui
