SELECT
    meta.facts_id,
    meta.schema_version,
    meta.catalogue_hash,
    meta.content_digest,
    meta.observation_count
FROM facts.meta AS meta;
