-- Creates the role that freshen logs in as. Run it in the CMS's database as a superuser, or as the owner of the database and
-- its tables who has CREATEROLE, as in many managed databases. It is one transaction, and may be run again: after an update
-- of Directus, and in each database where the role is needed.
--
--     psql -v role=freshen -v schema=public -f sql/role.sql "$OWNER_URL"
--
-- The role may connect, read the tables that pages can show, and write only to the schema `freshen`. Give it a password
-- (\password freshen) or another way to log in.
--
-- Of Directus' own tables it may read those that say what the content means and who may see it, files, and of users what a
-- byline shows. Another column is granted afterwards, and kept by later runs, such as the address of each user:
--
--     GRANT SELECT (email) ON public.directus_users TO freshen;
--
-- Directus creates the tables of new collections, which the role may read from the beginning. That is done for the role that
-- owns Directus' tables, or that -v cms=directus names; the output says which.
--
-- To let the role read fewer tables, grant SELECT only on the tables, or columns, that freshen.yaml uses, on
-- directus_relations, directus_fields and directus_collections (for Directus' names of relations and its types), and where
-- freshen.yaml has `reader`, on directus_access, directus_policies and directus_permissions. `freshen doctor` names what is
-- missing.
-- A second site on the same database has a ledger of its own: -v ledger=freshen_b, and schema: freshen_b in its freshen.yaml.
\set ON_ERROR_STOP on
\if :{?ledger}
\else
\set ledger freshen
\endif
BEGIN;
\if :{?cms}
\else
SELECT coalesce((
  SELECT pg_get_userbyid(relowner) FROM pg_class
  WHERE relname = 'directus_collections' AND relnamespace = to_regnamespace(quote_ident(:'schema'))), current_user) AS cms \gset
\endif

-- Mistakes, before anything is changed.
SELECT format('DO $do$ BEGIN RAISE EXCEPTION USING MESSAGE = %L; END $do$', mistake) FROM (
  SELECT CASE
    WHEN to_regnamespace(quote_ident(:'schema')) IS NULL THEN format('there is no schema %s', :'schema')
    WHEN NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'cms') THEN format('there is no role %s', :'cms')
    WHEN NOT pg_has_role(current_user, :'cms', 'USAGE') THEN format('%s makes the tables of the CMS, and %s may not act for it: '
      'GRANT %1$I TO %2$I, or run this file as %1$s', :'cms', current_user)
    WHEN EXISTS (SELECT FROM pg_class WHERE pg_get_userbyid(relowner) = :'role'
      AND relnamespace = to_regnamespace(quote_ident(:'schema')))
    THEN format('%s owns tables in %s: freshen needs a role of its own', :'role', :'schema') END) AS found(mistake)
WHERE mistake IS NOT NULL \gexec

SELECT format('CREATE ROLE %I LOGIN', :'role')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), :'role') \gexec
SELECT format('GRANT USAGE ON SCHEMA %I TO %I', :'schema', :'role')
WHERE NOT has_schema_privilege(:'role', :'schema', 'USAGE') \gexec

-- Before PostgreSQL 15, everybody may by default create tables in the schema public.
SELECT format('DO $do$ BEGIN RAISE WARNING USING MESSAGE = %L; END $do$',
  format('everybody may create tables in %1$I, and so may %2$I: REVOKE CREATE ON SCHEMA %1$I FROM PUBLIC', :'schema', :'role'))
WHERE has_schema_privilege('public', :'schema', 'CREATE') \gexec

-- What each table is to the role. Views are none of the tables that freshen can watch, and may show columns of all others.
CREATE TEMPORARY TABLE freshen_right ON COMMIT DROP AS
SELECT format('%I.%I', :'schema', relname) AS name, oid,
  CASE
    WHEN NOT pg_has_role(current_user, relowner, 'USAGE') THEN 'of another owner'
    WHEN relkind NOT IN ('r', 'p') THEN 'none'
    WHEN relname = 'directus_users' THEN 'columns'
    WHEN relname NOT LIKE 'directus\_%' OR relname IN (
      'directus_access', 'directus_collections', 'directus_fields', 'directus_files', 'directus_folders',
      'directus_permissions', 'directus_policies', 'directus_relations', 'directus_roles', 'directus_translations')
    THEN 'whole' ELSE 'none' END AS extent
FROM pg_class
WHERE relnamespace = to_regnamespace(quote_ident(:'schema')) AND relkind IN ('r', 'p', 'v', 'm', 'f')
  AND (relkind IN ('r', 'p') OR pg_has_role(current_user, relowner, 'USAGE'));

SELECT format('GRANT SELECT ON %s TO %I', name, :'role') FROM freshen_right WHERE extent = 'whole' ORDER BY name \gexec
SELECT format('REVOKE ALL ON %s FROM %I', name, :'role') FROM freshen_right WHERE extent = 'none' ORDER BY name \gexec
-- Taken from the whole table, a right is taken from its columns, too; so only where it was given for the whole table.
SELECT format('REVOKE SELECT ON %s FROM %I', name, :'role') FROM freshen_right
WHERE extent = 'columns' AND has_table_privilege(:'role', oid, 'SELECT') \gexec
SELECT format('%s SELECT (%s) ON %s %s %I', verb, string_agg(quote_ident(attname), ', '), name, preposition, :'role')
FROM freshen_right JOIN pg_attribute ON attrelid = oid
JOIN (VALUES
  ('GRANT', 'TO', ARRAY['id', 'first_name', 'last_name', 'title', 'avatar', 'xmin', 'ctid', 'tableoid']),
  ('REVOKE', 'FROM', ARRAY['password', 'token', 'tfa_secret', 'auth_data'])
) AS statement(verb, preposition, columns) ON attname = ANY (columns)
WHERE extent = 'columns' AND NOT attisdropped GROUP BY verb, preposition, name \gexec

-- A column of a type of an extension can be compared only by who may use the extension's schema.
SELECT DISTINCT CASE WHEN pg_has_role(current_user, n.nspowner, 'USAGE') THEN format('GRANT USAGE ON SCHEMA %I TO %I', n.nspname, :'role')
  ELSE format('DO $do$ BEGIN RAISE WARNING USING MESSAGE = %L; END $do$',
    format('types of columns are in the schema %1$I: let its owner GRANT USAGE ON SCHEMA %1$I TO %2$I', n.nspname, :'role')) END
FROM freshen_right JOIN pg_attribute a ON a.attrelid = freshen_right.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type part ON part.oid IN (t.typelem, t.typbasetype)
JOIN pg_namespace n ON n.oid IN (t.typnamespace, part.typnamespace)
WHERE extent IN ('whole', 'columns') AND NOT has_schema_privilege(:'role', n.oid, 'USAGE') \gexec

SELECT format('DO $do$ BEGIN RAISE WARNING USING MESSAGE = %L; END $do$',
  format('left out, because %s may not act for their owners: %s', current_user, string_agg(name, ', ' ORDER BY name)))
FROM freshen_right WHERE extent = 'of another owner' HAVING count(*) > 0 \gexec

ALTER DEFAULT PRIVILEGES FOR ROLE :"cms" IN SCHEMA :"schema" GRANT SELECT ON TABLES TO :"role";

-- The ledger's schema belongs to whoever runs this file, because a role can be given a schema only by its members.
CREATE SCHEMA IF NOT EXISTS :"ledger";
SELECT format('GRANT USAGE, CREATE ON SCHEMA %I TO %I', :'ledger', :'role')
WHERE NOT has_schema_privilege(:'role', :'ledger', 'CREATE')
  AND pg_has_role(current_user, (SELECT nspowner FROM pg_namespace WHERE nspname = :'ledger'), 'USAGE') \gexec
COMMIT;
\echo :role may read the tables of :schema, also those that :cms makes from now on.
