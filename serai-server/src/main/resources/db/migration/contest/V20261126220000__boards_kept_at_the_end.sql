-- Boards as they stood at the end of an hour, too: of each hour the first version and the last, so a version names a row.
ALTER TABLE contest.board_kept DROP CONSTRAINT board_kept_pkey;
DROP INDEX contest.board_kept_version;
ALTER TABLE contest.board_kept ADD PRIMARY KEY (activity_id, version);
-- The contest's own business day. Of boards from before, UTC's: only which of them is cleared away hangs on it.
ALTER TABLE contest.board_kept ADD COLUMN day date;
UPDATE contest.board_kept SET day = (hour AT TIME ZONE 'UTC')::date;
ALTER TABLE contest.board_kept ALTER COLUMN day SET NOT NULL;
ALTER TABLE contest.board_kept DROP COLUMN hour;
