INSERT INTO facts.files
SELECT
    incoming.sha256,
    incoming.file_name,
    incoming.form,
    incoming.received_date,
    incoming.is_illustrative
FROM incoming
ORDER BY incoming.sha256;
