-- The new rows, gathered before they are laid in order.
CREATE TEMP TABLE staged AS
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
    unhex(incoming.row_digest) AS row_digest
FROM
    read_json('{path}', format = 'newline_delimited', columns = {
        period_end: 'DATE', indicator_id: 'VARCHAR', org_unit_id: 'VARCHAR', period_id: 'VARCHAR', period_start: 'DATE',
        frequency: 'VARCHAR', value: 'DOUBLE', numerator: 'DOUBLE', denominator: 'DOUBLE', received_date: 'DATE',
        is_provisional: 'BOOLEAN', evidence: 'VARCHAR', note: 'VARCHAR', sha256: 'VARCHAR', sheet: 'VARCHAR',
        cell: 'VARCHAR', row_digest: 'VARCHAR'
    }) AS incoming;
