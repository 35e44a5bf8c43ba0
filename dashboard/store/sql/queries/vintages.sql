-- Every vintage with its place, newest period first and newest vintage first.
WITH known AS (
    SELECT
        observations.*,
        files.file_name,
        files.form,
        files.is_illustrative,
        row_number() OVER (
            PARTITION BY observations.org_unit_id, observations.indicator_id, observations.period_id
            ORDER BY
                observations.received_date, files.load_sequence, observations.sha256,
                observations.sheet, observations.cell
        ) AS vintage_number
    FROM facts.observations AS observations
    INNER JOIN facts.files AS files ON observations.sha256 = files.sha256
)

SELECT
    known.org_unit_id,
    known.indicator_id,
    known.period_id,
    known.period_end,
    known.value,
    known.numerator,
    known.denominator,
    known.received_date,
    known.is_provisional,
    known.evidence,
    known.note,
    known.vintage_number,
    known.sha256,
    known.file_name,
    known.sheet,
    known.cell,
    known.form,
    known.is_illustrative
FROM known
ORDER BY
    known.period_end DESC, known.indicator_id ASC, known.org_unit_id ASC,
    known.period_id ASC, known.vintage_number DESC;
