CREATE TRIGGER lines_refuse_update BEFORE UPDATE ON lines
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
