-- Creates the role that freshen logs in as. Run it in the CMS's database as a superuser, or as the owner of the database and
-- its tables who has CREATEROLE, as in many managed databases. It is one transaction, and may be run again.
--
--     psql -v role=freshen -v schema=public -f sql/role.sql "$OWNER_URL"
--
-- The role may connect, read the tables, and write only to the schema `freshen`, which it owns. Give it a password
-- (\password freshen) or another way to log in.
--
-- Directus creates the tables of new collections. If it logs in as another role than the one that runs this file, name it,
-- such as -v cms=directus: otherwise freshen cannot read a collection that is added later.
--
-- To let the role read fewer tables, grant SELECT only on the tables that freshen.yaml uses, on directus_relations,
-- directus_fields and directus_collections (for Directus' names of relations and its types), and where freshen.yaml has
-- `reader`, on directus_access, directus_policies and directus_permissions. `freshen doctor` names what is missing.
\set ON_ERROR_STOP on
BEGIN;
SELECT format('CREATE ROLE %I LOGIN', :'role')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), :'role') \gexec
GRANT USAGE ON SCHEMA :"schema" TO :"role";
GRANT SELECT ON ALL TABLES IN SCHEMA :"schema" TO :"role";
ALTER DEFAULT PRIVILEGES IN SCHEMA :"schema" GRANT SELECT ON TABLES TO :"role";
\if :{?cms}
ALTER DEFAULT PRIVILEGES FOR ROLE :"cms" IN SCHEMA :"schema" GRANT SELECT ON TABLES TO :"role";
\endif
-- These tables contain secrets, and no page is made from them.
SELECT format('REVOKE SELECT ON %I.%I FROM %I', :'schema', relname, :'role')
FROM pg_class WHERE relnamespace = (:'schema')::regnamespace
  AND relname IN ('directus_settings', 'directus_sessions', 'directus_shares') \gexec
-- Whoever is no superuser can make a schema for another role only as its member.
SELECT format('GRANT %I TO CURRENT_USER', :'role')
WHERE NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) \gexec
CREATE SCHEMA IF NOT EXISTS freshen AUTHORIZATION :"role";
SELECT format('REVOKE %I FROM CURRENT_USER', :'role')
WHERE NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) \gexec
COMMIT;
