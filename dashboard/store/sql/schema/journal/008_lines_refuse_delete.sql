CREATE TRIGGER lines_refuse_delete BEFORE DELETE ON lines
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
