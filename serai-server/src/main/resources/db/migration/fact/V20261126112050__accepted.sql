-- When a version was accepted, by the database's clock; unknown for what came before this was noted.
ALTER TABLE fact.version ADD COLUMN accepted_at timestamptz;
ALTER TABLE fact.version ALTER COLUMN accepted_at SET DEFAULT now();

-- What other rooms may read in SQL: every accepted version, with when it was accepted.
CREATE VIEW fact.accepted AS
SELECT type, id, version, occurred_at, body::jsonb AS body, seq, accepted_at FROM fact.version;

-- A contest goes on with the version of a list of goods it named, whatever came later.
CREATE INDEX version_of_goods ON fact.version (id, version) WHERE type = 'sku_rule';
