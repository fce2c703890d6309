-- More kinds of keys. AES: encrypts what is sent, sealed as secrets are. SM2_PUBLIC: the public half of an SM2 pair.
-- CERTIFICATE: an RSA public key under a certificate, which calls name by its SN.
ALTER TABLE merchant.app_key
    DROP CONSTRAINT app_key_kind_check,
    DROP CONSTRAINT app_key_check,
    DROP CONSTRAINT app_key_check1,
    ADD COLUMN certificate text, -- PEM
    ADD COLUMN cert_sn     text, -- lower hex, as Alipay's clients compute it
    ADD CONSTRAINT app_key_kind CHECK (kind IN ('SECRET', 'RSA_PUBLIC', 'AES', 'SM2_PUBLIC', 'CERTIFICATE')),
    ADD CONSTRAINT app_key_sealed CHECK ((kind IN ('SECRET', 'AES')) = (sealed IS NOT NULL)),
    ADD CONSTRAINT app_key_public CHECK ((kind IN ('RSA_PUBLIC', 'SM2_PUBLIC', 'CERTIFICATE')) = (public_key IS NOT NULL)),
    ADD CONSTRAINT app_key_certificate CHECK ((kind = 'CERTIFICATE') = (certificate IS NOT NULL AND cert_sn IS NOT NULL));
CREATE UNIQUE INDEX app_key_cert ON merchant.app_key (app_id, cert_sn) WHERE cert_sn IS NOT NULL;

ALTER TABLE merchant.platform_key
    ADD COLUMN kind text NOT NULL DEFAULT 'RSA' CHECK (kind IN ('RSA', 'SM2'));

-- The house's own authority: one root, and certificates for the platform's RSA key, the newest in use, older ones for clients
-- that still hold them.
CREATE TABLE merchant.house_certificate (
    cert_sn        text PRIMARY KEY,
    kind           text NOT NULL CHECK (kind IN ('ROOT', 'PLATFORM')),
    certificate    text NOT NULL, -- PEM
    sealed_private bytea,         -- of the root
    not_before     timestamptz NOT NULL,
    not_after      timestamptz NOT NULL,
    made_at        timestamptz NOT NULL,
    CHECK ((kind = 'ROOT') = (sealed_private IS NOT NULL))
);
CREATE UNIQUE INDEX house_certificate_root ON merchant.house_certificate (kind) WHERE kind = 'ROOT';
