-- People with accounts. Without any, the casebook asks nobody who they are.
-- What a row says of the present follows from the audit log's user.* entries, and is compared with them.

CREATE TABLE users (
  id            INTEGER PRIMARY KEY,
  name          TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (name <> ''),
  technician    INTEGER NOT NULL CHECK (technician IN (0, 1)),
  hematologist  INTEGER NOT NULL CHECK (hematologist IN (0, 1)),
  administrator INTEGER NOT NULL CHECK (administrator IN (0, 1)),
  disabled      INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
  password      TEXT NOT NULL CHECK (password GLOB '$argon2id$*'),
  created_at    INTEGER NOT NULL,
  wrong_passwords INTEGER NOT NULL DEFAULT 0 CHECK (wrong_passwords >= 0),  -- in a row
  last_wrong_at   INTEGER,
  last_sign_in_at INTEGER,
  CHECK (technician OR hematologist OR administrator)
) STRICT;

CREATE TRIGGER users_no_delete BEFORE DELETE ON users
BEGIN SELECT RAISE(ABORT, 'people are disabled, not deleted'); END;
CREATE TRIGGER users_fixed BEFORE UPDATE OF id, name, created_at ON users
BEGIN SELECT RAISE(ABORT, 'an account keeps its name'); END;
CREATE TRIGGER users_first BEFORE INSERT ON users
WHEN NOT (NEW.administrator AND NOT NEW.disabled)
  AND NOT EXISTS (SELECT 1 FROM users WHERE administrator AND NOT disabled)
BEGIN SELECT RAISE(ABORT, 'the first account is an administrator''s'); END;
CREATE TRIGGER users_administrator BEFORE UPDATE OF administrator, disabled ON users
WHEN OLD.administrator AND NOT OLD.disabled AND (NOT NEW.administrator OR NEW.disabled)
  AND NOT EXISTS (SELECT 1 FROM users WHERE administrator AND NOT disabled AND id <> OLD.id)
BEGIN SELECT RAISE(ABORT, 'no administrator would be left'); END;

-- What a signature does, beside what its meaning says.
ALTER TABLE signatures ADD COLUMN kind TEXT NOT NULL DEFAULT 'release'
  CHECK (kind IN ('release', 'preparation', 'preliminary'));
