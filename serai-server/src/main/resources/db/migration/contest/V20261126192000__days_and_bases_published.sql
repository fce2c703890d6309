-- Brackets, teams, charts and growth tell what was published, too: on which day each document counted, and what each
-- participant grew from. Null in publications from before.
ALTER TABLE contest.publication_fact ADD COLUMN day date;
ALTER TABLE contest.publication_row ADD COLUMN base_n numeric, ADD COLUMN base_d numeric, ADD COLUMN base_counts boolean;
