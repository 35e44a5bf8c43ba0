-- The newest vintage of every figure, whatever its period: what a newly received figure is compared with.
WITH ranked AS (
    SELECT
        observations.*,
        row_number() OVER (
            PARTITION BY observations.org_unit_id, observations.indicator_id, observations.period_id
            ORDER BY
                observations.received_date DESC, observations.sha256 DESC,
                observations.sheet DESC, observations.cell DESC
        ) AS vintage_rank
    FROM facts.observations AS observations
)

SELECT
    ranked.org_unit_id,
    ranked.indicator_id,
    ranked.period_id,
    ranked.value,
    ranked.numerator,
    ranked.denominator,
    ranked.is_provisional,
    ranked.received_date,
    ranked.sha256
FROM ranked AS ranked
WHERE ranked.vintage_rank = 1;
