-- Subscriptions that sandbox apps made move to their merchant's sandbox space, where their events are from now on.
UPDATE push.subscription s SET merchant = s.merchant || '~sandbox'
FROM merchant.app a WHERE a.app_id = s.app AND a.stage = 'SANDBOX';
