-- The ledger: what every watched item looked like when freshen last looked, and what that made stale.

-- A page on which an item was shown. `route` numbers freshen.route; `next` is what the path is rewritten to inside
-- Next.js; `fingerprint` is a hash of what the page shows of the item.
CREATE TYPE freshen.page AS (route integer, path text, next text, fingerprint uuid);

-- The single row that every writer of the log locks until it commits: the run lock and the checkpoint in one.
CREATE TABLE freshen.checkpoint (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    run bigint NOT NULL DEFAULT 0,
    at timestamptz,                      -- N, the instant that was looked at; null: never
    snapshot pg_snapshot,                -- which transactions that look could see
    captured_at timestamptz,             -- the database's clock when it looked
    world text,                          -- system identifier, timeline and oid of the database, where readable
    lsn pg_lsn,
    counts jsonb NOT NULL DEFAULT '{}',  -- rows of every watched table, by oid
    pruned bigint NOT NULL DEFAULT 0     -- the log holds no entry up to this id any more
);
INSERT INTO freshen.checkpoint DEFAULT VALUES;

CREATE TABLE freshen.collection (
    id integer PRIMARY KEY,
    name text NOT NULL UNIQUE,
    signature text NOT NULL              -- structure and rules with which its items were last compared
);

CREATE TABLE freshen.route (
    id integer PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('path', 'page', 'layout', 'tag', 'pages_of', 'everything')),
    text text NOT NULL,
    next text NOT NULL DEFAULT '',
    UNIQUE (kind, text, next)
);

CREATE TABLE freshen.item (
    collection integer NOT NULL,
    key text COLLATE "C" NOT NULL,
    version uuid NOT NULL,
    digest uuid NOT NULL,                -- a hash of every value that its pages are made of
    visible boolean NOT NULL,
    next_due timestamptz,                -- when its visibility, or that of something it shows, can change next
    pages freshen.page[] NOT NULL,       -- empty while it is not visible
    PRIMARY KEY (collection, key)
);
CREATE INDEX item_due ON freshen.item (next_due) WHERE next_due IS NOT NULL;

-- The append-only log of what became stale. Ids ascend in commit order, because one writer at a time holds the checkpoint.
CREATE TABLE freshen.change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    audience text CHECK (audience = 'distributions'),  -- null: everyone
    kind text NOT NULL CHECK (kind IN ('path', 'page', 'layout', 'tag', 'everything')),
    path text,
    next text,
    collection text,
    item text,
    reason text NOT NULL
);

CREATE INDEX change_run ON freshen.change (run);

-- Who is told, and how far each one has got in the log. No offset: it has never been told anything.
CREATE TABLE freshen.target (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('pod', 'distribution')),
    web text NOT NULL DEFAULT '',
    name text NOT NULL,
    acknowledged bigint,
    acknowledged_at timestamptz,
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),  -- when this process was first seen
    lacking bigint,                      -- from here on distributions were told what this pod lacked; 0: everything
    build_id text,                       -- what it says of its process
    fresh_since text,
    UNIQUE (kind, web, name)
);

-- What a pod refused; it got everything in its place. What a distribution refused (kind item); it got a wildcard.
CREATE TABLE freshen.quarantine (
    target bigint NOT NULL REFERENCES freshen.target ON DELETE CASCADE,
    kind text NOT NULL,
    path text NOT NULL,
    reason text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (target, kind, path)
);

-- What CloudFront was asked for, stored before it is asked, so that a repeated request is the same request.
CREATE TABLE freshen.batch (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    distribution text NOT NULL,
    caller_reference uuid NOT NULL DEFAULT gen_random_uuid(),
    items text[] NOT NULL,
    up_to bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    invalidation text,                   -- CloudFront's id for it, once accepted
    confirmed_at timestamptz
);
CREATE INDEX batch_open ON freshen.batch (distribution, id) WHERE invalidation IS NULL;
CREATE INDEX batch_unconfirmed ON freshen.batch (distribution, id) WHERE invalidation IS NOT NULL AND confirmed_at IS NULL;

-- The runs that had something to tell, for seven days; `at` is the instant looked at, null where nothing was looked at.
CREATE TABLE freshen.run (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz,
    finished_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    command text NOT NULL,
    outcome text NOT NULL,
    exit integer NOT NULL,
    changes integer NOT NULL,
    -- What kept it from its end, in one line.
    error text
);

-- Every byte outside A-Za-z0-9-._~!$&'()*+,;=:@/ becomes %XX.
CREATE FUNCTION freshen.percent_encode(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT string_agg(
        CASE WHEN byte IN (33, 36, 61, 64, 95, 126) OR byte BETWEEN 38 AND 59 OR byte BETWEEN 65 AND 90
                  OR byte BETWEEN 97 AND 122 THEN chr(byte)
             ELSE '%' || upper(lpad(to_hex(byte), 2, '0')) END, '' ORDER BY place)
    FROM (SELECT place, get_byte(convert_to(value, 'UTF8'), place) AS byte
          FROM generate_series(0, octet_length(convert_to(value, 'UTF8')) - 1) AS place) AS bytes
$$;

-- The same, cheap where there is nothing to encode; null for an empty value, which makes no page.
CREATE FUNCTION freshen.url_value(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN value COLLATE "C" ~ '^[A-Za-z0-9._~!$&''()*+,;=:@/-]+$' THEN value
                WHEN value <> '' THEN freshen.percent_encode(value) END
$$;

-- Runs of / become one; a missing leading / is added.
CREATE FUNCTION freshen.url_path(path text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN path LIKE '/%' AND strpos(path, '//') = 0 THEN path
                ELSE '/' || ltrim(regexp_replace(path, '/{2,}', '/', 'g'), '/') END
$$;
