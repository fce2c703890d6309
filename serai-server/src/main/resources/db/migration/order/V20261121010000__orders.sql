CREATE SCHEMA orders;

-- Our copy of every order that came through the door. Written before the core hears of the order.
CREATE TABLE orders.order_copy (
    order_id            text        PRIMARY KEY,
    merchant_id         text        NOT NULL,
    app_id              text        NOT NULL,
    out_order_no        text        NOT NULL,
    content_sha256      text        NOT NULL,
    items               jsonb       NOT NULL,
    -- What the core knows the order by before it has given it a number. Makes telling it twice harmless.
    request_key         text        NOT NULL UNIQUE,
    status              text        NOT NULL CHECK (status IN
        ('PENDING', 'UNPAID', 'PAID', 'COMPLETED', 'CANCELLED', 'REFUNDED', 'FAILED')),
    core_order_id       text,
    amount              bigint,
    currency            text,
    -- The core's version of the order that we know; 0 while we know none.
    core_version        bigint      NOT NULL,
    -- Counts what the merchant was told of this order: 1, 2, 3 …
    status_seq          int         NOT NULL,
    -- Numbers the merchant's orders 1, 2, 3 … in the order in which they became visible; pages follow it.
    place               bigint      NOT NULL,
    created_at          timestamptz NOT NULL,
    changed_at          timestamptz NOT NULL,
    failure             text,
    cancel_requested_at timestamptz,
    -- When to ask the core next; null when there is nothing more to ask.
    due_at              timestamptz,
    tries               int         NOT NULL,
    UNIQUE (merchant_id, out_order_no),
    UNIQUE (merchant_id, place),
    CHECK (status IN ('PENDING', 'FAILED') OR
        (core_order_id IS NOT NULL AND amount IS NOT NULL AND currency IS NOT NULL))
);
CREATE INDEX order_copy_by_time ON orders.order_copy (merchant_id, created_at);
CREATE INDEX order_copy_unsettled ON orders.order_copy (due_at)
    WHERE due_at IS NOT NULL AND (status = 'PENDING' OR cancel_requested_at IS NOT NULL);
CREATE INDEX order_copy_open ON orders.order_copy (due_at)
    WHERE due_at IS NOT NULL AND status <> 'PENDING' AND cancel_requested_at IS NULL;

-- The last place given to a merchant's order. Its row is locked by whoever inserts, until he commits.
CREATE TABLE orders.merchant_place (
    merchant_id text   PRIMARY KEY,
    last_place  bigint NOT NULL
);

-- Changes the core told of that no order may make.
CREATE TABLE orders.illegal_change (
    order_id      text        NOT NULL REFERENCES orders.order_copy,
    to_status     text        NOT NULL,
    from_status   text        NOT NULL,
    core_version  bigint      NOT NULL,
    times         bigint      NOT NULL,
    first_seen_at timestamptz NOT NULL,
    last_seen_at  timestamptz NOT NULL,
    PRIMARY KEY (order_id, to_status)
);

-- How far we have read the core's list of changed orders. One row; whoever moves due_at on reads the next page.
CREATE TABLE orders.core_feed (
    only_row    boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    last_change bigint      NOT NULL,
    due_at      timestamptz NOT NULL
);
INSERT INTO orders.core_feed (last_change, due_at) VALUES (0, '2000-01-01T00:00:00Z');
