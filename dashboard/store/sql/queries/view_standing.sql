-- The newest vintage of each figure of the version compared with.
CREATE TEMP VIEW standing AS
SELECT
    newest.org_unit_id,
    newest.indicator_id,
    newest.period_id,
    newest.received_date,
    newest.value,
    newest.numerator,
    newest.denominator
FROM (
    SELECT
        observations.*,
        row_number() OVER (
            PARTITION BY observations.org_unit_id, observations.indicator_id, observations.period_id
            ORDER BY
                observations.received_date DESC, files.load_sequence DESC, observations.sha256 DESC,
                observations.sheet DESC, observations.cell DESC
        ) AS age
    FROM base.observations AS observations
    INNER JOIN base.files AS files ON observations.sha256 = files.sha256
) AS newest
WHERE newest.age = 1;
