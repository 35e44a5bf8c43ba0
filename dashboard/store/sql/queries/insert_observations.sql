-- `incoming` is the table of new rows the writer registers.
INSERT INTO facts.observations
SELECT
    incoming.period_end,
    incoming.indicator_id,
    incoming.org_unit_id,
    incoming.period_id,
    incoming.period_start,
    incoming.frequency,
    incoming.value,
    incoming.numerator,
    incoming.denominator,
    incoming.received_date,
    incoming.is_provisional,
    incoming.evidence,
    incoming.note,
    incoming.sha256,
    incoming.sheet,
    incoming.cell,
    incoming.row_digest
FROM incoming
ORDER BY
    incoming.period_end, incoming.indicator_id, incoming.org_unit_id,
    incoming.received_date, incoming.sha256, incoming.sheet, incoming.cell;
