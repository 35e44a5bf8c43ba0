CREATE TABLE lines (
    sequence_number INTEGER PRIMARY KEY AUTOINCREMENT,
    line_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    actor TEXT NOT NULL CHECK (actor <> ''),
    body TEXT NOT NULL,
    counting_sha256 TEXT UNIQUE CHECK (length(counting_sha256) = 64),
    previous_hash TEXT NOT NULL UNIQUE CHECK (length(previous_hash) = 64),
    line_hash TEXT NOT NULL UNIQUE CHECK (length(line_hash) = 64)
);
