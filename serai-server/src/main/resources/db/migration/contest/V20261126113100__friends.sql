-- Whom a user calls a friend, or blocks: of each pair and direction the newest word. Friends are two who both say FRIEND.
CREATE TABLE contest.friendship (
    user_id   text COLLATE "C" NOT NULL,
    friend_id text COLLATE "C" NOT NULL,
    id        text COLLATE "C" NOT NULL, -- the fact's
    status    text NOT NULL,
    nickname  text,                      -- what the user calls the friend
    seq       bigint NOT NULL,
    PRIMARY KEY (user_id, friend_id)
);
CREATE INDEX friendship_of_fact ON contest.friendship (id);

-- Who is on nobody's friends board, by his own wish.
CREATE TABLE contest.hidden_user (
    user_id text COLLATE "C" PRIMARY KEY,
    since   timestamptz NOT NULL
);
