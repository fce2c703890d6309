-- What was found that may be unfair. subject names a find among those of its kind and unit, the same at every look.
CREATE TABLE contest.flag (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    activity_id bigint NOT NULL,
    kind        text NOT NULL,
    unit        text COLLATE "C" NOT NULL,
    subject     text COLLATE "C" NOT NULL,
    told        jsonb NOT NULL,
    found_at    timestamptz NOT NULL,
    state       text NOT NULL CHECK (state IN ('open', 'accepted', 'excluded')),
    decided_by  text, -- of the last decision; one that was opened again keeps it
    reason      text,
    decided_at  timestamptz,
    UNIQUE (activity_id, kind, unit, subject),
    CHECK (state = 'open' OR decided_by IS NOT NULL AND reason IS NOT NULL AND decided_at IS NOT NULL)
);
CREATE INDEX flag_of_activity ON contest.flag (activity_id, state, id);

-- Its documents, in the version it was found in, and the document of the contest each counts in.
CREATE TABLE contest.flag_document (
    flag_id      bigint NOT NULL REFERENCES contest.flag ON DELETE CASCADE,
    type         text NOT NULL,
    id           text COLLATE "C" NOT NULL,
    version      bigint NOT NULL,
    counted_type text,
    counted_id   text COLLATE "C",
    excluded     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (flag_id, type, id)
);

-- What counts no longer, for as long as one flag says so.
CREATE VIEW contest.exclusion AS
SELECT f.activity_id, d.counted_type AS type, d.counted_id AS id, min(f.reason) AS reason
FROM contest.flag f JOIN contest.flag_document d ON d.flag_id = f.id
WHERE d.excluded AND d.counted_id IS NOT NULL
GROUP BY f.activity_id, d.counted_type, d.counted_id;

-- When a contest was looked through, as declared then, and up to which fact.
CREATE TABLE contest.flag_look (
    activity_id bigint PRIMARY KEY,
    variant     text NOT NULL,
    seq         bigint NOT NULL,
    looked_at   timestamptz NOT NULL
);
