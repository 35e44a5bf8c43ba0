-- Rows that say a figure that another row says too, each with that row: the first one, or the second for the first.
-- Figures are told apart by a hash first: 5 million of them then fit into little memory.
WITH suspects AS (
    SELECT hash(staged.org_unit_id, staged.indicator_id, staged.period_id, staged.received_date) AS figure_hash
    FROM staged
    GROUP BY figure_hash
    HAVING count(*) > 1
),

numbered AS (
    SELECT
        staged.row_number,
        staged.indicator_id,
        staged.cell_count,
        row_number() OVER figures AS rank_in_figure,
        first_value(staged.row_number) OVER figures AS first_row,
        lead(staged.row_number) OVER figures AS next_row
    FROM staged
    WHERE
        hash(staged.org_unit_id, staged.indicator_id, staged.period_id, staged.received_date)
        IN (SELECT suspects.figure_hash FROM suspects)
    WINDOW figures AS (
        PARTITION BY staged.org_unit_id, staged.indicator_id, staged.period_id, staged.received_date
        ORDER BY staged.row_number
    )
)

SELECT
    numbered.row_number,
    numbered.indicator_id,
    numbered.cell_count,
    CASE WHEN numbered.rank_in_figure > 1 THEN numbered.first_row ELSE numbered.next_row END AS other_row
FROM numbered
WHERE numbered.rank_in_figure > 1 OR numbered.next_row IS NOT NULL
ORDER BY numbered.row_number;
