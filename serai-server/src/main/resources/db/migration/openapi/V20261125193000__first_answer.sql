-- What a write was answered whose signature stands for its nonce: the same call again gets the same bytes.
CREATE TABLE openapi.first_answer (
    app_id      text NOT NULL,
    nonce       text NOT NULL,
    merchant_id text NOT NULL,
    at          timestamptz NOT NULL,
    body        bytea NOT NULL,
    PRIMARY KEY (app_id, nonce)
);
CREATE INDEX first_answer_at ON openapi.first_answer (at);
-- Behind the second wall where it stands already.
DO $$
BEGIN
    IF to_regprocedure('house.guard_merchant_table(regclass, text)') IS NOT NULL THEN
        EXECUTE $guard$ SELECT house.guard_merchant_table('openapi.first_answer') $guard$;
    END IF;
END $$;
