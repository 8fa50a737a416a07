// What an audit entry is about, as it is shown and as it is typed.
#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace cellwise::ui {

// "slide 3" for "slide:3", in the interface's language.
QString subjectText(const QString& subject);

// The other way: several, with commas between; in the interface's language, in English, or as the log has
// them ("user:3"). A kind without a number is all of the kind. As AuditFilter::subjects takes them; empty
// where a part of it is not understood.
std::optional<QStringList> subjectsOf(const QString& typed);

}  // namespace cellwise::ui
