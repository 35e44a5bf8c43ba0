-- What units reported of the tasks they lead, each with its place; a later received day is a newer vintage.
CREATE TABLE facts.task_reports (
    task_id VARCHAR NOT NULL,
    org_unit_id VARCHAR NOT NULL,
    period_id VARCHAR NOT NULL,
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,
    frequency VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    progress DOUBLE,
    outcome VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
    difficulty VARCHAR NOT NULL,
    proposal VARCHAR NOT NULL,
    received_date DATE NOT NULL,
    sha256 VARCHAR NOT NULL,
    sheet VARCHAR NOT NULL,
    cell VARCHAR NOT NULL
);
