-- Files of a journal from before lines were chained.
SELECT
    loads.load_id,
    loads.sha256,
    loads.file_name,
    loads.form,
    loads.received_date,
    loads.recorded_at,
    loads.actor,
    loads.decision,
    loads.is_illustrative,
    loads.new_count,
    loads.changed_count,
    loads.unchanged_count,
    loads.ignored_count,
    loads.rejected_count,
    loads.warning_count
FROM loads
ORDER BY loads.sequence_number;
