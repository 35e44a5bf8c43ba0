-- How many cells of the staged figures are new, and how many change the numbers that stand before them.
-- A figure received before the one that stands changes nothing. Inside a file the later received day is newer.
WITH arriving AS (
    SELECT
        staged.cell_count,
        standing.received_date IS NULL AS is_unknown,
        row(staged.reported_value, staged.numerator, staged.denominator) AS own_numbers,
        row(standing.value, standing.numerator, standing.denominator) AS standing_numbers,
        row_number() OVER figures AS rank_in_figure,
        lag(row(staged.reported_value, staged.numerator, staged.denominator)) OVER figures AS earlier_numbers
    FROM staged
    LEFT JOIN standing
        ON
            staged.org_unit_id = standing.org_unit_id
            AND staged.indicator_id = standing.indicator_id
            AND staged.period_id = standing.period_id
    WHERE standing.received_date IS NULL OR staged.received_date >= standing.received_date
    WINDOW figures AS (
        PARTITION BY staged.org_unit_id, staged.indicator_id, staged.period_id
        ORDER BY staged.received_date, staged.row_number
    )
),

compared AS (
    SELECT
        arriving.cell_count,
        arriving.rank_in_figure = 1 AND arriving.is_unknown AS is_new,
        CASE
            WHEN arriving.rank_in_figure > 1 THEN (arriving.own_numbers IS DISTINCT FROM arriving.earlier_numbers)
            ELSE (arriving.own_numbers IS DISTINCT FROM arriving.standing_numbers)
        END AS is_different
    FROM arriving
)

SELECT
    coalesce(sum(CASE WHEN compared.is_new THEN compared.cell_count END), 0) AS new_cells,
    coalesce(sum(CASE WHEN NOT compared.is_new AND compared.is_different THEN compared.cell_count END), 0)
        AS changed_cells
FROM compared;
