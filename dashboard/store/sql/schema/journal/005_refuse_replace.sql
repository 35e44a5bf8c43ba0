-- INSERT OR REPLACE removes the row it replaces without asking the trigger on DELETE.
CREATE TRIGGER loads_refuse_replace BEFORE INSERT ON loads
WHEN
    EXISTS (
        SELECT 1 FROM loads AS earlier
        WHERE
            earlier.sequence_number = new.sequence_number
            OR earlier.load_id = new.load_id
            OR (earlier.sha256 = new.sha256 AND earlier.decision = 'accepted' AND new.decision = 'accepted')
    )
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
