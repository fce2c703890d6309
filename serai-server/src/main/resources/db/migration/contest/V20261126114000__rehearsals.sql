-- A draft tried on history. The steps are fixed when it is asked for, so that whoever goes on with it does the same.
CREATE TABLE contest.rehearsal (
    id          text PRIMARY KEY,
    activity_id bigint NOT NULL,
    file        text NOT NULL, -- the draft, canonical JSON
    definition  text NOT NULL, -- hash: the metric must not change under it
    steps       text NOT NULL, -- JSON list
    total       integer NOT NULL CHECK (total > 0),
    state       text NOT NULL CHECK (state IN ('queued', 'running', 'finished', 'cancelled', 'failed')),
    cause       text,
    asked_by    text NOT NULL,
    asked_at    timestamptz NOT NULL,
    started_at  timestamptz,
    ended_at    timestamptz,
    lease_until timestamptz    -- a node works on it until then; passed: any node may go on
);
CREATE INDEX rehearsal_of_contest ON contest.rehearsal (activity_id, asked_at DESC);
CREATE INDEX rehearsal_open ON contest.rehearsal (asked_at) WHERE state IN ('queued', 'running');

-- What came of each step. A step that stands here is not done again.
CREATE TABLE contest.rehearsal_step (
    rehearsal text NOT NULL REFERENCES contest.rehearsal ON DELETE CASCADE,
    n         integer NOT NULL,
    result    text NOT NULL,
    PRIMARY KEY (rehearsal, n)
);
