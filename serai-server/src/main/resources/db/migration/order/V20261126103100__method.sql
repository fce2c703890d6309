-- By which method an order was created, as the catalogue names it. Empty: not known. Of older orders only v2 made those of
-- several products; those of one may have come by either.
ALTER TABLE orders.order_copy ADD COLUMN method text NOT NULL DEFAULT '';
UPDATE orders.order_copy SET method = 'order.create_order/v2' WHERE jsonb_array_length(items) > 1;
CREATE INDEX order_copy_by_app ON orders.order_copy (merchant_id, app_id, created_at);
