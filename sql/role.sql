-- Makes the role that freshen runs as. Run it as a superuser or as the owner of the CMS's database, connected to it:
--
--     psql -v role=freshen -v schema=public -f sql/role.sql "$CMS_DATABASE_URL"
--
-- The role may connect, read the tables, and own the schema `freshen`; it may write nowhere else. Give it a password
-- (\password freshen) or another way to log in. To let it read fewer tables, grant SELECT on those that freshen.yaml
-- names and, for relations by Directus' names, on directus_relations; `freshen run --dry-run` says what is missing.
\set ON_ERROR_STOP on
CREATE ROLE :"role" LOGIN;
SELECT format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), :'role') \gexec
GRANT USAGE ON SCHEMA :"schema" TO :"role";
GRANT SELECT ON ALL TABLES IN SCHEMA :"schema" TO :"role";
ALTER DEFAULT PRIVILEGES IN SCHEMA :"schema" GRANT SELECT ON TABLES TO :"role";
-- Tables whose secrets no page shows.
SELECT format('REVOKE SELECT ON %I.%I FROM %I', :'schema', relname, :'role')
FROM pg_class WHERE relnamespace = (:'schema')::regnamespace
  AND relname IN ('directus_settings', 'directus_sessions', 'directus_shares') \gexec
CREATE SCHEMA freshen AUTHORIZATION :"role";
