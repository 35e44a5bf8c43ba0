INSERT INTO schema_steps (step_number, applied_at) VALUES ($step_number, $applied_at);
