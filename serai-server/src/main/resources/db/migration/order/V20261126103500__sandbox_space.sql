-- Orders that sandbox apps made move to their merchant's sandbox space: from now on neither side sees the other's.
UPDATE orders.refund r SET merchant_id = r.merchant_id || '~sandbox'
FROM orders.order_copy o JOIN merchant.app a USING (app_id) WHERE o.order_id = r.order_id AND a.stage = 'SANDBOX';
UPDATE orders.order_copy o SET merchant_id = o.merchant_id || '~sandbox'
FROM merchant.app a WHERE a.app_id = o.app_id AND a.stage = 'SANDBOX';
INSERT INTO orders.merchant_place (merchant_id, last_place)
SELECT merchant_id, max(place) FROM orders.order_copy WHERE merchant_id LIKE '%~sandbox' GROUP BY merchant_id;
