SELECT
    files.sha256,
    files.file_name,
    files.form,
    files.received_date,
    files.is_illustrative,
    files.load_sequence
FROM facts.files AS files
ORDER BY files.received_date, files.file_name, files.sha256;
