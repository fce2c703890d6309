-- The rev at which what boards are made from besides sums changed last: who belongs where, which nights are whole.
ALTER TABLE contest.definition ADD COLUMN beside_rev bigint NOT NULL DEFAULT 0;
