CREATE TRIGGER loads_refuse_delete BEFORE DELETE ON loads
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
