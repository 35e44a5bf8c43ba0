SELECT
    targets.indicator_id,
    targets.target_id,
    targets.plan_document_id,
    targets.clause,
    targets.scope,
    targets.target_value,
    targets.target_value_max,
    targets.baseline,
    targets.start_date,
    targets.due_date,
    targets.revises,
    targets.effective_date
FROM facts.targets AS targets
ORDER BY targets.sort_rank;
