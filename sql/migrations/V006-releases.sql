-- Groups of items that were sent, whose downloads are checked once the distributions have completed the invalidations.
CREATE TABLE freshen.release (
    collection integer NOT NULL,
    name text COLLATE "C" NOT NULL,
    placeholders jsonb NOT NULL,         -- the values of the placeholders in the check's URLs
    paths text[] NOT NULL,               -- what is sent again if the check fails
    targets text[] NOT NULL,             -- whom the paths are for, as in freshen.change
    is_withdrawn boolean NOT NULL,       -- whether every item that changed is gone
    run bigint NOT NULL,                 -- the look whose entries must be completed first
    due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    failures integer NOT NULL DEFAULT 0,
    error text,                          -- why the last check failed; null: there was none
    PRIMARY KEY (collection, name)
);

-- Which distribution an alias of freshen.yaml stood for when AWS was asked.
CREATE TABLE freshen.alias (
    name text PRIMARY KEY,
    distribution text NOT NULL,
    found_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- How many items CloudFront has accepted for a distribution in a month (UTC); it bills each of them as a path.
CREATE TABLE freshen.usage (
    distribution text NOT NULL,
    month date NOT NULL,
    paths bigint NOT NULL,
    wildcards bigint NOT NULL,
    tags bigint NOT NULL,
    PRIMARY KEY (distribution, month)
);

CREATE INDEX batch_up_to ON freshen.batch (distribution, up_to);
