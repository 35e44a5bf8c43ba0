-- The accepted files this version was made from.
CREATE TABLE facts.files (
    sha256 VARCHAR NOT NULL CHECK (length(sha256) = 64),
    file_name VARCHAR NOT NULL,
    form VARCHAR NOT NULL,
    received_date DATE NOT NULL,
    is_illustrative BOOLEAN NOT NULL,
    load_sequence INTEGER NOT NULL
);
