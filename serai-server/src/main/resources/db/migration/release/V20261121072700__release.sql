CREATE SCHEMA release;

-- Immutable: what a file said, addressed by the SHA-256 of its canonical JSON.
CREATE TABLE release.revision (
    kind       text NOT NULL,
    id         text NOT NULL,
    hash       text NOT NULL,
    canonical  text NOT NULL,
    source     text NOT NULL,
    file       text NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    PRIMARY KEY (kind, id, hash)
);

-- The log of everything that was ever made visible or taken away; n rises without gap.
CREATE TABLE release.publication (
    n         bigint PRIMARY KEY,
    kind      text NOT NULL,
    id        text NOT NULL,
    action    text NOT NULL CHECK (action IN ('publish', 'widen', 'withdraw', 'promote', 'rollback', 'delete')),
    hash      text,
    percent   integer NOT NULL CHECK (percent BETWEEN 0 AND 100),
    apps      text[] NOT NULL,
    main_after text,
    at        timestamptz NOT NULL,
    by_name   text NOT NULL,
    by_role   text NOT NULL
);
CREATE INDEX publication_of ON release.publication (kind, id, n);

-- What is visible now: main to all, gray to its share.
CREATE TABLE release.head (
    kind         text NOT NULL,
    id           text NOT NULL,
    main_hash    text,
    gray_hash    text,
    gray_percent integer NOT NULL DEFAULT 0 CHECK (gray_percent BETWEEN 0 AND 100),
    gray_apps    text[] NOT NULL DEFAULT '{}',
    deleted      boolean NOT NULL DEFAULT false,
    by_house     boolean NOT NULL,
    n            bigint NOT NULL,
    changed_at   timestamptz NOT NULL,
    changed_by   text NOT NULL,
    PRIMARY KEY (kind, id)
);

-- The files that came with the product and were looked at: a start with the same files parses none.
CREATE TABLE release.built_in (
    file        text PRIMARY KEY,
    source_hash text NOT NULL
);

REVOKE UPDATE, DELETE ON release.revision, release.publication FROM "${app}";
