-- How far the definition was as it was counted again: a recount that ends late does not undo what a later one found.
ALTER TABLE contest.recounted ADD COLUMN rev bigint NOT NULL DEFAULT 0;
