-- Which web pages of others may show our pages in a frame: declared by an operator, never "any".
CREATE TABLE activity.embed_origin (
    merchant_id text NOT NULL,
    app_id      text NOT NULL,
    origin      text NOT NULL CHECK (origin ~ '^https?://[^/*]+$'),
    activity_id bigint NOT NULL DEFAULT 0,
    added_by    text NOT NULL,
    added_at    timestamptz NOT NULL,
    PRIMARY KEY (app_id, origin, activity_id)
);
COMMENT ON COLUMN activity.embed_origin.activity_id IS '0: every activity of the app';

-- Null: a page of its own, as before.
ALTER TABLE activity.h5_ticket ADD COLUMN embed_origin text;
ALTER TABLE activity.h5_session ADD COLUMN embed_origin text;
