INSERT INTO facts.files BY NAME
SELECT
    incoming.sha256,
    incoming.file_name,
    incoming.form,
    incoming.received_date,
    incoming.is_illustrative,
    incoming.load_sequence
FROM
    read_json('{path}', format = 'newline_delimited', columns = {
        sha256: 'VARCHAR', file_name: 'VARCHAR', form: 'VARCHAR', received_date: 'DATE', is_illustrative: 'BOOLEAN',
        load_sequence: 'INTEGER'
    }) AS incoming
ORDER BY incoming.sha256;
