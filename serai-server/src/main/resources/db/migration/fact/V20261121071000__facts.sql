CREATE SCHEMA fact;

-- One row: the last seq given. Whoever takes facts in locks it first, so seq is dense and its order is commit order.
CREATE TABLE fact.counter (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    seq      bigint NOT NULL
);
INSERT INTO fact.counter (seq) VALUES (0);

-- Every accepted version, for good.
CREATE TABLE fact.version (
    seq         bigint PRIMARY KEY,
    type        text NOT NULL,
    id          text COLLATE "C" NOT NULL,
    version     bigint NOT NULL,
    occurred_at timestamptz NOT NULL,
    body        text NOT NULL -- canonical JSON: numbers as exact as they came
);

-- Where each fact's newest accepted version stands.
CREATE TABLE fact.newest (
    type text NOT NULL,
    id   text COLLATE "C" NOT NULL,
    seq  bigint NOT NULL REFERENCES fact.version,
    PRIMARY KEY (type, id)
);
CREATE INDEX newest_in_order ON fact.newest (type, seq);

-- What other rooms may read in SQL: the newest version of every fact. A recount needs a road of its own.
CREATE VIEW fact.document AS
SELECT v.type, v.id, v.version, v.occurred_at, v.body::jsonb AS body, v.seq
FROM fact.newest n JOIN fact.version v USING (seq);

-- Up to where a listener has heard a type.
CREATE TABLE fact.cursor (
    listener text NOT NULL,
    type     text NOT NULL,
    seq      bigint NOT NULL,
    PRIMARY KEY (listener, type)
);

-- Facts a listener could not take, again and again; the rest went on without them.
CREATE TABLE fact.parked (
    listener  text NOT NULL,
    seq       bigint NOT NULL REFERENCES fact.version,
    cause     text NOT NULL,
    parked_at timestamptz NOT NULL,
    PRIMARY KEY (listener, seq)
);
