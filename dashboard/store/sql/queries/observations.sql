-- Every vintage of every figure, in the order in which they lie: the newest of a figure is the last of its run.
-- Of two received on one day the later load is newer.
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
INNER JOIN facts.files AS files ON observations.sha256 = files.sha256
ORDER BY
    observations.period_end, observations.indicator_id, observations.org_unit_id, observations.period_id,
    observations.received_date, files.load_sequence, observations.sha256, observations.sheet, observations.cell;
