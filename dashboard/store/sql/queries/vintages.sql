-- Every known vintage with its place, newest period first and newest vintage first. An open limit is given as NULL.
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
    observations.evidence,
    observations.note,
    row_number() OVER (
        PARTITION BY observations.org_unit_id, observations.indicator_id, observations.period_id
        ORDER BY observations.received_date, observations.sha256, observations.sheet, observations.cell
    ) AS vintage_number,
    observations.sha256,
    files.file_name,
    observations.sheet,
    observations.cell,
    files.form,
    files.is_illustrative
FROM facts.observations AS observations
INNER JOIN facts.files AS files ON observations.sha256 = files.sha256
WHERE
    (CAST($indicator_id AS VARCHAR) IS NULL OR observations.indicator_id = $indicator_id)
    AND (CAST($org_unit_id AS VARCHAR) IS NULL OR observations.org_unit_id = $org_unit_id)
    AND (CAST($until AS DATE) IS NULL OR observations.period_end <= $until)
    AND (CAST($known_on AS DATE) IS NULL OR observations.received_date <= $known_on)
ORDER BY
    observations.period_end DESC, observations.indicator_id ASC, observations.org_unit_id ASC,
    observations.period_id ASC, vintage_number DESC;
