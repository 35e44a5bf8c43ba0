INSERT INTO facts.targets BY NAME
SELECT
    incoming.sort_rank,
    incoming.indicator_id,
    incoming.target_id,
    incoming.plan_document_id,
    incoming.clause,
    incoming.scope,
    incoming.target_value,
    incoming.target_value_max,
    incoming.baseline,
    incoming.start_date,
    incoming.due_date,
    incoming.revises,
    incoming.effective_date
FROM
    read_json('{path}', format = 'newline_delimited', columns = {
        sort_rank: 'INTEGER', indicator_id: 'VARCHAR', target_id: 'VARCHAR', plan_document_id: 'VARCHAR',
        clause: 'VARCHAR', scope: 'VARCHAR', target_value: 'DOUBLE', target_value_max: 'DOUBLE', baseline: 'DOUBLE',
        start_date: 'DATE', due_date: 'DATE', revises: 'VARCHAR', effective_date: 'DATE'
    }) AS incoming
ORDER BY incoming.sort_rank;
