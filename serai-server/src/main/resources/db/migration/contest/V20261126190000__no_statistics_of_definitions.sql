-- A contest is filled within seconds, before anything has looked at it: what ANALYZE knows of definitions is then that there
-- is no such one, and the planner takes a million rows for one. Knowing nothing it supposes a 200th of the table, and takes
-- the index that has the unit.
ALTER TABLE contest.contribution ALTER COLUMN definition SET STATISTICS 0;
ALTER TABLE contest.unit_day ALTER COLUMN definition SET STATISTICS 0, ALTER COLUMN rev SET STATISTICS 0;
SELECT pg_clear_attribute_stats('contest', 'contribution', 'definition', false),
    pg_clear_attribute_stats('contest', 'unit_day', 'definition', false),
    pg_clear_attribute_stats('contest', 'unit_day', 'rev', false);
