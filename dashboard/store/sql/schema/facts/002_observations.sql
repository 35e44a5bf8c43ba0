-- Every accepted figure of every accepted file, each with its place; a later received day is a newer vintage.
-- Rows lie by period end, indicator, unit: a random order costs 5 to 100 times as much to read.
CREATE TABLE facts.observations (
    period_end DATE NOT NULL,
    indicator_id VARCHAR NOT NULL,
    org_unit_id VARCHAR NOT NULL,
    period_id VARCHAR NOT NULL,
    period_start DATE NOT NULL,
    frequency VARCHAR NOT NULL,
    value DOUBLE,
    numerator DOUBLE,
    denominator DOUBLE,
    received_date DATE NOT NULL,
    is_provisional BOOLEAN NOT NULL,
    evidence VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    sheet VARCHAR NOT NULL,
    cell VARCHAR NOT NULL,
    row_digest BLOB NOT NULL,
    CHECK (period_start <= period_end)
);
