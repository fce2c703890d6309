-- A grant may end by itself; null: it does not.
ALTER TABLE openapi.method_grant ADD COLUMN not_after timestamptz;
ALTER TABLE openapi.fact_grant ADD COLUMN not_after timestamptz;

-- What an app may use besides its calls a second. No row: LIVE without quotas.
CREATE TABLE openapi.app_limit (
    app_id      text PRIMARY KEY REFERENCES merchant.app,
    merchant_id text NOT NULL REFERENCES merchant.merchant,
    stage       text NOT NULL CHECK (stage IN ('SANDBOX', 'TEST', 'LIVE')),
    burst       int CHECK (burst > 0),       -- null: one second's worth
    concurrent  int CHECK (concurrent > 0),  -- on each node; null: the house's default
    per_day     bigint CHECK (per_day >= 0), -- null: the stage's own; LIVE has none
    per_month   bigint CHECK (per_month >= 0)
);

-- Calls taken from a period's quota, those that nodes hold as leases included.
CREATE TABLE openapi.quota_use (
    app_id      text NOT NULL REFERENCES merchant.app,
    merchant_id text NOT NULL REFERENCES merchant.merchant,
    period      text NOT NULL, -- a day 2026-11-25 or a month 2026-11, at GMT+8
    taken       bigint NOT NULL CHECK (taken >= 0),
    PRIMARY KEY (app_id, period)
);
CREATE INDEX quota_use_period ON openapi.quota_use (period);
