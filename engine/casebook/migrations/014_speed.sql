-- What a casebook of a million cells is asked for often is found by an index.

CREATE INDEX audit_action ON audit (action, id);  -- the log by what was done; the list of what can be asked for

DROP TRIGGER audit_chain;
CREATE TRIGGER audit_chain BEFORE INSERT ON audit
WHEN NEW.id IS NOT coalesce((SELECT max(id) FROM audit), 0) + 1
  OR NEW.previous_hash IS NOT coalesce((SELECT hash FROM audit WHERE id = NEW.id - 1), '')
BEGIN SELECT RAISE(ABORT, 'not the next entry of the audit chain'); END;
