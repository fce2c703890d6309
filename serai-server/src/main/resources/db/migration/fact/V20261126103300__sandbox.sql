-- What sandbox apps reported: the newest version of each fact, for each merchant's sandbox by itself. Nobody listens to it.
CREATE TABLE fact.sandbox (
    merchant_id text NOT NULL, -- the sandbox's space, not the merchant
    type        text NOT NULL,
    id          text COLLATE "C" NOT NULL,
    version     bigint NOT NULL,
    occurred_at timestamptz NOT NULL,
    body        text NOT NULL,
    PRIMARY KEY (merchant_id, type, id)
);
SELECT house.guard_merchant_table('fact.sandbox');
