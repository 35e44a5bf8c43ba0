-- Staged figures unit by unit and period by period; of one figure given twice the newest comes last.
SELECT
    staged.org_unit_id,
    staged.period_id,
    staged.indicator_id,
    staged.reported_value,
    staged.numerator,
    staged.denominator,
    staged.received_date,
    staged.cell
FROM staged
ORDER BY staged.org_unit_id, staged.period_id, staged.received_date, staged.row_number;
