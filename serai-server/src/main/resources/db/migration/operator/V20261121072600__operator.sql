CREATE SCHEMA operator;

CREATE TABLE operator.staff (
    name          text PRIMARY KEY,
    role          text NOT NULL,
    password_hash text NOT NULL,
    enabled       boolean NOT NULL DEFAULT true,
    created_at    timestamptz NOT NULL,
    created_by    text NOT NULL,
    last_login_at timestamptz
);

-- The token itself is known to the browser only.
CREATE TABLE operator.session (
    token_hash text PRIMARY KEY,
    name       text NOT NULL REFERENCES operator.staff,
    csrf       text NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL
);
CREATE INDEX session_of_staff ON operator.session (name, created_at);

-- One row per account and per address that failed lately.
CREATE TABLE operator.login_failure (
    key        text PRIMARY KEY,
    failures   integer NOT NULL,
    last_at    timestamptz NOT NULL,
    wait_until timestamptz NOT NULL
);
CREATE INDEX login_failure_by_age ON operator.login_failure (last_at);

CREATE TABLE operator.audit (
    n         bigint PRIMARY KEY,
    at        timestamptz NOT NULL,
    actor     text NOT NULL,
    role      text NOT NULL,
    action    text NOT NULL,
    subject   text NOT NULL,
    detail    text NOT NULL,
    prev_hash text NOT NULL,
    hash      text NOT NULL
);
-- The application may add to the trail and read it, nothing else.
REVOKE UPDATE, DELETE ON operator.audit FROM "${app}";
