-- In one fixed order, so that the digest of the content does not depend on the order of loading.
SELECT observations.row_digest
FROM facts.observations AS observations
ORDER BY observations.row_digest;
