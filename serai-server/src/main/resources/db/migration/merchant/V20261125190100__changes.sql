-- What a merchant changes about himself, as revisions: each holds the whole value before and after it.
CREATE TABLE merchant.merchant_change (
    change_id      text PRIMARY KEY, -- sorts by time
    merchant_id    text NOT NULL REFERENCES merchant.merchant,
    n              int  NOT NULL,
    kind           text NOT NULL,
    status         text NOT NULL CHECK (status IN ('PENDING', 'APPROVED', 'REJECTED', 'WITHDRAWN')),
    before         text NOT NULL, -- canonical JSON
    after          text NOT NULL, -- canonical JSON
    note           text NOT NULL,
    asked_by       text NOT NULL,
    asked_by_staff boolean NOT NULL,
    asked_at       timestamptz NOT NULL,
    decided_by     text,
    decided_as     text CHECK (decided_as IN ('STAFF', 'RULE', 'MERCHANT')),
    decided_at     timestamptz,
    reason         text,
    rule           text,
    reverses       int,
    UNIQUE (merchant_id, n),
    CHECK ((status = 'PENDING') = (decided_at IS NULL)),
    CHECK ((decided_at IS NULL) = (decided_as IS NULL))
);
CREATE UNIQUE INDEX one_pending_change_of_a_kind ON merchant.merchant_change (merchant_id, kind) WHERE status = 'PENDING';
CREATE INDEX merchant_change_by_status ON merchant.merchant_change (status, change_id);
CREATE INDEX merchant_change_in_force ON merchant.merchant_change (merchant_id, kind, n) WHERE status = 'APPROVED';
