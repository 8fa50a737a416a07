// The only way to QCustomPlot: its header needs Qt's lower-case keywords, which are off here
// (QT_NO_KEYWORDS). They exist while it is read and are gone after it. For .cpp files only.
#pragma once

#define signals Q_SIGNALS
#define slots Q_SLOTS
#define emit Q_EMIT
#define foreach Q_FOREACH
#include <qcustomplot.h>
#undef signals
#undef slots
#undef emit
#undef foreach
