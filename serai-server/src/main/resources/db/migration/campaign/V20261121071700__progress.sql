CREATE SCHEMA campaign;

-- What a campaign spent. The row's lock makes a campaign's decisions one after another.
CREATE TABLE campaign.spending (
    campaign_id bigint PRIMARY KEY,
    spent_minor numeric NOT NULL DEFAULT 0 CHECK (spent_minor >= 0),
    refused     bigint NOT NULL DEFAULT 0,
    refused_at  timestamptz
);

-- What the newest version of each fact counts for, under which rule, and which clause decided it.
CREATE TABLE campaign.contribution (
    campaign_id bigint NOT NULL,
    fact_type   text NOT NULL,
    fact_id     text NOT NULL,
    version     bigint NOT NULL,
    rule        text NOT NULL,
    user_id     text NOT NULL,
    amount      numeric NOT NULL CHECK (amount >= 0),
    outcome     text NOT NULL,
    detail      text NOT NULL,
    decided_at  timestamptz NOT NULL,
    PRIMARY KEY (campaign_id, fact_type, fact_id)
);
CREATE INDEX contribution_of_user ON campaign.contribution (campaign_id, user_id, decided_at DESC);
CREATE INDEX contribution_failed ON campaign.contribution (campaign_id) WHERE outcome = 'ERROR';

-- A user's total under one rule. A changed rule opens a new row, so what was promised under the old one stays as it was.
CREATE TABLE campaign.progress (
    campaign_id bigint NOT NULL,
    rule        text NOT NULL,
    user_id     text NOT NULL,
    reward      text NOT NULL,
    every       numeric NOT NULL CHECK (every > 0),
    cost_minor  bigint NOT NULL CHECK (cost_minor > 0),
    total       numeric NOT NULL CHECK (total >= 0),
    held        bigint NOT NULL CHECK (held >= 0),
    issued      bigint NOT NULL CHECK (issued >= held),
    PRIMARY KEY (campaign_id, rule, user_id)
);
CREATE INDEX progress_of_user ON campaign.progress (campaign_id, user_id);

-- How far a campaign published after some of its facts has read those facts.
CREATE TABLE campaign.replay (
    campaign_id bigint NOT NULL,
    fact_type   text NOT NULL,
    after_seq   bigint NOT NULL,
    begun_at    timestamptz NOT NULL,
    done_at     timestamptz,
    PRIMARY KEY (campaign_id, fact_type)
);
