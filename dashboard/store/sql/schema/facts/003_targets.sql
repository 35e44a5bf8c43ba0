-- The catalogue's targets beside the actuals, one row for each scope, in the order of the catalogue.
CREATE TABLE facts.targets (
    sort_rank INTEGER NOT NULL,
    indicator_id VARCHAR NOT NULL,
    target_id VARCHAR NOT NULL,
    plan_document_id VARCHAR NOT NULL,
    clause VARCHAR NOT NULL,
    scope VARCHAR NOT NULL,
    target_value DOUBLE,
    target_value_max DOUBLE,
    baseline DOUBLE,
    start_date DATE NOT NULL,
    due_date DATE,
    revises VARCHAR,
    effective_date DATE
);
