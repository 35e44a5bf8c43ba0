-- The rows of the version built on, and the new ones, in one order.
INSERT INTO facts.observations
SELECT
    joined.period_end,
    joined.indicator_id,
    joined.org_unit_id,
    joined.period_id,
    joined.period_start,
    joined.frequency,
    joined.value,
    joined.numerator,
    joined.denominator,
    joined.received_date,
    joined.is_provisional,
    joined.evidence,
    joined.note,
    joined.sha256,
    joined.sheet,
    joined.cell,
    joined.row_digest
FROM (
    SELECT kept.* FROM base.observations AS kept
    UNION ALL BY NAME
    SELECT incoming.* FROM incoming
) AS joined
ORDER BY
    joined.period_end, joined.indicator_id, joined.org_unit_id,
    joined.received_date, joined.sha256, joined.sheet, joined.cell;
