-- Of publications from before days were kept, those of the versions they counted, where these still stand; their bases, and
-- the days of what has moved since, nobody kept.
UPDATE contest.publication_fact f SET day = c.day
FROM contest.publication p, contest.contribution c
WHERE f.day IS NULL AND p.activity_id = f.activity_id AND p.n = f.n AND c.definition = p.definition
    AND c.type = f.type AND c.id = f.id AND c.part = f.part AND c.version = f.version;
