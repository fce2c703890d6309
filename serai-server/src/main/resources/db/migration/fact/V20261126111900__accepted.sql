-- What other rooms may read of every version: by seq, which is all it is found by.
CREATE VIEW fact.accepted AS SELECT seq, type, id, version, occurred_at, body::jsonb AS body FROM fact.version;
