INSERT INTO facts.retired BY NAME
SELECT
    incoming.sha256,
    incoming.sheet,
    incoming.cell,
    incoming.found,
    incoming.reason
FROM
    read_json('{path}', format = 'newline_delimited', columns = {
        sha256: 'VARCHAR', sheet: 'VARCHAR', cell: 'VARCHAR', found: 'VARCHAR', reason: 'VARCHAR'
    }) AS incoming
ORDER BY incoming.sha256, incoming.sheet, incoming.cell, incoming.found, incoming.reason;
