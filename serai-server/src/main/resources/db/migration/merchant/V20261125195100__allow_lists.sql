-- Addresses from which a merchant's apps may call. No row or an empty list: any address.
CREATE TABLE merchant.allow_list (
    merchant_id text PRIMARY KEY REFERENCES merchant.merchant,
    ranges      text[] NOT NULL, -- CIDR
    changed_at  timestamptz NOT NULL,
    changed_by  text NOT NULL
);

-- The one list a merchant looked at before he applies it.
CREATE TABLE merchant.allow_list_draft (
    merchant_id text PRIMARY KEY REFERENCES merchant.merchant,
    token       text NOT NULL,
    ranges      text[] NOT NULL,
    refused     bigint NOT NULL, -- calls of the 24 h before that it would have refused
    drafted_at  timestamptz NOT NULL
);
