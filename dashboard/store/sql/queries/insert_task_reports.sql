INSERT INTO facts.task_reports BY NAME
SELECT
    incoming.task_id,
    incoming.org_unit_id,
    incoming.period_id,
    incoming.period_start,
    incoming.period_end,
    incoming.frequency,
    incoming.status,
    incoming.progress,
    incoming.outcome,
    incoming.evidence,
    incoming.difficulty,
    incoming.proposal,
    incoming.received_date,
    incoming.sha256,
    incoming.sheet,
    incoming.cell
FROM
    read_json('{path}', format = 'newline_delimited', columns = {
        task_id: 'VARCHAR', org_unit_id: 'VARCHAR', period_id: 'VARCHAR', period_start: 'DATE', period_end: 'DATE',
        frequency: 'VARCHAR', status: 'VARCHAR', progress: 'DOUBLE', outcome: 'VARCHAR', evidence: 'VARCHAR',
        difficulty: 'VARCHAR', proposal: 'VARCHAR', received_date: 'DATE', sha256: 'VARCHAR', sheet: 'VARCHAR',
        cell: 'VARCHAR'
    }) AS incoming
ORDER BY
    incoming.period_end, incoming.task_id, incoming.org_unit_id, incoming.period_id,
    incoming.received_date, incoming.sha256, incoming.sheet, incoming.cell;
