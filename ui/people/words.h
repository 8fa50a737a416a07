// Roles and what they may do, as the interface says it.
#pragma once

#include <QString>

#include "casebook/permissions.h"

namespace cellwise::ui {

QString rolesText(const casebook::Roles& roles);  // "Technician, administrator"
QString permissionText(casebook::Permission permission);

}  // namespace cellwise::ui
