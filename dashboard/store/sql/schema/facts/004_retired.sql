-- Cells of accepted files that no longer fit the catalogue: kept with their address, never dropped.
CREATE TABLE facts.retired (
    sha256 VARCHAR NOT NULL,
    sheet VARCHAR NOT NULL,
    cell VARCHAR NOT NULL,
    found VARCHAR NOT NULL,
    reason VARCHAR NOT NULL
);
