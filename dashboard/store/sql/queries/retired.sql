SELECT
    retired.sha256,
    files.file_name,
    retired.sheet,
    retired.cell,
    retired.found,
    retired.reason
FROM facts.retired AS retired
INNER JOIN facts.files AS files ON retired.sha256 = files.sha256
ORDER BY files.received_date, files.file_name, retired.sha256, retired.sheet, retired.cell, retired.found;
