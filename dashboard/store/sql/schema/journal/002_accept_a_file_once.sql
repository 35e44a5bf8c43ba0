CREATE UNIQUE INDEX loads_accepted_once ON loads (sha256)
WHERE decision = 'accepted';
