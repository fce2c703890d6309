-- A merchant from his registration on. Those that were here before are live.
ALTER TABLE merchant.merchant
    ADD COLUMN status          text NOT NULL DEFAULT 'LIVE' CHECK (status IN
        ('REGISTERED', 'REVIEW', 'ASKED', 'REJECTED', 'SANDBOX', 'LIVE', 'SUSPENDED', 'CLOSED')),
    ADD COLUMN suspended_from  text, -- the status to go back to
    ADD COLUMN version         int  NOT NULL DEFAULT 1,
    ADD COLUMN registration_no text NOT NULL DEFAULT '',
    ADD COLUMN address         text NOT NULL DEFAULT '',
    ADD COLUMN scenario        text NOT NULL DEFAULT '',
    ADD COLUMN access_mode     text NOT NULL DEFAULT 'FULL_API'
        CHECK (access_mode IN ('FULL_API', 'EMBEDDED_H5', 'SDK'));
CREATE INDEX merchant_by_status ON merchant.merchant (status, merchant_id);

CREATE TABLE merchant.contact (
    merchant_id text NOT NULL REFERENCES merchant.merchant,
    n           int  NOT NULL,
    name        text NOT NULL,
    email       text NOT NULL,
    phone       text NOT NULL,
    role        text NOT NULL CHECK (role IN ('BUSINESS', 'TECHNICAL', 'FINANCE')),
    PRIMARY KEY (merchant_id, n)
);

CREATE TABLE merchant.licence (
    file_id     text PRIMARY KEY,
    merchant_id text NOT NULL REFERENCES merchant.merchant,
    name        text NOT NULL,
    type        text NOT NULL,
    content     bytea NOT NULL,
    sha256      text NOT NULL,
    uploaded_at timestamptz NOT NULL
);
CREATE INDEX licence_of_merchant ON merchant.licence (merchant_id, uploaded_at);

-- What happened to a merchant, for himself and for staff; the audit trail has it too.
CREATE TABLE merchant.step (
    merchant_id text NOT NULL REFERENCES merchant.merchant,
    n           int  NOT NULL,
    at          timestamptz NOT NULL,
    actor       text NOT NULL,
    staff       boolean NOT NULL,
    kind        text NOT NULL,
    text        text NOT NULL,
    PRIMARY KEY (merchant_id, n)
);

CREATE TABLE merchant.checked_item (
    merchant_id text NOT NULL REFERENCES merchant.merchant,
    item        text NOT NULL,
    signed_by   text NOT NULL,
    signed_at   timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, item)
);

-- The merchant's own people. A login is an e-mail address in lower case.
CREATE TABLE merchant.account (
    login         text PRIMARY KEY,
    merchant_id   text NOT NULL REFERENCES merchant.merchant,
    name          text NOT NULL,
    role          text NOT NULL CHECK (role IN ('OWNER', 'DEVELOPER')),
    password_hash text NOT NULL,
    enabled       boolean NOT NULL DEFAULT true,
    created_at    timestamptz NOT NULL,
    last_login_at timestamptz
);
CREATE INDEX account_of_merchant ON merchant.account (merchant_id);

-- The token itself is known to the browser only.
CREATE TABLE merchant.account_session (
    token_hash  text PRIMARY KEY,
    merchant_id text NOT NULL REFERENCES merchant.merchant,
    login       text NOT NULL REFERENCES merchant.account,
    csrf        text NOT NULL,
    created_at  timestamptz NOT NULL,
    seen_at     timestamptz NOT NULL
);
CREATE INDEX account_session_of ON merchant.account_session (login, created_at);

CREATE TABLE merchant.registering (
    address text NOT NULL,
    at      timestamptz NOT NULL
);
CREATE INDEX registering_from ON merchant.registering (address, at);

ALTER TABLE merchant.app
    ADD COLUMN stage text NOT NULL DEFAULT 'LIVE' CHECK (stage IN ('SANDBOX', 'LIVE'));
CREATE INDEX app_of_merchant ON merchant.app (merchant_id, app_id);

ALTER TABLE merchant.app_key
    ADD COLUMN last_used_at timestamptz,
    ADD COLUMN fingerprint  text; -- start of the SHA-256 of the key, hex; absent for keys older than this column
