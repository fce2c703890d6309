-- A merchant's contract, one row a revision; a later one replaces it from its valid_from on.
CREATE TABLE merchant.contract (
    merchant_id    text NOT NULL REFERENCES merchant.merchant,
    n              int  NOT NULL,
    per_s          int  NOT NULL CHECK (per_s > 0),
    burst          int CHECK (burst > 0),
    concurrent     int CHECK (concurrent > 0),
    per_day        bigint CHECK (per_day >= 0),
    per_month      bigint CHECK (per_month >= 0),
    commission_ppm int NOT NULL CHECK (commission_ppm BETWEEN 0 AND 1000000), -- of an order's amount
    valid_from     timestamptz NOT NULL,
    valid_to       timestamptz NOT NULL,
    note           text NOT NULL,
    made_by        text NOT NULL,
    made_at        timestamptz NOT NULL,
    ended_at       timestamptz, -- before valid_to, by hand
    taken_at       timestamptz, -- when its grants and limits were given; null: its time has not come
    PRIMARY KEY (merchant_id, n),
    CHECK (valid_from < valid_to)
);
CREATE INDEX contract_coming ON merchant.contract (valid_from) WHERE taken_at IS NULL;

CREATE TABLE merchant.contract_method (
    merchant_id text NOT NULL,
    n           int  NOT NULL,
    method      text NOT NULL,
    version     int  NOT NULL,
    PRIMARY KEY (merchant_id, n, method, version),
    FOREIGN KEY (merchant_id, n) REFERENCES merchant.contract
);
