CREATE SCHEMA merchant;

CREATE TABLE merchant.merchant (
    merchant_id text PRIMARY KEY,
    name        text NOT NULL,
    created_at  timestamptz NOT NULL
);

CREATE TABLE merchant.app (
    app_id      text PRIMARY KEY,
    merchant_id text NOT NULL REFERENCES merchant.merchant,
    name        text NOT NULL,
    status      text NOT NULL CHECK (status IN ('ACTIVE', 'SUSPENDED', 'CLOSED')),
    first_party boolean NOT NULL DEFAULT false,
    legacy_md5  boolean NOT NULL DEFAULT false,
    limit_per_s int NOT NULL CHECK (limit_per_s > 0),
    allow_list  text[] NOT NULL DEFAULT '{}' -- CIDR; empty: any address
);

-- Several live keys at once, each with its own time. A shared secret is sealed with the master key; of an RSA pair only
-- the public half is here.
CREATE TABLE merchant.app_key (
    key_id     text PRIMARY KEY,
    app_id     text NOT NULL REFERENCES merchant.app,
    kind       text NOT NULL CHECK (kind IN ('SECRET', 'RSA_PUBLIC')),
    sealed     bytea,
    public_key text,
    not_before timestamptz NOT NULL,
    not_after  timestamptz NOT NULL,
    CHECK ((kind = 'SECRET') = (sealed IS NOT NULL)),
    CHECK ((kind = 'RSA_PUBLIC') = (public_key IS NOT NULL))
);
CREATE INDEX app_key_app ON merchant.app_key (app_id);

-- The platform's own pair, with which answers to RSA2 calls are signed.
CREATE TABLE merchant.platform_key (
    key_id         text PRIMARY KEY,
    sealed_private bytea NOT NULL,
    public_key     text NOT NULL,
    created_at     timestamptz NOT NULL
);

-- Rises with every change above or in the grants; nodes reread when it did.
CREATE TABLE merchant.change (one_row boolean PRIMARY KEY DEFAULT true CHECK (one_row), number bigint NOT NULL);
INSERT INTO merchant.change (number) VALUES (1);
