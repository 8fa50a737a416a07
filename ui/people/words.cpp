#include "people/words.h"

#include <QCoreApplication>
#include <QStringList>

namespace cellwise::ui {
namespace {

struct People {
  Q_DECLARE_TR_FUNCTIONS(People)
};

}  // namespace

QString rolesText(const casebook::Roles& roles) {
  QStringList names;
  if (roles.technician) names << People::tr("technician");
  if (roles.hematologist) names << People::tr("hematologist");
  if (roles.administrator) names << People::tr("administrator");
  QString text = names.join(QStringLiteral(", "));
  if (!text.isEmpty()) text[0] = text[0].toUpper();
  return text;
}

QString permissionText(casebook::Permission permission) {
  using casebook::Permission;
  switch (permission) {
    case Permission::ImportSlides: return People::tr("Import, rename and discard slides");
    case Permission::ReviewCells: return People::tr("Decide on cells, flag, comment");
    case Permission::SetThresholds: return People::tr("Set a slide's thresholds");
    case Permission::SignPrepared: return People::tr("Sign as prepared or preliminary");
    case Permission::SignReleased: return People::tr("Release a report");
    case Permission::ReadSecond: return People::tr("Ask for a second reading, read a second time");
    case Permission::Adjudicate: return People::tr("Settle what two readers disagree on");
    case Permission::SetLaboratory: return People::tr("Set the laboratory's details, rules and templates");
    case Permission::ManageAccounts: return People::tr("Manage accounts");
  }
  return {};
}

}  // namespace cellwise::ui
