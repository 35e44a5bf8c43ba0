-- The newest known vintage of each figure, with how it came to be: how many vintages, how often the figure changed,
-- and what was said first. A tie of received day is settled by the file's hash.
WITH known AS (
    SELECT
        observations.*,
        row_number() OVER vintages AS vintage_number,
        count(*) OVER (
            PARTITION BY observations.org_unit_id, observations.indicator_id, observations.period_id
        ) AS vintage_count,
        first_value(observations.value) OVER vintages AS first_value,
        first_value(observations.received_date) OVER vintages AS first_received_date,
        CASE
            WHEN row_number() OVER vintages = 1 THEN 0
            WHEN observations.value IS DISTINCT FROM lag(observations.value) OVER vintages THEN 1
            WHEN observations.numerator IS DISTINCT FROM lag(observations.numerator) OVER vintages THEN 1
            WHEN observations.denominator IS DISTINCT FROM lag(observations.denominator) OVER vintages THEN 1
            ELSE 0
        END AS is_changed
    FROM facts.observations AS observations
    WHERE observations.period_end <= $until AND observations.received_date <= $known_on
    WINDOW vintages AS (
        PARTITION BY observations.org_unit_id, observations.indicator_id, observations.period_id
        ORDER BY observations.received_date, observations.sha256, observations.sheet, observations.cell
    )
),

counted AS (
    SELECT
        known.*,
        sum(known.is_changed) OVER (
            PARTITION BY known.org_unit_id, known.indicator_id, known.period_id
            ORDER BY known.vintage_number
        ) AS revision_count
    FROM known AS known
)

SELECT
    counted.org_unit_id,
    counted.indicator_id,
    counted.period_id,
    counted.period_end,
    counted.value,
    counted.numerator,
    counted.denominator,
    counted.received_date,
    counted.is_provisional,
    counted.vintage_count,
    CAST(counted.revision_count AS INTEGER) AS revision_count,
    counted.first_value,
    counted.first_received_date
FROM counted AS counted
WHERE counted.vintage_number = counted.vintage_count
ORDER BY counted.period_end, counted.indicator_id, counted.org_unit_id, counted.period_id;
