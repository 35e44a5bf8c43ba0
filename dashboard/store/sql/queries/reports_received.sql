-- What each unit has reported for each period by a day: how many indicators, first and last received.
SELECT
    observations.org_unit_id,
    observations.period_id,
    observations.period_end,
    count(DISTINCT observations.indicator_id) AS indicator_count,
    min(observations.received_date) AS first_received_date,
    max(observations.received_date) AS last_received_date
FROM facts.observations AS observations
WHERE observations.received_date <= $known_on
GROUP BY observations.org_unit_id, observations.period_id, observations.period_end
ORDER BY observations.period_end, observations.org_unit_id, observations.period_id;
