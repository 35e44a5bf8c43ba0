SELECT COUNT(*) AS table_count FROM sqlite_master
WHERE sqlite_master.type = 'table' AND sqlite_master.name = 'schema_steps';
