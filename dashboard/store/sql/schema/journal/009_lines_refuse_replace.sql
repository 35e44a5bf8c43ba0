-- INSERT OR REPLACE removes the row it replaces without asking the trigger on DELETE.
CREATE TRIGGER lines_refuse_replace BEFORE INSERT ON lines
WHEN
    EXISTS (
        SELECT 1 FROM lines AS earlier
        WHERE
            earlier.sequence_number = new.sequence_number
            OR earlier.line_id = new.line_id
            OR earlier.counting_sha256 = new.counting_sha256
            OR earlier.previous_hash = new.previous_hash
            OR earlier.line_hash = new.line_hash
    )
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
