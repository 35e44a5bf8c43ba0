-- Every vintage of every figure, in the order in which they lie: the newest of a figure is the last of its run.
-- A tie of received day is settled by the file's hash.
SELECT
    observations.org_unit_id,
    observations.indicator_id,
    observations.period_id,
    observations.period_end,
    observations.value,
    observations.numerator,
    observations.denominator,
    observations.received_date,
    observations.is_provisional,
    observations.sha256
FROM facts.observations AS observations
ORDER BY
    observations.period_end, observations.indicator_id, observations.org_unit_id, observations.period_id,
    observations.received_date, observations.sha256, observations.sheet, observations.cell;
