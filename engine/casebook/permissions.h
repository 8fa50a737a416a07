// What each role may do. This table is the only place that says it; the casebook keeps to it, and the
// window reads it to offer nothing that would be refused.
#pragma once

namespace cellwise::casebook {

// A person has one or more.
struct Roles {
  bool technician = false;
  bool hematologist = false;
  bool administrator = false;
  constexpr bool any() const { return technician || hematologist || administrator; }
  constexpr bool operator==(const Roles&) const = default;
};

enum class Permission {
  ImportSlides,   // also rename, and discard one that nobody reviewed
  ReviewCells,    // decide, flag, comment
  SetThresholds,  // of a slide
  SignPrepared,   // "prepared", "preliminary"
  SignReleased,
  ReadSecond,  // ask for a second reading, and be the second reader
  Adjudicate,
  SetLaboratory,  // its name, address, logo, rules and templates for reports
  ManageAccounts,
};

struct PermissionRow {
  Permission permission;
  Roles roles;  // any of these may
};
inline constexpr PermissionRow kPermissions[] = {
    //                             technician, hematologist, administrator
    {Permission::ImportSlides, {true, true, true}},   {Permission::ReviewCells, {true, true, false}},
    {Permission::SetThresholds, {true, true, false}},  // printed on the report; who signs answers for it
    {Permission::SignPrepared, {true, true, false}},  {Permission::SignReleased, {false, true, false}},
    {Permission::ReadSecond, {true, true, false}},    {Permission::Adjudicate, {false, true, false}},
    {Permission::SetLaboratory, {false, true, true}}, {Permission::ManageAccounts, {false, false, true}},
};

constexpr bool may(const Roles& roles, Permission permission) {
  for (const PermissionRow& row : kPermissions) {
    if (row.permission == permission) {
      return (roles.technician && row.roles.technician) || (roles.hematologist && row.roles.hematologist) ||
             (roles.administrator && row.roles.administrator);
    }
  }
  return false;
}

}  // namespace cellwise::casebook
