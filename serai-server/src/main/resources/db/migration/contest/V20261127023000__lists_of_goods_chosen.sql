-- Which of a list's effective dates a contest took when it was published. A list reported later with an earlier date must not
-- change what a published contest counts by, nor keep it from compiling at the next start.
CREATE TABLE contest.goods_chosen (
    activity_id bigint NOT NULL,
    set         text COLLATE "C" NOT NULL,
    version     bigint NOT NULL,
    first_day   date NOT NULL, -- of the window
    id          text COLLATE "C" NOT NULL, -- the fact
    PRIMARY KEY (activity_id, set, version, first_day)
);
-- A choice stands.
REVOKE UPDATE, DELETE ON contest.goods_chosen FROM "${app}";
