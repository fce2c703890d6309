-- Brackets, teams, charts and growth tell what was published, too: on which day each document counted, and what each
-- participant grew from. Of publications from before the days are those of the versions they counted; their bases, and the
-- days of what has moved since, nobody kept.
ALTER TABLE contest.publication_fact ADD COLUMN day date;
UPDATE contest.publication_fact f SET day = c.day
FROM contest.publication p, contest.contribution c
WHERE p.activity_id = f.activity_id AND p.n = f.n AND c.definition = p.definition
    AND c.type = f.type AND c.id = f.id AND c.part = f.part AND c.version = f.version;
ALTER TABLE contest.publication_row ADD COLUMN base_n numeric, ADD COLUMN base_d numeric, ADD COLUMN base_counts boolean;
