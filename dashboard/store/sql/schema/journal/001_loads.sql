CREATE TABLE loads (
    sequence_number INTEGER PRIMARY KEY AUTOINCREMENT,
    load_id TEXT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    file_name TEXT NOT NULL,
    form TEXT NOT NULL,
    received_date TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    actor TEXT NOT NULL CHECK (actor <> ''),
    decision TEXT NOT NULL CHECK (decision IN ('accepted', 'refused')),
    is_illustrative INTEGER NOT NULL CHECK (is_illustrative IN (0, 1)),
    new_count INTEGER NOT NULL CHECK (new_count >= 0),
    changed_count INTEGER NOT NULL CHECK (changed_count >= 0),
    unchanged_count INTEGER NOT NULL CHECK (unchanged_count >= 0),
    ignored_count INTEGER NOT NULL CHECK (ignored_count >= 0),
    rejected_count INTEGER NOT NULL CHECK (rejected_count >= 0),
    warning_count INTEGER NOT NULL CHECK (warning_count >= 0)
);
