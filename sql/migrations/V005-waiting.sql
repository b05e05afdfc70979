-- Groups of items that differ and are kept back, until none of them has changed for a while: an unfinished upload is not sent.
CREATE TABLE freshen.waiting (
    collection integer NOT NULL,
    name text COLLATE "C" NOT NULL,
    state text NOT NULL,                 -- a hash of the differences that have no time of their own
    seen_at timestamptz NOT NULL,        -- when these were first seen
    since timestamptz NOT NULL,          -- when the group was first kept back
    PRIMARY KEY (collection, name)
);
