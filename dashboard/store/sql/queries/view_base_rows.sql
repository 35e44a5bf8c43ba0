-- The rows of the version built on.
CREATE TEMP VIEW base_rows AS
SELECT
    observations.period_end,
    observations.indicator_id,
    observations.org_unit_id,
    observations.period_id,
    observations.period_start,
    observations.frequency,
    observations.value,
    observations.numerator,
    observations.denominator,
    observations.received_date,
    observations.is_provisional,
    observations.evidence,
    observations.note,
    observations.sha256,
    observations.sheet,
    observations.cell,
    observations.row_digest
FROM base.observations AS observations;
