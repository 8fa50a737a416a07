// cellwise-cli users: the accounts of a casebook, for whoever has its file. This is how a forgotten
// administrator's password is set anew; the audit log says that it was done here.
#include <QTextStream>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <optional>
#include <termios.h>
#include <unistd.h>

#include "casebook/accounts.h"
#include "casebook_option.h"
#include "command.h"
#include "output.h"

namespace cellwise::cli {
namespace {

using casebook::Accounts;
using casebook::Roles;
using casebook::User;

struct Arguments {
  std::string casebook, account, name, json;
  std::vector<std::string> roles;
};

std::string inWords(const Roles& roles) {
  std::string text;
  const auto add = [&](bool has, const char* name) {
    if (has) text += (text.empty() ? "" : ", ") + std::string(name);
  };
  add(roles.technician, "technician");
  add(roles.hematologist, "hematologist");
  add(roles.administrator, "administrator");
  return text;
}

Roles rolesOf(const std::vector<std::string>& names) {
  const auto has = [&](const char* name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  return {has("technician"), has("hematologist"), has("administrator")};
}

// Unseen and asked for twice on a terminal, else one line of standard input.
std::optional<QString> readPassword() {
  const bool terminal = isatty(STDIN_FILENO) == 1;
  termios shown{};
  const auto line = [&](const char* prompt) -> std::optional<QString> {
    if (terminal) std::fprintf(stderr, "%s: ", prompt);
    std::string text;
    const bool read = bool(std::getline(std::cin, text));
    if (terminal) std::fprintf(stderr, "\n");
    return read ? std::optional(QString::fromStdString(text)) : std::nullopt;
  };
  if (!terminal) return line("");
  tcgetattr(STDIN_FILENO, &shown);
  termios hidden = shown;
  hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  auto first = line("Password");
  const auto second = first ? line("Once more") : std::nullopt;
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
  if (first != second) {
    std::fprintf(stderr, "The two are not the same.\n");
    return {};
  }
  return first;
}

Result<User> find(Accounts& accounts, const std::string& name) {
  const auto users = accounts.users();
  if (!users) return tl::make_unexpected(users.error());
  for (const User& user : *users) {
    if (user.name.compare(QString::fromStdString(name), Qt::CaseInsensitive) == 0) return user;
  }
  return failure(ErrorCode::NotFound, "no account of '" + name + "'");
}

int done(const Result<void>& result, const std::string& what) {
  if (!result) return fail(result.error());
  std::printf("%s\n", what.c_str());
  return kOk;
}

int list(Accounts& accounts, const Arguments& a) {
  const auto users = accounts.users();
  if (!users) return fail(users.error());
  if (!a.json.empty()) {
    Json json = document("users");
    json["users"] = Json::array();
    for (const User& user : *users) {
      json["users"].push_back(
          {{"name", user.name.toStdString()},
           {"technician", user.roles.technician},
           {"hematologist", user.roles.hematologist},
           {"administrator", user.roles.administrator},
           {"disabled", user.disabled},
           {"createdAt", user.createdAt.toString(Qt::ISODate).toStdString()},
           {"lastSignInAt",
            user.lastSignIn.isNull() ? Json() : Json(user.lastSignIn.toString(Qt::ISODate).toStdString())}});
    }
    const auto written = writeJson(a.json, json);
    return written ? kOk : fail(written.error());
  }
  if (users->empty()) std::printf("no accounts: the casebook asks nobody who they are\n");
  for (const User& user : *users) {
    std::printf("%-30s  %-42s  %s\n", user.name.toUtf8().constData(), inWords(user.roles).c_str(),
                user.disabled              ? "disabled"
                : user.lastSignIn.isNull() ? "never signed in"
                                           : user.lastSignIn.toString(Qt::ISODate).toUtf8().constData());
  }
  return kOk;
}

int add(Accounts& accounts, const Arguments& a, const QString& by) {
  const auto password = readPassword();
  if (!password) return kFailed;
  const auto made = accounts.add(QString::fromStdString(a.name), rolesOf(a.roles), *password, by);
  return made ? done({}, "added: " + a.name) : fail(made.error());
}

int setPassword(Accounts& accounts, const Arguments& a, const QString& by) {
  const auto user = find(accounts, a.name);
  if (!user) return fail(user.error());
  const auto password = readPassword();
  if (!password) return kFailed;
  return done(accounts.setPassword(user->id, *password, by), "the password of " + a.name + " was set");
}

int setDisabled(Accounts& accounts, const Arguments& a, const QString& by, bool disabled) {
  const auto user = find(accounts, a.name);
  if (!user) return fail(user.error());
  return done(accounts.change(user->id, user->roles, disabled, by),
              a.name + (disabled ? " is disabled" : " is enabled"));
}

int setRoles(Accounts& accounts, const Arguments& a, const QString& by) {
  const auto user = find(accounts, a.name);
  if (!user) return fail(user.error());
  const Roles roles = rolesOf(a.roles);
  return done(accounts.change(user->id, roles, user->disabled, by), a.name + ": " + inWords(roles));
}

}  // namespace

void addUsers(CLI::App& program, int& exitCode) {
  auto* command = program.add_subcommand(
      "users", "The accounts of a casebook; also how a forgotten administrator's password is set anew");
  auto a = std::make_shared<Arguments>();
  addCasebookOption(*command, a->casebook);
  addOperatorOption(*command, a->account);
  command->require_subcommand(1);
  const auto sub = [&](const char* name, const char* what, auto action) {
    auto* made = command->add_subcommand(name, what);
    made->fallthrough();
    made->callback([a, action, &exitCode] {
      auto opened = openExisting(a->casebook);
      if (!opened) {
        exitCode = fail(opened.error());
        return;
      }
      Accounts accounts(**opened);
      exitCode = action(accounts, *a, Accounts::commandLine(QString::fromStdString(a->account)));
    });
    return made;
  };
  const auto named = [&](CLI::App* made) {
    made->add_option("--name", a->name, "whose account")->required();
    return made;
  };
  const auto withRoles = [&](CLI::App* made) {
    made->add_option("--role", a->roles, "technician, hematologist, administrator; several with commas")
        ->delimiter(',')
        ->check(CLI::IsMember({"technician", "hematologist", "administrator"}))
        ->required();
  };
  addJsonOption(
      *sub("list", "Who has an account",
           [](Accounts& accounts, const Arguments& args, const QString&) { return list(accounts, args); }),
      a->json);
  withRoles(
      named(sub("add", "A new account; its password is read from the terminal or standard input", add)));
  named(sub("set-password", "Another password, read from the terminal or standard input", setPassword));
  withRoles(named(sub("set-roles", "Other roles", setRoles)));
  named(sub("disable", "May not sign in any more; what the person did stays theirs",
            [](Accounts& accounts, const Arguments& args, const QString& by) {
              return setDisabled(accounts, args, by, true);
            }));
  named(sub("enable", "May sign in again", [](Accounts& accounts, const Arguments& args, const QString& by) {
    return setDisabled(accounts, args, by, false);
  }));
  command->footer(
      "Whoever may write to the file may do this; every change is in the audit log as made from the command\n"
      "line. Without accounts the casebook asks nobody who they are.\n\n"
      "Examples:\n"
      "  cellwise-cli users list --casebook lab.cellwise\n"
      "  cellwise-cli users add --casebook lab.cellwise --name \"Dr. Ada Huber\" --role "
      "hematologist,administrator\n"
      "  cellwise-cli users set-password --casebook lab.cellwise --name \"Dr. Ada Huber\"");
}

}  // namespace cellwise::cli
