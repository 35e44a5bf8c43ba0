INSERT INTO facts.period_settings BY NAME
SELECT
    incoming.period_id,
    incoming.period_start,
    incoming.period_end,
    incoming.deadline_date
FROM
    read_json('{path}', format = 'newline_delimited', columns = {
        period_id: 'VARCHAR', period_start: 'DATE', period_end: 'DATE', deadline_date: 'DATE'
    }) AS incoming
ORDER BY incoming.period_id;
