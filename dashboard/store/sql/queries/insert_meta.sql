INSERT INTO facts.meta (facts_id, schema_version, catalogue_hash, content_digest, observation_count, built_at)
VALUES ($facts_id, $schema_version, $catalogue_hash, $content_digest, $observation_count, $built_at);
