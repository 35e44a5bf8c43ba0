SELECT
    lines.sequence_number,
    lines.line_hash
FROM lines
ORDER BY lines.sequence_number DESC
LIMIT 1;
