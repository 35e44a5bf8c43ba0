CREATE TRIGGER loads_refuse_update BEFORE UPDATE ON loads
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
