CREATE SCHEMA reward;

-- One row a reward for one user. Named "given" because GRANT is a word of SQL.
CREATE TABLE reward.given (
    seq         bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    grant_id    text PRIMARY KEY,
    merchant_id text NOT NULL,
    activity_id bigint NOT NULL,
    revision    text NOT NULL,
    reward      text NOT NULL,
    user_id     text NOT NULL,
    occurrence  text NOT NULL,
    kind        text NOT NULL,
    pool        text NOT NULL,
    cost_minor  bigint NOT NULL CHECK (cost_minor >= 0),
    currency    text NOT NULL,
    fact_id     text NOT NULL,
    status      text NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'GRANTED', 'REVERTED')),
    changed_seq bigint NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL,
    granted_at  timestamptz,
    reverted_at timestamptz,
    revert_reason text,
    -- What the user kept although it was taken back: the core said the coupon was used.
    debt_minor  bigint NOT NULL DEFAULT 0,
    UNIQUE (activity_id, reward, user_id, occurrence)
);
CREATE INDEX given_of_user ON reward.given (activity_id, user_id, seq DESC);
CREATE INDEX given_held ON reward.given (activity_id, reward, user_id, seq DESC) WHERE status <> 'REVERTED';

-- Double entry: the lines of one txn sum to nothing, and no line is ever changed.
CREATE TABLE reward.entry (
    entry_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    txn          text NOT NULL,
    grant_id     text NOT NULL REFERENCES reward.given,
    activity_id  bigint NOT NULL,
    account      text NOT NULL,
    amount_minor bigint NOT NULL,
    currency     text NOT NULL,
    booked_at    timestamptz NOT NULL,
    UNIQUE (txn, account)
);
CREATE INDEX entry_of_activity ON reward.entry (activity_id, account);
CREATE INDEX entry_of_grant ON reward.entry (grant_id);
REVOKE UPDATE, DELETE ON reward.entry FROM "${app}";

CREATE FUNCTION reward.refuse_one_sided() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bad text;
BEGIN
    SELECT txn INTO bad FROM lines GROUP BY txn, currency HAVING sum(amount_minor) <> 0 OR count(*) < 2 LIMIT 1;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'ledger txn % does not sum to zero; write all its lines in one statement', bad;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER entry_balances AFTER INSERT ON reward.entry
    REFERENCING NEW TABLE AS lines FOR EACH STATEMENT EXECUTE FUNCTION reward.refuse_one_sided();

-- What the core still has to hear of a grant. next_at is also the lease of a call under way.
CREATE TABLE reward.delivery (
    delivery_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    grant_id    text NOT NULL REFERENCES reward.given,
    task        text NOT NULL CHECK (task IN ('ISSUE', 'REVOKE')),
    attempts    int NOT NULL DEFAULT 0,
    next_at     timestamptz NOT NULL,
    done_at     timestamptz,
    outcome     text,
    UNIQUE (grant_id, task)
);
CREATE INDEX delivery_due ON reward.delivery (next_at, delivery_id) WHERE done_at IS NULL;
