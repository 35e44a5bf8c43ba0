INSERT INTO facts.retired
SELECT
    incoming.sha256,
    incoming.sheet,
    incoming.cell,
    incoming.found,
    incoming.reason
FROM incoming
ORDER BY incoming.sha256, incoming.sheet, incoming.cell, incoming.found, incoming.reason;
