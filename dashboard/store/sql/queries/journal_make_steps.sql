CREATE TABLE IF NOT EXISTS schema_steps (
    step_number INTEGER NOT NULL PRIMARY KEY,
    applied_at TEXT NOT NULL
);
