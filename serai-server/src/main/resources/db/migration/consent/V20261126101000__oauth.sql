-- What an app declares of itself as an OAuth2 client. Without a row it has no redirect URI, so it can ask no user.
CREATE TABLE consent.client (
    app_id        text PRIMARY KEY REFERENCES merchant.app,
    merchant_id   text NOT NULL,
    redirect_uris text[] NOT NULL,
    scopes        text[] NOT NULL,
    public_client boolean NOT NULL, -- proves itself by PKCE alone
    bearer        boolean NOT NULL, -- a call may show an access token in place of a signature
    change        bigint NOT NULL
);
CREATE INDEX client_changed ON consent.client (change);
SELECT house.guard_merchant_table('consent.client');

-- Authorization codes, as hashes. A used one is remembered for a day: shown again, it ends what it gave.
CREATE TABLE consent.code (
    hash         text PRIMARY KEY,
    merchant_id  text NOT NULL,
    app_id       text NOT NULL REFERENCES merchant.app,
    user_id      text NOT NULL,
    scopes       text[] NOT NULL,
    redirect_uri text NOT NULL,
    challenge    text NOT NULL, -- RFC 7636, S256
    nonce        text,
    signed_in_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    used         boolean NOT NULL DEFAULT false,
    family_id    text
);
CREATE INDEX code_of ON consent.code (app_id, user_id);
CREATE INDEX code_expires ON consent.code (expires_at);
SELECT house.guard_merchant_table('consent.code');

-- The community's users who are signed in here. No merchant's: one session serves all apps a user is asked by.
CREATE TABLE consent.user_session (
    token_hash   text PRIMARY KEY,
    user_id      text NOT NULL,
    nickname     text NOT NULL,
    signed_in_at timestamptz NOT NULL,
    seen_at      timestamptz NOT NULL
);
CREATE INDEX user_session_of ON consent.user_session (user_id, signed_in_at);
CREATE INDEX user_session_seen ON consent.user_session (seen_at);

-- The pair that signs id_tokens; its private half is sealed with the master key.
CREATE TABLE consent.signing_key (
    kid            text PRIMARY KEY,
    sealed_private bytea NOT NULL,
    public_key     text NOT NULL,
    created_at     timestamptz NOT NULL
);
