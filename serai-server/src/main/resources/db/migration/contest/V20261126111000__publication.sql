-- Where a contest's end stands. The one row of it that changes; what was published stands below and never does.
CREATE TABLE contest.ending (
    activity_id   bigint PRIMARY KEY,
    reviewed_by   text, -- who opened the review under way; null: none is
    reviewed_role text,
    reviewed_at   timestamptz,
    review_note   text,
    published     integer NOT NULL DEFAULT 0, -- number of the newest publication; 0: none
    differs       boolean NOT NULL DEFAULT false -- whether the last complete recount found differences
);

-- A published result (n = 1) and its corrections. document is the exact text that hash is the SHA-256 of.
CREATE TABLE contest.publication (
    activity_id   bigint NOT NULL,
    n             integer NOT NULL CHECK (n >= 1),
    published_at  timestamptz NOT NULL,
    approved_by   text NOT NULL,
    approved_role text NOT NULL,
    reason        text NOT NULL,
    board_version bigint NOT NULL,
    definition    text NOT NULL,
    facts_up_to   bigint NOT NULL, -- the last fact accepted before
    document      text NOT NULL,
    prev_hash     text NOT NULL,
    hash          text NOT NULL,
    PRIMARY KEY (activity_id, n)
);

-- Its rows, in the order of the board.
CREATE TABLE contest.publication_row (
    activity_id bigint NOT NULL,
    n           integer NOT NULL,
    place       integer NOT NULL,
    rank        integer NOT NULL,
    unit        text COLLATE "C" NOT NULL,
    grp         text,
    division    text,
    name        text,
    nickname    text,
    score_n     numeric NOT NULL,
    score_d     numeric NOT NULL,
    counts      boolean NOT NULL,
    PRIMARY KEY (activity_id, n, place),
    FOREIGN KEY (activity_id, n) REFERENCES contest.publication
);
CREATE UNIQUE INDEX publication_row_of_unit ON contest.publication_row (activity_id, n, unit);

-- The documents its scores add up from, as they counted then. seq names the version; null for one put together of several.
CREATE TABLE contest.publication_fact (
    activity_id bigint NOT NULL,
    n           integer NOT NULL,
    unit        text COLLATE "C" NOT NULL, -- the participant
    id          text COLLATE "C" NOT NULL,
    type        text COLLATE "C" NOT NULL,
    part        text COLLATE "C" NOT NULL,
    version     bigint NOT NULL,
    seq         bigint,
    occurred_at timestamptz NOT NULL,
    nights      integer NOT NULL, -- of a nightly metric: 1 its baseline, 2 its last night, 3 both; 0 otherwise
    v1 numeric NOT NULL, v2 numeric NOT NULL, v3 numeric NOT NULL, v4 numeric NOT NULL,
    PRIMARY KEY (activity_id, n, unit, id, type, part),
    FOREIGN KEY (activity_id, n) REFERENCES contest.publication
);

-- Prizes, one row each that was given. One given anew after it was taken back is the next round.
CREATE TABLE contest.prize_grant (
    activity_id bigint NOT NULL,
    prize       text NOT NULL,
    unit        text COLLATE "C" NOT NULL,
    piece       integer NOT NULL, -- of several of one prize, from 1
    round       integer NOT NULL,
    subject     text NOT NULL, -- whom the core gives it to
    grant_id    text NOT NULL UNIQUE,
    given_n     integer NOT NULL,
    taken_n     integer, -- the correction that took it back
    PRIMARY KEY (activity_id, prize, unit, piece, round),
    FOREIGN KEY (activity_id, given_n) REFERENCES contest.publication
);
-- Read by staff alone.
SELECT house.guard_merchant_table('contest.prize_grant', 'false');
CREATE UNIQUE INDEX prize_held_once ON contest.prize_grant (activity_id, prize, unit, piece) WHERE taken_n IS NULL;

-- Each night's recount of a contest; a night without a row is still to be done.
CREATE TABLE contest.recounted (
    activity_id bigint NOT NULL,
    night       date NOT NULL,
    definition  text NOT NULL,
    finished_at timestamptz NOT NULL,
    unit_days   bigint NOT NULL,
    differences integer NOT NULL,
    found       text NOT NULL, -- the first differences, as JSON
    PRIMARY KEY (activity_id, night)
);

-- What was put right by hand: never without a row here.
CREATE TABLE contest.repair (
    repair_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    activity_id bigint NOT NULL,
    definition  text NOT NULL,
    unit        text, -- null: the whole definition was counted anew
    day         date,
    was         text,
    became      text,
    reason      text NOT NULL,
    by_name     text NOT NULL,
    by_role     text NOT NULL,
    at          timestamptz NOT NULL
);
CREATE INDEX repair_of_activity ON contest.repair (activity_id, repair_id);

-- The application adds to these and reads them, nothing else.
REVOKE UPDATE, DELETE ON contest.publication, contest.publication_row, contest.publication_fact, contest.repair FROM "${app}";
