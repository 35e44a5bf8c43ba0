-- Read back before anything is served: each must be false, except the last two.
SELECT
    current_setting('enable_external_access') AS enable_external_access,
    current_setting('python_enable_replacements') AS python_enable_replacements,
    current_setting('python_scan_all_frames') AS python_scan_all_frames,
    current_setting('autoinstall_known_extensions') AS autoinstall_known_extensions,
    current_setting('autoload_known_extensions') AS autoload_known_extensions,
    current_setting('allow_community_extensions') AS allow_community_extensions,
    current_setting('lock_configuration') AS lock_configuration,
    (
        SELECT attached.readonly FROM duckdb_databases() AS attached
        WHERE attached.database_name = 'facts'
    ) AS is_read_only;
