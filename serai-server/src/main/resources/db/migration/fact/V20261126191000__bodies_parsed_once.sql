-- A body is parsed when it comes, not each time a contest is counted again. Its value stays exact: every number as it was.
ALTER TABLE fact.version ADD COLUMN parsed jsonb;
UPDATE fact.version SET parsed = body::jsonb;
ALTER TABLE fact.version ALTER COLUMN parsed SET NOT NULL;

CREATE OR REPLACE VIEW fact.document AS
SELECT v.type, v.id, v.version, v.occurred_at, v.parsed AS body, v.seq
FROM fact.newest n JOIN fact.version v USING (seq);

CREATE OR REPLACE VIEW fact.accepted AS
SELECT type, id, version, occurred_at, parsed AS body, seq, accepted_at FROM fact.version;

ALTER TABLE fact.version DROP COLUMN body;
ALTER TABLE fact.version RENAME COLUMN parsed TO body;
