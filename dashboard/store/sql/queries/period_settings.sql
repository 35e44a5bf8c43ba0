SELECT
    period_settings.period_id,
    period_settings.period_start,
    period_settings.period_end,
    period_settings.deadline_date
FROM facts.period_settings AS period_settings
ORDER BY period_settings.period_start, period_settings.period_id;
