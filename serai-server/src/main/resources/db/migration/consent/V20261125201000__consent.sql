-- Which user lets which app act for him, and the tokens that follow from it. Tokens are kept as hashes.
CREATE SCHEMA consent;

-- Counts changes. Taking a number holds its row until commit, so that numbers become visible in their order.
CREATE TABLE consent.change (
    number bigint NOT NULL
);
INSERT INTO consent.change VALUES (0);

-- What is declared for an app; without a row the defaults hold.
CREATE TABLE consent.app_terms (
    app_id      text PRIMARY KEY REFERENCES merchant.app,
    merchant_id text NOT NULL,
    access_s    int  NOT NULL CHECK (access_s BETWEEN 60 AND 86400),
    refresh_s   int  NOT NULL CHECK (refresh_s BETWEEN 3600 AND 31536000)
);

-- The accounts linked: open_id is what the app may know a user by, the same for ever and another for every app.
CREATE TABLE consent.link (
    app_id      text NOT NULL REFERENCES merchant.app,
    user_id     text NOT NULL,
    merchant_id text NOT NULL,
    open_id     text NOT NULL UNIQUE,
    scopes      text[] NOT NULL,
    given_at    timestamptz NOT NULL,
    revoked_at  timestamptz,
    revoked_by  text CHECK (revoked_by IN ('USER', 'MERCHANT', 'OPERATOR')),
    PRIMARY KEY (app_id, user_id)
);
CREATE INDEX link_of_user ON consent.link (user_id);

-- All tokens that grew from one consent.
CREATE TABLE consent.family (
    family_id   text PRIMARY KEY,
    merchant_id text NOT NULL,
    app_id      text NOT NULL REFERENCES merchant.app,
    user_id     text NOT NULL,
    scopes      text[] NOT NULL,
    begun_at    timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,
    ended       boolean NOT NULL DEFAULT false,
    change      bigint NOT NULL
);
CREATE INDEX family_of ON consent.family (app_id, user_id, begun_at);
CREATE INDEX family_changed ON consent.family (change);
CREATE INDEX family_ends ON consent.family (ends_at);

CREATE TABLE consent.access_token (
    hash        text PRIMARY KEY,
    family_id   text NOT NULL REFERENCES consent.family ON DELETE CASCADE,
    merchant_id text NOT NULL,
    expires_at  timestamptz NOT NULL,
    change      bigint NOT NULL
);
CREATE INDEX access_token_of ON consent.access_token (family_id);
CREATE INDEX access_token_changed ON consent.access_token (change);

CREATE TABLE consent.refresh_token (
    hash        text PRIMARY KEY,
    family_id   text NOT NULL REFERENCES consent.family ON DELETE CASCADE,
    merchant_id text NOT NULL,
    used        boolean NOT NULL DEFAULT false
);
CREATE INDEX refresh_token_of ON consent.refresh_token (family_id);
