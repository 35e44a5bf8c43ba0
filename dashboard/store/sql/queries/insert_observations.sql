-- The rows of the version built on and the new ones, laid in order.
INSERT INTO facts.observations BY NAME
SELECT
    gathered.period_end,
    gathered.indicator_id,
    gathered.org_unit_id,
    gathered.period_id,
    gathered.period_start,
    gathered.frequency,
    gathered.value,
    gathered.numerator,
    gathered.denominator,
    gathered.received_date,
    gathered.is_provisional,
    gathered.evidence,
    gathered.note,
    gathered.sha256,
    gathered.sheet,
    gathered.cell,
    gathered.row_digest
FROM (
    SELECT
        base_rows.period_end,
        base_rows.indicator_id,
        base_rows.org_unit_id,
        base_rows.period_id,
        base_rows.period_start,
        base_rows.frequency,
        base_rows.value,
        base_rows.numerator,
        base_rows.denominator,
        base_rows.received_date,
        base_rows.is_provisional,
        base_rows.evidence,
        base_rows.note,
        base_rows.sha256,
        base_rows.sheet,
        base_rows.cell,
        base_rows.row_digest
    FROM base_rows
    UNION ALL
    SELECT
        staged.period_end,
        staged.indicator_id,
        staged.org_unit_id,
        staged.period_id,
        staged.period_start,
        staged.frequency,
        staged.reported_value,
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
) AS gathered
ORDER BY
    gathered.period_end, gathered.indicator_id, gathered.org_unit_id, gathered.period_id,
    gathered.received_date, gathered.sha256, gathered.sheet, gathered.cell;
