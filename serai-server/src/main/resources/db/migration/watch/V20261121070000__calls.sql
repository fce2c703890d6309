CREATE SCHEMA watch;

-- One row a call that reached the door. No parameter values, no secrets.
CREATE TABLE watch.call (
    request_id  text NOT NULL,
    at          timestamptz NOT NULL,
    merchant_id text,
    app_id      text,
    dialect     text NOT NULL,
    method      text NOT NULL,
    version     int  NOT NULL,
    http_method text NOT NULL,
    address     text NOT NULL,
    code        int  NOT NULL,
    sub_code    text,
    sub_msg     text,
    step        text NOT NULL, -- the check that refused it, or 'done'
    micros      int  NOT NULL, -- from the first byte read to the answer handed to the socket
    user_id     text,
    bytes_in    int  NOT NULL,
    bytes_out   int  NOT NULL
);
CREATE INDEX call_at ON watch.call (at);
CREATE INDEX call_app ON watch.call (app_id, at);
CREATE INDEX call_request ON watch.call (request_id);

-- How far each spool file was stored, so that a crash between the two stores nothing twice.
CREATE TABLE watch.spooled (
    file  text PRIMARY KEY,
    lines bigint NOT NULL
);
