CREATE SCHEMA activity;

-- One-time tickets and page sessions. Only SHA-256 hashes: whoever reads these tables can enter nothing.
CREATE TABLE activity.h5_ticket (
    ticket_hash bytea PRIMARY KEY,
    merchant_id text NOT NULL,
    app_id      text NOT NULL,
    user_id     text NOT NULL,
    activity_id bigint NOT NULL,
    expires_at  timestamptz NOT NULL,
    used_at     timestamptz
);
CREATE INDEX h5_ticket_old ON activity.h5_ticket (expires_at);

CREATE TABLE activity.h5_session (
    session_hash bytea PRIMARY KEY,
    merchant_id  text NOT NULL,
    app_id       text NOT NULL,
    user_id      text NOT NULL,
    activity_id  bigint NOT NULL,
    expires_at   timestamptz NOT NULL
);
CREATE INDEX h5_session_old ON activity.h5_session (expires_at);

CREATE TABLE activity.click (
    activity_id bigint NOT NULL,
    component   text NOT NULL,
    day         date NOT NULL,
    user_id     text NOT NULL,
    clicks      bigint NOT NULL,
    PRIMARY KEY (activity_id, component, day, user_id)
);
