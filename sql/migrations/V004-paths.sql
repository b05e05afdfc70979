-- What a path is made of, and who has it.

-- Every byte of a value that a URL path cannot hold becomes %XX; an empty value is an empty segment.
CREATE OR REPLACE FUNCTION freshen.url_value(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN value COLLATE "C" ~ '^[A-Za-z0-9._~!$&''()*+,;=:@/-]*$' THEN value
                ELSE freshen.percent_encode(value) END
$$;

-- The same for a value that is encoded already: %XX stays as it is.
CREATE FUNCTION freshen.encoded_value(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(freshen.url_value(value) COLLATE "C", '%25([0-9A-Fa-f]{2})', '%\1', 'g')
$$;

-- A path without empty segments, with . and .. resolved as browsers resolve them.
CREATE FUNCTION freshen.resolved_path(path text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    WITH RECURSIVE walk(kept, rest) AS (
        SELECT '{}'::text[] COLLATE "C", string_to_array(path, '/') COLLATE "C"
        UNION ALL
        SELECT CASE WHEN lower(rest[1]) IN ('', '.', '%2e') THEN kept
                    WHEN lower(rest[1]) IN ('..', '.%2e', '%2e.', '%2e%2e') THEN kept[:cardinality(kept) - 1]
                    ELSE kept || rest[1] END, rest[2:]
        FROM walk WHERE rest <> '{}')
    SELECT '/' || array_to_string(kept, '/') FROM walk WHERE rest = '{}'
$$;

-- A path begins with / and ends with it only where it is the home page; the slash that some sites want is added on delivery.
CREATE OR REPLACE FUNCTION freshen.url_path(path text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN path LIKE '/%' AND path NOT LIKE '%_/' AND strpos(path, '//') = 0 AND strpos(path, '/.') = 0
                     AND strpos(path, '/%2') = 0 THEN path
                ELSE freshen.resolved_path(path) END
$$;

-- The functions are not part of a signature, so every item is compared once.
UPDATE freshen.collection SET signature = '';

-- Which web entries and distributions have a route's pages, and whom an entry of the log is for, by name; empty: all.
ALTER TABLE freshen.route ADD COLUMN targets text[] NOT NULL DEFAULT '{}';
ALTER TABLE freshen.route DROP CONSTRAINT route_kind_text_next_query_key;
ALTER TABLE freshen.route ADD UNIQUE (kind, text, next, query, targets);
ALTER TABLE freshen.change ADD COLUMN targets text[] NOT NULL DEFAULT '{}';
