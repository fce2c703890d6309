-- From where the session's user looks, as the app that opened it said; null: for himself alone.
ALTER TABLE activity.h5_ticket ADD COLUMN outlook_level text, ADD COLUMN outlook_unit text;
ALTER TABLE activity.h5_session ADD COLUMN outlook_level text, ADD COLUMN outlook_unit text;

-- What embed links are signed with. The newest signs; an ended one is good for nothing.
CREATE TABLE activity.link_key (
    n        integer PRIMARY KEY CHECK (n BETWEEN 1 AND 65535),
    sealed   bytea NOT NULL,
    made_at  timestamptz NOT NULL,
    ended_at timestamptz
);

-- Signed addresses that open contests' pages. The id alone opens nothing: its signature is kept nowhere.
CREATE TABLE activity.embed_link (
    id         bytea PRIMARY KEY,
    key_n      integer NOT NULL REFERENCES activity.link_key,
    label      text NOT NULL,
    activities bigint[] NOT NULL,
    level      text NOT NULL,
    unit       text NOT NULL,
    explains   boolean NOT NULL,
    origin     text,
    expires_at timestamptz NOT NULL,
    made_by    text NOT NULL,
    made_at    timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_by text,
    merchant_id text, -- of the app that made it; null for one an operator made
    app_id      text
);
CREATE INDEX embed_link_newest ON activity.embed_link (made_at DESC);
SELECT house.guard_merchant_table('activity.embed_link');
