-- Boards as they stood at the end of an hour, too: of each hour the first version and the last, so a version names a row.
ALTER TABLE contest.board_kept DROP CONSTRAINT board_kept_pkey;
DROP INDEX contest.board_kept_version;
ALTER TABLE contest.board_kept ADD PRIMARY KEY (activity_id, version);
-- The contest's own business day. Of boards from before, UTC's: only which of them is cleared away hangs on it.
ALTER TABLE contest.board_kept ADD COLUMN day date;
UPDATE contest.board_kept SET day = (hour AT TIME ZONE 'UTC')::date;
ALTER TABLE contest.board_kept ALTER COLUMN day SET NOT NULL;
ALTER TABLE contest.board_kept DROP COLUMN hour;
-- In parts, by the code of the participant: one's own way through all boards reads a part of each, not all of them.
ALTER TABLE contest.board_kept ADD COLUMN parts integer NOT NULL DEFAULT 1;
ALTER TABLE contest.board_kept ALTER COLUMN parts DROP DEFAULT;
CREATE TABLE contest.board_kept_part (
    activity_id bigint NOT NULL,
    version     bigint NOT NULL,
    part        integer NOT NULL,
    rows        text NOT NULL, -- [[rank, unit, n, d, whether it counts, place from 0], …]
    PRIMARY KEY (activity_id, version, part),
    FOREIGN KEY (activity_id, version) REFERENCES contest.board_kept ON DELETE CASCADE
);
INSERT INTO contest.board_kept_part
SELECT k.activity_id, k.version, 0, (
    SELECT COALESCE(jsonb_agg(one || to_jsonb(place - 1) ORDER BY place), '[]')::text
    FROM jsonb_array_elements(k.rows::jsonb) WITH ORDINALITY AS listed (one, place))
FROM contest.board_kept k;
ALTER TABLE contest.board_kept DROP COLUMN rows;
