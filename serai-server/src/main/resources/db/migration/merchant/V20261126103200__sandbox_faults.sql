-- Faults a developer switches on for his sandbox app, until a time. The key over (app_id, stage) keeps them off live apps,
-- whatever code asks for them.
ALTER TABLE merchant.app ADD CONSTRAINT app_with_stage UNIQUE (app_id, stage);
CREATE TABLE merchant.sandbox_fault (
    app_id      text NOT NULL,
    stage       text NOT NULL DEFAULT 'SANDBOX' CHECK (stage = 'SANDBOX'),
    merchant_id text NOT NULL REFERENCES merchant.merchant,
    kind        text NOT NULL CHECK (kind IN ('CALL_DELAY', 'CALL_ERROR', 'CALL_DROP',
                    'PUSH_DELAY', 'PUSH_DUPLICATE', 'PUSH_REORDER', 'PUSH_DROP')),
    percent     int NOT NULL CHECK (percent BETWEEN 1 AND 100),
    delay_ms    int NOT NULL CHECK (delay_ms BETWEEN 0 AND 600000),
    sub_code    text,
    until       timestamptz NOT NULL,
    set_by      text NOT NULL,
    PRIMARY KEY (app_id, kind),
    FOREIGN KEY (app_id, stage) REFERENCES merchant.app (app_id, stage)
);
SELECT house.guard_merchant_table('merchant.sandbox_fault');
