INSERT INTO facts.targets
SELECT
    incoming.sort_rank,
    incoming.indicator_id,
    incoming.target_id,
    incoming.plan_document_id,
    incoming.clause,
    incoming.scope,
    incoming.target_value,
    incoming.target_value_max,
    incoming.baseline,
    incoming.start_date,
    incoming.due_date,
    incoming.revises,
    incoming.effective_date
FROM incoming
ORDER BY incoming.sort_rank;
