-- After every start's migrations: a table with a merchant's or an app's rows that its own migration left open is guarded here.
DO $$
DECLARE
    open record;
BEGIN
    FOR open IN
        SELECT c.oid::regclass AS t, bool_or(a.attname = 'merchant_id') AS by_merchant
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('merchant_id', 'app_id') AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p') AND NOT c.relrowsecurity AND c.relowner = current_user::regrole
          AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        GROUP BY c.oid
    LOOP
        IF open.by_merchant THEN
            PERFORM house.guard_merchant_table(open.t);
        ELSE
            PERFORM house.guard_merchant_table(open.t,
                'EXISTS (SELECT FROM merchant.app a WHERE a.app_id = ' || open.t || '.app_id)');
        END IF;
    END LOOP;
END $$;
