INSERT INTO lines (
    sequence_number, line_id, kind, recorded_at, actor, body, counting_sha256, previous_hash, line_hash
) VALUES (
    $sequence_number, $line_id, $kind, $recorded_at, $actor, $body, $counting_sha256, $previous_hash, $line_hash
);
