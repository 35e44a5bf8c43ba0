-- One row: what this version is. The build time is no part of the content digest.
CREATE TABLE facts.meta (
    facts_id VARCHAR NOT NULL,
    schema_version INTEGER NOT NULL,
    catalogue_hash VARCHAR NOT NULL,
    content_digest VARCHAR NOT NULL,
    observation_count BIGINT NOT NULL,
    built_at VARCHAR NOT NULL
);
