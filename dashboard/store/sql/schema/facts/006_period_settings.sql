-- Days and deadlines of periods as staff typed them.
CREATE TABLE facts.period_settings (
    period_id VARCHAR NOT NULL,
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,
    deadline_date DATE NOT NULL
);
