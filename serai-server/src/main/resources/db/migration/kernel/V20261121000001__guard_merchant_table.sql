-- The second wall (docs/decisions/0015-the-second-wall.md). ${app} sees rows of the merchant in serai.merchant and no others,
-- ${house} sees all: it is the role of work that is not one merchant's. Every migration that makes a table with a merchant's
-- rows ends with  SELECT house.guard_merchant_table('room.table');
CREATE SCHEMA house;

-- The merchant this connection works for; null where none was set.
CREATE FUNCTION house.merchant() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('serai.merchant', true), '');

-- belongs says which rows are the merchant's; give it where there is no merchant_id column.
-- The owner keeps seeing all rows: migrations change data, and he could lift the guard anyway.
CREATE FUNCTION house.guard_merchant_table(guarded regclass, belongs text DEFAULT 'merchant_id = (SELECT house.merchant())')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format('DROP POLICY IF EXISTS merchant ON %s', guarded);
    EXECUTE format('DROP POLICY IF EXISTS house ON %s', guarded);
    EXECUTE format('CREATE POLICY merchant ON %s TO "${app}" USING (%s)', guarded, belongs);
    EXECUTE format('CREATE POLICY house ON %s TO "${house}", %I USING (true)', guarded, current_user);
END $$;
