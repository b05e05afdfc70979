-- Lists: routes that show the first items of a collection in some order.

-- A list is told from other lists, and from single pages, of the same path by a hash of its query.
ALTER TABLE freshen.route ADD COLUMN query text NOT NULL DEFAULT '';
ALTER TABLE freshen.route DROP CONSTRAINT route_kind_text_next_key;
ALTER TABLE freshen.route ADD UNIQUE (kind, text, next, query);

-- What each page of a list showed when freshen last looked. `path` is the path of the items' pages, which may hold {page}.
CREATE TABLE freshen.list (
    collection integer NOT NULL,
    route integer NOT NULL,
    path text COLLATE "C" NOT NULL,
    next text COLLATE "C" NOT NULL,
    page bigint NOT NULL,
    fingerprint uuid NOT NULL,           -- a hash of the items that it shows, in their order
    PRIMARY KEY (collection, route, path, next, page)
);
