-- A document may add to several units at once: a member to every store he bought at. part tells them apart.
ALTER TABLE contest.contribution ADD COLUMN part text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE contest.contribution DROP CONSTRAINT contribution_pkey;
ALTER TABLE contest.contribution ADD PRIMARY KEY (definition, type, id, part);
CREATE INDEX contribution_of_document ON contest.contribution (type, id);

-- How far the older facts are counted: of which source, and of a joined one up to which key.
ALTER TABLE contest.definition ADD COLUMN filled_source integer NOT NULL DEFAULT 0;
ALTER TABLE contest.definition ADD COLUMN filled_key text COLLATE "C" NOT NULL DEFAULT '';

-- To whom a fact is joined: a receipt to its customer. Of the newest version heard; key is null for one that names nobody.
CREATE TABLE contest.link (
    type        text NOT NULL,
    field       text NOT NULL,
    id          text COLLATE "C" NOT NULL,
    key         text COLLATE "C",
    version     bigint NOT NULL,
    occurred_at timestamptz NOT NULL,
    PRIMARY KEY (type, field, id)
);
CREATE INDEX link_of_key ON contest.link (type, field, key, occurred_at);

-- Which links are kept. Whoever moves links of one kind locks its row first.
CREATE TABLE contest.link_kind (
    type       text NOT NULL,
    field      text NOT NULL,
    filled_seq bigint NOT NULL DEFAULT 0,
    filled     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (type, field)
);

-- Where a store or clerk belonged on which days: from since on, before until.
CREATE VIEW contest.place AS
WITH told AS (
    SELECT DISTINCT ON (kind, code, since) * FROM (
        SELECT body->>'unit' AS kind, (body->>'code') COLLATE "C" AS code,
            COALESCE((body->>'since')::date, '-infinity'::date) AS since,
            (body->>'store_id') COLLATE "C" AS store_id, (body->>'city') COLLATE "C" AS city,
            (body->>'region') COLLATE "C" AS region, (body->>'brand') COLLATE "C" AS brand,
            body->>'name' AS name, body->>'nickname' AS nickname, seq
        FROM fact.document WHERE type = 'org'
    ) AS one ORDER BY kind, code, since, seq DESC
), span AS (
    SELECT *, COALESCE(lead(since) OVER (PARTITION BY kind, code ORDER BY since), 'infinity'::date) AS until FROM told
)
SELECT kind, code, since, until, code AS store_id, city, region, brand, name, nickname FROM span WHERE kind = 'store'
UNION ALL
SELECT c.kind, c.code, greatest(c.since, s.since), least(c.until, s.until), c.store_id,
    COALESCE(c.city, s.city), COALESCE(c.region, s.region), COALESCE(c.brand, s.brand), c.name, c.nickname
FROM span c LEFT JOIN span s ON s.kind = 'store' AND s.code = c.store_id AND s.since < c.until AND s.until > c.since
WHERE c.kind = 'clerk';

-- Boards as they stood at the first change of an hour.
CREATE TABLE contest.board_kept (
    activity_id bigint NOT NULL,
    hour        timestamptz NOT NULL,
    version     bigint NOT NULL,
    as_of       timestamptz NOT NULL,
    rows        text NOT NULL, -- [[rank, unit, n, d, whether it counts], …]
    PRIMARY KEY (activity_id, hour)
);
CREATE UNIQUE INDEX board_kept_version ON contest.board_kept (activity_id, version);
