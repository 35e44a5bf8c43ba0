-- Every vintage with its place: the newest of a task, unit and period is the last of its run.
SELECT
    task_reports.org_unit_id,
    task_reports.task_id,
    task_reports.period_end,
    task_reports.period_start,
    task_reports.frequency,
    task_reports.status,
    task_reports.progress,
    task_reports.outcome,
    task_reports.evidence,
    task_reports.difficulty,
    task_reports.proposal,
    task_reports.received_date,
    task_reports.sha256,
    files.file_name,
    task_reports.sheet,
    task_reports.cell
FROM facts.task_reports AS task_reports
INNER JOIN facts.files AS files ON task_reports.sha256 = files.sha256
ORDER BY
    task_reports.period_end, task_reports.task_id, task_reports.org_unit_id, task_reports.period_id,
    task_reports.received_date, files.load_sequence, task_reports.sha256, task_reports.sheet, task_reports.cell;
