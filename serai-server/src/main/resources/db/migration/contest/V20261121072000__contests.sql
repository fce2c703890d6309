CREATE SCHEMA contest;

-- What decides contributions. Every writer of a definition's rows locks its row first, so rev rises in commit order.
CREATE TABLE contest.definition (
    hash       text PRIMARY KEY,
    spec       text NOT NULL,
    type       text NOT NULL,
    rev        bigint NOT NULL DEFAULT 0, -- moves with every change of unit_day
    filled_seq bigint NOT NULL DEFAULT 0, -- older facts are counted up to this seq
    filled     boolean NOT NULL DEFAULT false,
    fill_to    bigint NOT NULL DEFAULT 0  -- what the listener must have heard before the board is whole
);

-- What each document contributes now. unit is null for one that no longer contributes.
CREATE TABLE contest.contribution (
    definition  text NOT NULL REFERENCES contest.definition,
    type        text NOT NULL,
    id          text COLLATE "C" NOT NULL,
    version     bigint NOT NULL,
    unit        text COLLATE "C",
    day         date,
    occurred_at timestamptz NOT NULL,
    v1 numeric, v2 numeric, v3 numeric, v4 numeric,
    PRIMARY KEY (definition, type, id)
);
CREATE INDEX contribution_of_unit ON contest.contribution (definition, unit, id);

-- The sums of the above.
CREATE TABLE contest.unit_day (
    definition text NOT NULL REFERENCES contest.definition,
    unit       text COLLATE "C" NOT NULL,
    day        date NOT NULL,
    documents  bigint NOT NULL,
    v1 numeric NOT NULL, v2 numeric NOT NULL, v3 numeric NOT NULL, v4 numeric NOT NULL,
    rev        bigint NOT NULL,
    PRIMARY KEY (definition, unit, day)
);
CREATE INDEX unit_day_changed ON contest.unit_day (definition, rev);

-- The version a board's content has.
CREATE TABLE contest.board (
    activity_id bigint PRIMARY KEY,
    version     bigint NOT NULL,
    digest      text NOT NULL,
    as_of       timestamptz NOT NULL
);
