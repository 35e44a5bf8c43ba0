SELECT observations.row_digest
FROM facts.observations AS observations;
