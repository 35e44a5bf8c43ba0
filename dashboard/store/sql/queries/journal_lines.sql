SELECT
    lines.sequence_number,
    lines.kind,
    lines.body,
    lines.counting_sha256,
    lines.previous_hash,
    lines.line_hash
FROM lines
ORDER BY lines.sequence_number;
