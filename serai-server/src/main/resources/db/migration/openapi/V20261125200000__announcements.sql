-- What merchants were last told of each method. Compared with what is published.
CREATE TABLE openapi.told_method (
    key         text PRIMARY KEY,
    fingerprint text NOT NULL,
    deprecated  jsonb
);

-- The change log, as merchants read it.
CREATE TABLE openapi.announcement (
    seq        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL,
    change     text NOT NULL CHECK (change IN ('ADDED', 'CHANGED', 'DEPRECATED', 'REMOVED')),
    method     text NOT NULL,
    deprecated jsonb,
    summary    jsonb NOT NULL
);
