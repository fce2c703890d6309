CREATE SCHEMA push;

-- What rooms handed in and nobody has numbered yet. Empty most of the time.
CREATE TABLE push.notice (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id text NOT NULL,
    merchant text NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL, -- the exact text to be signed and delivered; jsonb would reorder its keys
    at timestamptz NOT NULL
);

CREATE TABLE push.subscription (
    id text PRIMARY KEY,
    merchant text NOT NULL,
    app text NOT NULL,
    url text NOT NULL,
    types text NOT NULL, -- a comma list, or *
    secret bytea NOT NULL, -- sealed
    state text NOT NULL CHECK (state IN ('active', 'gone', 'ended')),
    last_seq bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL
);
CREATE INDEX subscription_by_merchant ON push.subscription (merchant, id);

-- A notice as one subscription sees it: seq counts 1, 2, 3 without a gap.
CREATE TABLE push.event (
    subscription text NOT NULL REFERENCES push.subscription,
    seq bigint NOT NULL,
    event_id text NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL,
    delivered_at timestamptz,
    given_up_at timestamptz,
    PRIMARY KEY (subscription, seq),
    UNIQUE (subscription, event_id)
);
CREATE INDEX event_open ON push.event (subscription, subject, seq)
    WHERE delivered_at IS NULL AND given_up_at IS NULL;
CREATE INDEX event_by_age ON push.event (created_at);

-- One subject's undelivered events at one receiver stand in a line; only its head is ever sent. No row, nothing waits.
CREATE TABLE push.line (
    subscription text NOT NULL REFERENCES push.subscription,
    subject text NOT NULL,
    head bigint NOT NULL,
    attempts integer NOT NULL DEFAULT 0, -- of the head
    next_at timestamptz NOT NULL, -- when the head is due; while it is under way, when it counts as lost
    PRIMARY KEY (subscription, subject)
);
CREATE INDEX line_due ON push.line (subscription, next_at);

CREATE TABLE push.attempt (
    id bigint GENERATED ALWAYS AS IDENTITY,
    subscription text NOT NULL REFERENCES push.subscription,
    seq bigint NOT NULL,
    event_id text NOT NULL,
    no integer NOT NULL,
    at timestamptz NOT NULL,
    status integer,
    duration_ms integer NOT NULL,
    cause text,
    next_at timestamptz,
    PRIMARY KEY (subscription, id)
);
CREATE INDEX attempt_by_age ON push.attempt (at);
