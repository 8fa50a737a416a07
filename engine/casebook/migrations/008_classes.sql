-- Classes that the laboratory made itself. A row changes, its audit entries keep what it was.

CREATE TABLE laboratory_classes (
  id         TEXT NOT NULL PRIMARY KEY CHECK (id GLOB 'lab_*'),
  name       TEXT NOT NULL CHECK (name <> ''),
  short_name TEXT NOT NULL CHECK (short_name <> ''),
  lineage    TEXT NOT NULL,               -- '' for none
  stage      INTEGER NOT NULL CHECK (stage >= 0),
  colour     TEXT NOT NULL CHECK (colour GLOB '#[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]'),
  key        TEXT NOT NULL CHECK (length(key) <= 1),
  counted    INTEGER NOT NULL CHECK (counted IN (0, 1)),
  retired    INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1))
) STRICT;

CREATE TRIGGER laboratory_classes_no_delete BEFORE DELETE ON laboratory_classes
BEGIN SELECT RAISE(ABORT, 'a class is retired, not deleted'); END;
CREATE TRIGGER laboratory_classes_fixed BEFORE UPDATE OF id ON laboratory_classes
BEGIN SELECT RAISE(ABORT, 'a class keeps its id'); END;
