-- Rows that wait on disk, and the digest of each: exactly what its columns say, texts with their length before them.
CREATE TEMP VIEW staged AS
SELECT
    cast(spooled.period_end AS DATE) AS period_end,
    spooled.indicator_id,
    spooled.org_unit_id,
    spooled.period_id,
    cast(spooled.period_start AS DATE) AS period_start,
    spooled.frequency,
    cast(nullif(spooled.reported_value, '') AS DOUBLE) AS reported_value,
    cast(nullif(spooled.numerator, '') AS DOUBLE) AS numerator,
    cast(nullif(spooled.denominator, '') AS DOUBLE) AS denominator,
    cast(spooled.received_date AS DATE) AS received_date,
    cast(spooled.is_provisional AS BOOLEAN) AS is_provisional,
    spooled.evidence,
    spooled.note,
    spooled.sha256,
    spooled.sheet,
    spooled.cell,
    cast(spooled.row_number AS BIGINT) AS row_number,
    cast(spooled.cell_count AS INTEGER) AS cell_count,
    unhex(sha256(concat_ws(
        '|', spooled.period_end, spooled.period_id, spooled.period_start, spooled.frequency,
        spooled.indicator_id, spooled.org_unit_id, spooled.reported_value, spooled.numerator, spooled.denominator,
        spooled.received_date, spooled.is_provisional, length(spooled.evidence), spooled.evidence,
        length(spooled.note), spooled.note, spooled.sha256, length(spooled.sheet), spooled.sheet, spooled.cell
    ))) AS row_digest
FROM
    read_csv(
        '{path}', header = FALSE, auto_detect = FALSE, all_varchar = TRUE, delim = ',', quote = '"', escape = '"',
        comment = '', new_line = '\n', parallel = FALSE, buffer_size = 4194304, max_line_size = 2097152,
        columns = {
            period_end: 'VARCHAR', period_id: 'VARCHAR', period_start: 'VARCHAR', frequency: 'VARCHAR',
            indicator_id: 'VARCHAR', org_unit_id: 'VARCHAR', reported_value: 'VARCHAR', numerator: 'VARCHAR',
            denominator: 'VARCHAR', received_date: 'VARCHAR', is_provisional: 'VARCHAR', evidence: 'VARCHAR',
            note: 'VARCHAR', sha256: 'VARCHAR', sheet: 'VARCHAR', cell: 'VARCHAR', row_number: 'VARCHAR',
            cell_count: 'VARCHAR'
        },
        force_not_null = [
            'period_end', 'period_id', 'period_start', 'frequency', 'indicator_id', 'org_unit_id', 'reported_value',
            'numerator', 'denominator', 'received_date', 'is_provisional', 'evidence', 'note', 'sha256', 'sheet',
            'cell', 'row_number', 'cell_count'
        ]
    ) AS spooled;
