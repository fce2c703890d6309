-- Contacts are kept sealed under the master key; the clear columns are emptied at the next start (OldContacts).
ALTER TABLE merchant.contact
    ADD COLUMN sealed     bytea, -- {name, email, phone}
    ADD COLUMN phone_hash text,  -- keyed hash of the number's digits, to find it by
    ALTER COLUMN name  DROP NOT NULL,
    ALTER COLUMN email DROP NOT NULL,
    ALTER COLUMN phone DROP NOT NULL,
    ADD CHECK ((sealed IS NULL) = (phone IS NOT NULL));
CREATE INDEX contact_by_phone ON merchant.contact (phone_hash);
CREATE INDEX contact_unsealed ON merchant.contact (merchant_id) WHERE sealed IS NULL;
