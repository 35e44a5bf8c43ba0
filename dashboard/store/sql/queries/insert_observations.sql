INSERT INTO facts.observations BY NAME
SELECT
    staged.period_end,
    staged.indicator_id,
    staged.org_unit_id,
    staged.period_id,
    staged.period_start,
    staged.frequency,
    staged.value,
    staged.numerator,
    staged.denominator,
    staged.received_date,
    staged.is_provisional,
    staged.evidence,
    staged.note,
    staged.sha256,
    staged.sheet,
    staged.cell,
    staged.row_digest
FROM staged
ORDER BY
    staged.period_end, staged.indicator_id, staged.org_unit_id, staged.period_id,
    staged.received_date, staged.sha256, staged.sheet, staged.cell;
