-- Guards what stood before there was a guard.
SELECT house.guard_merchant_table(t) FROM unnest(ARRAY[
    'merchant.merchant', 'merchant.app', 'orders.order_copy', 'orders.merchant_place', 'reward.given',
    'activity.h5_ticket', 'activity.h5_session', 'activity.embed_origin', 'watch.call', 'merchant.contact',
    'merchant.licence', 'merchant.step', 'merchant.checked_item', 'merchant.account', 'merchant.account_session'
    ]::regclass[]) t;

-- By their app. Foreign keys look past the guard, so an app's rows go with it.
SELECT house.guard_merchant_table(t, 'EXISTS (SELECT FROM merchant.app a WHERE a.app_id = ' || t || '.app_id)')
FROM unnest(ARRAY['merchant.app_key', 'openapi.method_grant', 'openapi.fact_grant', 'openapi.used_nonce']::regclass[]) t;

SELECT house.guard_merchant_table('orders.illegal_change',
    'EXISTS (SELECT FROM orders.order_copy o WHERE o.order_id = illegal_change.order_id)');
SELECT house.guard_merchant_table(t, 'EXISTS (SELECT FROM reward.given g WHERE g.grant_id = ' || t || '.grant_id)')
FROM unnest(ARRAY['reward.entry', 'reward.delivery']::regclass[]) t;

SELECT house.guard_merchant_table(t, 'merchant = (SELECT house.merchant())')
FROM unnest(ARRAY['push.notice', 'push.subscription']::regclass[]) t;
SELECT house.guard_merchant_table(t, 'EXISTS (SELECT FROM push.subscription s WHERE s.id = ' || t || '.subscription)')
FROM unnest(ARRAY['push.event', 'push.line', 'push.attempt']::regclass[]) t;

-- A call record's line as the house's spool keeps it: COPY's text form, which COPY itself may not bring into a guarded table.
CREATE FUNCTION watch.read_field(field text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE
        WHEN strpos(field, '\') = 0 THEN field
        WHEN field = '\N' THEN NULL
        ELSE replace(replace(replace(replace(replace(field,
            '\\', E'\x01'), '\t', E'\t'), '\n', E'\n'), '\r', E'\r'), E'\x01', '\')
    END;
