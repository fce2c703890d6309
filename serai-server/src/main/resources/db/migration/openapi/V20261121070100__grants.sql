CREATE SCHEMA openapi;

CREATE TABLE openapi.method_grant (
    app_id  text NOT NULL REFERENCES merchant.app,
    method  text NOT NULL,
    version int  NOT NULL,
    PRIMARY KEY (app_id, method, version)
);

CREATE TABLE openapi.fact_grant (
    app_id    text NOT NULL REFERENCES merchant.app,
    fact_type text NOT NULL,
    PRIMARY KEY (app_id, fact_type)
);

-- Nonces of calls that write. What memory forgets at a restart, this remembers.
CREATE TABLE openapi.used_nonce (
    app_id text NOT NULL,
    nonce  text NOT NULL,
    at     timestamptz NOT NULL,
    PRIMARY KEY (app_id, nonce)
);
CREATE INDEX used_nonce_at ON openapi.used_nonce (at);
