-- Creates the role that freshen logs in as. Run it in the CMS's database as a superuser:
--
--     psql -v role=freshen -v schema=public -f sql/role.sql "$OWNER_URL"
--
-- The role may connect, read the tables, and write only to the schema `freshen`, which it owns. Give it a password
-- (\password freshen) or another way to log in.
--
-- Without a superuser, as in many managed databases, run it as the owner of the database and its tables, who needs
-- CREATEROLE. Its last statement then fails. Run this in its place:
--
--     GRANT freshen TO CURRENT_USER; CREATE SCHEMA freshen AUTHORIZATION freshen;
--
-- The default privileges are for tables that the role which runs this file will create. If Directus logs in as another
-- role, such as `directus`, run this too. Otherwise freshen cannot read a collection that is added later.
--
--     ALTER DEFAULT PRIVILEGES FOR ROLE directus IN SCHEMA public GRANT SELECT ON TABLES TO freshen;
--
-- To let the role read fewer tables, grant SELECT only on the tables that freshen.yaml uses, on directus_relations,
-- directus_fields and directus_collections (for Directus' names of relations and its types), and where freshen.yaml has
-- `reader`, on directus_access, directus_policies and directus_permissions. `freshen doctor` names what is missing.
\set ON_ERROR_STOP on
CREATE ROLE :"role" LOGIN;
SELECT format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), :'role') \gexec
GRANT USAGE ON SCHEMA :"schema" TO :"role";
GRANT SELECT ON ALL TABLES IN SCHEMA :"schema" TO :"role";
ALTER DEFAULT PRIVILEGES IN SCHEMA :"schema" GRANT SELECT ON TABLES TO :"role";
-- These tables contain secrets, and no page is made from them.
SELECT format('REVOKE SELECT ON %I.%I FROM %I', :'schema', relname, :'role')
FROM pg_class WHERE relnamespace = (:'schema')::regnamespace
  AND relname IN ('directus_settings', 'directus_sessions', 'directus_shares') \gexec
CREATE SCHEMA freshen AUTHORIZATION :"role";
