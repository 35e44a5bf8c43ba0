INSERT INTO facts.meta BY NAME
SELECT
    incoming.facts_id,
    incoming.schema_version,
    incoming.catalogue_hash,
    incoming.content_digest,
    incoming.observation_count,
    incoming.built_at
FROM
    read_json('{path}', format = 'newline_delimited', columns = {
        facts_id: 'VARCHAR', schema_version: 'INTEGER', catalogue_hash: 'VARCHAR', content_digest: 'VARCHAR',
        observation_count: 'BIGINT', built_at: 'VARCHAR'
    }) AS incoming;
