-- Money a merchant asked to be given back, by his own number. Kept before the core hears of it.
CREATE TABLE orders.refund (
    refund_id      text        PRIMARY KEY,
    merchant_id    text        NOT NULL,
    out_refund_no  text        NOT NULL,
    order_id       text        NOT NULL REFERENCES orders.order_copy,
    amount         bigint      NOT NULL CHECK (amount > 0),
    currency       text        NOT NULL,
    reason         text        NOT NULL,
    status         text        NOT NULL CHECK (status IN ('PENDING', 'SUCCEEDED', 'FAILED')),
    core_refund_id text,
    failure        text,
    created_at     timestamptz NOT NULL,
    changed_at     timestamptz NOT NULL,
    -- When to ask the core next; null when there is nothing more to ask.
    due_at         timestamptz,
    tries          int         NOT NULL,
    UNIQUE (merchant_id, out_refund_no)
);
CREATE INDEX refund_due ON orders.refund (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX refund_of_order ON orders.refund (order_id);
