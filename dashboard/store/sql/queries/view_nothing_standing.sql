-- Nothing to compare with: as many columns, no row.
CREATE TEMP VIEW standing AS
SELECT
    staged.org_unit_id,
    staged.indicator_id,
    staged.period_id,
    staged.received_date,
    staged.reported_value AS value, -- noqa: RF04
    staged.numerator,
    staged.denominator
FROM staged
WHERE FALSE;
