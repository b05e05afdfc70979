--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: freshen; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA freshen;


--
-- Name: page; Type: TYPE; Schema: freshen; Owner: -
--

CREATE TYPE freshen.page AS (
	route integer,
	path text,
	next text,
	fingerprint uuid
);


--
-- Name: percent_encode(text); Type: FUNCTION; Schema: freshen; Owner: -
--

CREATE FUNCTION freshen.percent_encode(value text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    SELECT string_agg(
        CASE WHEN byte IN (33, 36, 61, 64, 95, 126) OR byte BETWEEN 38 AND 59 OR byte BETWEEN 65 AND 90
                  OR byte BETWEEN 97 AND 122 THEN chr(byte)
             ELSE '%' || upper(lpad(to_hex(byte), 2, '0')) END, '' ORDER BY place)
    FROM (SELECT place, get_byte(convert_to(value, 'UTF8'), place) AS byte
          FROM generate_series(0, octet_length(convert_to(value, 'UTF8')) - 1) AS place) AS bytes
$$;


--
-- Name: url_path(text); Type: FUNCTION; Schema: freshen; Owner: -
--

CREATE FUNCTION freshen.url_path(path text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT CASE WHEN path LIKE '/%' AND strpos(path, '//') = 0 THEN path
                ELSE '/' || ltrim(regexp_replace(path, '/{2,}', '/', 'g'), '/') END
$$;


--
-- Name: url_value(text); Type: FUNCTION; Schema: freshen; Owner: -
--

CREATE FUNCTION freshen.url_value(value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
    SELECT CASE WHEN value COLLATE "C" ~ '^[A-Za-z0-9._~!$&''()*+,;=:@/-]+$' THEN value
                WHEN value <> '' THEN freshen.percent_encode(value) END
$_$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: batch; Type: TABLE; Schema: freshen; Owner: -
--

CREATE TABLE freshen.batch (
    id bigint NOT NULL,
    distribution text NOT NULL,
    caller_reference uuid DEFAULT gen_random_uuid() NOT NULL,
    items text[] NOT NULL,
    up_to bigint NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    invalidation text,
    confirmed_at timestamp with time zone
);


--
-- Name: batch_id_seq; Type: SEQUENCE; Schema: freshen; Owner: -
--

ALTER TABLE freshen.batch ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME freshen.batch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: change; Type: TABLE; Schema: freshen; Owner: -
--

CREATE TABLE freshen.change (
    id bigint NOT NULL,
    run bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    audience text,
    kind text NOT NULL,
    path text,
    next text,
    collection text,
    item text,
    reason text NOT NULL,
    CONSTRAINT change_audience_check CHECK ((audience = 'distributions'::text)),
    CONSTRAINT change_kind_check CHECK ((kind = ANY (ARRAY['path'::text, 'page'::text, 'layout'::text, 'tag'::text, 'everything'::text])))
);


--
-- Name: change_id_seq; Type: SEQUENCE; Schema: freshen; Owner: -
--

ALTER TABLE freshen.change ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME freshen.change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: checkpoint; Type: TABLE; Schema: freshen; Owner: -
--

CREATE TABLE freshen.checkpoint (
    singleton boolean DEFAULT true NOT NULL,
    run bigint DEFAULT 0 NOT NULL,
    at timestamp with time zone,
    snapshot pg_snapshot,
    captured_at timestamp with time zone,
    world text,
    lsn pg_lsn,
    counts jsonb DEFAULT '{}'::jsonb NOT NULL,
    pruned bigint DEFAULT 0 NOT NULL,
    CONSTRAINT checkpoint_singleton_check CHECK (singleton)
);


--
-- Name: collection; Type: TABLE; Schema: freshen; Owner: -
--

CREATE TABLE freshen.collection (
    id integer NOT NULL,
    name text NOT NULL,
    signature text NOT NULL
);


--
-- Name: item; Type: TABLE; Schema: freshen; Owner: -
--

CREATE TABLE freshen.item (
    collection integer NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    version uuid NOT NULL,
    digest uuid NOT NULL,
    visible boolean NOT NULL,
    next_due timestamp with time zone,
    pages freshen.page[] NOT NULL
);


--
-- Name: migration; Type: TABLE; Schema: freshen; Owner: -
--

CREATE TABLE freshen.migration (
    version integer NOT NULL,
    name text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: quarantine; Type: TABLE; Schema: freshen; Owner: -
--

CREATE TABLE freshen.quarantine (
    target bigint NOT NULL,
    kind text NOT NULL,
    path text NOT NULL,
    reason text NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);


--
-- Name: route; Type: TABLE; Schema: freshen; Owner: -
--

CREATE TABLE freshen.route (
    id integer NOT NULL,
    kind text NOT NULL,
    text text NOT NULL,
    next text DEFAULT ''::text NOT NULL,
    CONSTRAINT route_kind_check CHECK ((kind = ANY (ARRAY['path'::text, 'page'::text, 'layout'::text, 'tag'::text, 'pages_of'::text, 'everything'::text])))
);


--
-- Name: run; Type: TABLE; Schema: freshen; Owner: -
--

CREATE TABLE freshen.run (
    id bigint NOT NULL,
    at timestamp with time zone,
    finished_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    command text NOT NULL,
    outcome text NOT NULL,
    exit integer NOT NULL,
    changes integer NOT NULL,
    error text
);


--
-- Name: run_id_seq; Type: SEQUENCE; Schema: freshen; Owner: -
--

ALTER TABLE freshen.run ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME freshen.run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: target; Type: TABLE; Schema: freshen; Owner: -
--

CREATE TABLE freshen.target (
    id bigint NOT NULL,
    kind text NOT NULL,
    web text DEFAULT ''::text NOT NULL,
    name text NOT NULL,
    acknowledged bigint,
    acknowledged_at timestamp with time zone,
    seen_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    lacking bigint,
    build_id text,
    fresh_since text,
    CONSTRAINT target_kind_check CHECK ((kind = ANY (ARRAY['pod'::text, 'distribution'::text])))
);


--
-- Name: target_id_seq; Type: SEQUENCE; Schema: freshen; Owner: -
--

ALTER TABLE freshen.target ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME freshen.target_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Data for Name: batch; Type: TABLE DATA; Schema: freshen; Owner: -
--

COPY freshen.batch (id, distribution, caller_reference, items, up_to, created_at, invalidation, confirmed_at) FROM stdin;
2	E2BX1E7RR7IV8R	426a1471-a92f-48cb-a6a0-ba302b66ceca	{/articles/article-20,/articles/article-39,/articles/article-39-renamed,/news/article-39,/news/article-39-renamed,/sitemap.xml,/topics/news,/topics/releases}	22	2026-11-29 14:44:35.837346+00	I0000000000002	\N
1	E2BX1E7RR7IV8R	cdf09a05-274e-42b1-8b07-1105d3e1d39a	{/articles/article-40,/articles/fresh-news,/articles/from-the-archives,/articles/scheduled-soon,/news/article-40,/news/fresh-news,/news/from-the-archives,/news/scheduled-soon,/sitemap.xml,/topics/events,/topics/guides,/topics/news,/topics/opinion,/topics/releases}	14	2026-11-29 14:44:35.440068+00	I0000000000001	2026-11-29 14:44:36.023019+00
4	E2BX1E7RR7IV8R	ecd1d323-7044-47ba-b27c-0722e6edda2f	{/*}	24	2026-11-29 14:44:36.157265+00	I0000000000003	\N
5	E2BX1E7RR7IV8R	d2d2fcef-c09f-49cb-97b8-0c7af1698300	{/*}	25	2026-11-29 14:44:36.674503+00	I0000000000004	\N
6	E2BX1E7RR7IV8R	f4e082b6-d4e9-438f-ba33-98d946d10f74	{/*}	31	2026-11-29 14:44:37.933804+00	\N	\N
\.


--
-- Data for Name: change; Type: TABLE DATA; Schema: freshen; Owner: -
--

COPY freshen.change (id, run, at, audience, kind, path, next, collection, item, reason) FROM stdin;
1	2	2026-11-29 14:44:35.404905+00	\N	path	/articles/article-40	\N	articles	b0000000-0000-4000-8000-000000000040	changed
2	2	2026-11-29 14:44:35.405199+00	\N	path	/articles/fresh-news	\N	articles	cb97c871-629c-4470-88c0-929d84072777	published
3	2	2026-11-29 14:44:35.405212+00	\N	path	/articles/from-the-archives	\N	articles	022a3ada-6b4a-4df3-8d9f-6b55537c2234	published
4	2	2026-11-29 14:44:35.405219+00	\N	path	/articles/scheduled-soon	\N	articles	1b14e482-be22-4d4d-939e-c88a0ca99817	published
5	2	2026-11-29 14:44:35.405226+00	\N	path	/news/article-40	/articles/article-40	articles	b0000000-0000-4000-8000-000000000040	changed
6	2	2026-11-29 14:44:35.405233+00	\N	path	/news/fresh-news	/articles/fresh-news	articles	cb97c871-629c-4470-88c0-929d84072777	published
7	2	2026-11-29 14:44:35.405239+00	\N	path	/news/from-the-archives	/articles/from-the-archives	articles	022a3ada-6b4a-4df3-8d9f-6b55537c2234	published
8	2	2026-11-29 14:44:35.405245+00	\N	path	/news/scheduled-soon	/articles/scheduled-soon	articles	1b14e482-be22-4d4d-939e-c88a0ca99817	published
9	2	2026-11-29 14:44:35.405252+00	\N	path	/sitemap.xml	\N	articles	022a3ada-6b4a-4df3-8d9f-6b55537c2234	published
10	2	2026-11-29 14:44:35.405258+00	\N	path	/topics/events	\N	articles	b0000000-0000-4000-8000-000000000040	changed
11	2	2026-11-29 14:44:35.405264+00	\N	path	/topics/guides	\N	articles	cb97c871-629c-4470-88c0-929d84072777	published
12	2	2026-11-29 14:44:35.40527+00	\N	path	/topics/news	\N	articles	cb97c871-629c-4470-88c0-929d84072777	published
13	2	2026-11-29 14:44:35.405276+00	\N	path	/topics/opinion	\N	articles	1b14e482-be22-4d4d-939e-c88a0ca99817	published
14	2	2026-11-29 14:44:35.405289+00	\N	path	/topics/releases	\N	articles	022a3ada-6b4a-4df3-8d9f-6b55537c2234	published
15	3	2026-11-29 14:44:35.803527+00	\N	path	/articles/article-20	\N	articles	b0000000-0000-4000-8000-000000000020	changed
16	3	2026-11-29 14:44:35.803588+00	\N	path	/articles/article-39	\N	articles	b0000000-0000-4000-8000-000000000039	changed
17	3	2026-11-29 14:44:35.803594+00	\N	path	/articles/article-39-renamed	\N	articles	b0000000-0000-4000-8000-000000000039	changed
18	3	2026-11-29 14:44:35.803598+00	\N	path	/news/article-39	/articles/article-39	articles	b0000000-0000-4000-8000-000000000039	changed
19	3	2026-11-29 14:44:35.803606+00	\N	path	/news/article-39-renamed	/articles/article-39-renamed	articles	b0000000-0000-4000-8000-000000000039	changed
20	3	2026-11-29 14:44:35.803611+00	\N	path	/sitemap.xml	\N	articles	b0000000-0000-4000-8000-000000000039	changed
21	3	2026-11-29 14:44:35.803615+00	\N	path	/topics/news	\N	articles	b0000000-0000-4000-8000-000000000039	changed
22	3	2026-11-29 14:44:35.803619+00	\N	path	/topics/releases	\N	articles	b0000000-0000-4000-8000-000000000039	changed
23	3	2026-11-29 14:44:35.996046+00	\N	tag	menu	\N	\N	\N	asked for
24	3	2026-11-29 14:44:36.123371+00	\N	path	/by-hand	\N	\N	\N	asked for
25	4	2026-11-29 14:44:36.665434+00	distributions	everything	\N	\N	\N	\N	again: a pod lacked it when CloudFront was told
26	5	2026-11-29 14:44:37.875194+00	\N	path	/articles/article-37	\N	articles	b0000000-0000-4000-8000-000000000037	deleted
27	5	2026-11-29 14:44:37.875276+00	\N	path	/news/article-37	/articles/article-37	articles	b0000000-0000-4000-8000-000000000037	deleted
28	5	2026-11-29 14:44:37.875284+00	\N	path	/sitemap.xml	\N	articles	b0000000-0000-4000-8000-000000000037	deleted
29	5	2026-11-29 14:44:37.875298+00	\N	path	/topics/guides	\N	articles	b0000000-0000-4000-8000-000000000037	deleted
30	5	2026-11-29 14:44:37.875303+00	\N	path	/topics/opinion	\N	articles	b0000000-0000-4000-8000-000000000037	deleted
31	5	2026-11-29 14:44:37.927781+00	distributions	everything	\N	\N	\N	\N	again: a pod lacked it when CloudFront was told
\.


--
-- Data for Name: checkpoint; Type: TABLE DATA; Schema: freshen; Owner: -
--

COPY freshen.checkpoint (singleton, run, at, snapshot, captured_at, world, lsn, counts, pruned) FROM stdin;
t	5	2026-11-29 14:44:37.753327+00	1037:1037:	2026-11-29 14:44:37.883396+00	7713604372456610494 00000001 16384 17135 1037	0/1AE4C68	{"16385": 63, "16392": 112, "16402": 8, "16663": 1, "16669": 6}	0
\.


--
-- Data for Name: collection; Type: TABLE DATA; Schema: freshen; Owner: -
--

COPY freshen.collection (id, name, signature) FROM stdin;
1	articles	6842ae124d090dfb
2	topics	9c006f2eef32a1c2
3	site_settings	77ec7c9593ac6da9
\.


--
-- Data for Name: item; Type: TABLE DATA; Schema: freshen; Owner: -
--

COPY freshen.item (collection, key, version, digest, visible, next_due, pages) FROM stdin;
1	b0000000-0000-4000-8000-000000000004	ab0a8380-0c80-c688-b747-a85e44d2e6bc	4af98585-c884-f10d-5315-f2b76dd8fdc8	t	\N	{"(1,/articles/article-04,,5f1c06d7-857a-8608-43e0-b9ef8a7957e6)","(2,/news/article-04,/articles/article-04,c2ae827b-6826-86d6-fcd0-3add1c58541e)","(4,/sitemap.xml,,608c170d-8718-2484-ef81-a304f924f379)","(3,/topics/events,,c923406f-4520-11e0-30ce-249755016362)","(3,/topics/opinion,,c923406f-4520-11e0-30ce-249755016362)"}
1	b0000000-0000-4000-8000-000000000005	7dbed3f7-3fd8-b9ad-a749-af052406a3ee	5797b467-f7da-48ad-cfa3-f84b5ee0e4b5	t	\N	{"(1,/articles/article-05,,c401a364-d758-041a-7807-54f14b2a59c2)","(2,/news/article-05,/articles/article-05,e792d682-f34f-154d-d356-2a356ad75493)","(4,/sitemap.xml,,884653ec-7f80-db0a-a5d6-123ac30b15e8)","(3,/topics/archive,,e9d108da-a25e-2cb0-dbaf-bc7aafbf541d)","(3,/topics/events,,e9d108da-a25e-2cb0-dbaf-bc7aafbf541d)"}
1	b0000000-0000-4000-8000-000000000006	55c12927-be67-63ba-5454-d469ad72a427	9d9cdf2f-2bdf-e306-94da-49ce86810d03	t	\N	{"(1,/articles/article-06,,6f6b762a-8f78-089e-b781-77b0dfcfaef7)","(2,/news/article-06,/articles/article-06,98ae95ea-6387-0e04-9be2-3f050b79f333)","(4,/sitemap.xml,,c8d17a4b-9a2e-dbff-a002-4aaac562f3aa)","(3,/topics/news,,f050b5fc-463b-3b6f-548d-2a6393b18edf)"}
1	b0000000-0000-4000-8000-000000000007	c76a4a05-9b2c-f602-a6e8-56a878a8d5db	2bbf3c19-7f76-3c05-b8f0-be05f7889adf	t	\N	{"(1,/articles/article-07,,356f80f4-b53e-4003-0778-3b79eccf0b16)","(2,/news/article-07,/articles/article-07,c5893ba9-c43a-ca25-b052-a12f858cfbe6)","(4,/sitemap.xml,,15f49f12-d5ca-4ae6-4a89-5dcefa598561)","(3,/topics/guides,,4081c4da-3f95-68f7-751a-683b11481bfc)","(3,/topics/opinion,,4081c4da-3f95-68f7-751a-683b11481bfc)"}
1	b0000000-0000-4000-8000-000000000008	2a796f93-e23f-fd45-3499-6814348c245f	8c4de71f-cdff-59c7-f015-927c206f942c	t	\N	{"(1,/articles/article-08,,1360477b-e322-d3cc-6f3c-f1d7834ac3f0)","(2,/news/article-08,/articles/article-08,39b76b52-d2f0-1145-e512-7fbf014356ab)","(4,/sitemap.xml,,2bd701ef-7345-1bb3-9c6a-4290e90deb85)","(3,/topics/events,,ca33a1cd-23dd-2de0-238d-eaabcda20bae)","(3,/topics/opinion,,ca33a1cd-23dd-2de0-238d-eaabcda20bae)"}
1	b0000000-0000-4000-8000-000000000009	1cf49fb0-60f2-34b7-a115-c2b22ab7de11	5645ad66-eced-034c-0330-de83c0901d42	t	\N	{"(1,/articles/article-09,,15840526-f35f-7843-2700-a3b0cc7ffa03)","(2,/news/article-09,/articles/article-09,a6b47a1d-6f57-e3d4-3695-7d73bccb653a)","(4,/sitemap.xml,,5881f82f-aea9-5356-09f8-414a43026559)","(3,/topics/news,,c38e1cdb-6752-e3b0-78f7-5e4ec9307ecc)","(3,/topics/releases,,c38e1cdb-6752-e3b0-78f7-5e4ec9307ecc)"}
1	b0000000-0000-4000-8000-000000000011	15fa1ec4-dd78-0dea-3bb4-4bd7b97880de	b84f6c15-9e2d-8df2-e1b2-9ebbb09aa869	t	\N	{"(1,/articles/article-11,,8911dba9-f1ce-3e43-4468-205d5a070b9e)","(2,/news/article-11,/articles/article-11,34454f25-e3db-1a2c-b827-6364b80a0a13)","(4,/sitemap.xml,,29e1626d-777c-157a-b359-da02474c88b8)","(3,/topics/archive,,a99c0d30-4cb3-de32-e97a-c0fe3e9b1b7c)","(3,/topics/events,,a99c0d30-4cb3-de32-e97a-c0fe3e9b1b7c)"}
1	b0000000-0000-4000-8000-000000000012	f148b4c5-9e07-2dcc-a20f-9c6cae507dd5	3deb4361-16e4-19a0-4310-f16742af208c	t	\N	{"(1,/articles/article-12,,523a1c23-c4a7-5e95-8e00-9788715cb234)","(2,/news/article-12,/articles/article-12,24e6c7a3-323a-289c-61ae-cbffb1e6fdab)","(4,/sitemap.xml,,bce311cd-1b70-fa55-4565-fa59ece658b8)","(3,/topics/news,,2b919113-f0b3-6b34-652e-ade72b825557)"}
1	b0000000-0000-4000-8000-000000000013	df47454c-756b-6474-a55e-7a7c2eb0971a	d56370d4-6195-75fd-7106-af25f45f416d	t	\N	{"(1,/articles/article-13,,d6276efb-8e71-7873-86f5-5321c1fe918d)","(2,/news/article-13,/articles/article-13,779c86cc-500b-44e8-f51c-450fc2aae01b)","(4,/sitemap.xml,,8329d895-cb5d-85cf-9ca8-7da87c472275)","(3,/topics/guides,,cc2ab036-fe10-f015-fa71-2b5840bf5d26)","(3,/topics/opinion,,cc2ab036-fe10-f015-fa71-2b5840bf5d26)"}
1	b0000000-0000-4000-8000-000000000014	03c2d0db-7714-20ff-0d2f-7087ae079ed1	c1d6e32b-bbd2-e4b9-f972-22a41fe0809b	t	\N	{"(1,/articles/article-14,,54a348c0-ba6b-95ec-9e29-cfa939ab360f)","(2,/news/article-14,/articles/article-14,76a3801b-3e01-f1df-f939-bb573bf94caf)","(4,/sitemap.xml,,8dcbaded-e890-22c0-fbee-624939ab09b1)","(3,/topics/events,,8abf2b6e-270d-8e30-876d-a8517223b2f8)","(3,/topics/opinion,,8abf2b6e-270d-8e30-876d-a8517223b2f8)"}
1	b0000000-0000-4000-8000-000000000015	253b2e79-44d7-69d9-0689-b9ea4ff780a3	07d3421e-5b31-05fe-f92c-7622fa89b72a	t	\N	{"(1,/articles/article-15,,9ecf1144-35c4-f766-17b3-9b9b301d6d98)","(2,/news/article-15,/articles/article-15,8b78b517-47f9-7d06-d432-4954841feeb2)","(4,/sitemap.xml,,ffb39978-2996-61ad-ec1b-40e0d6b9fab1)","(3,/topics/news,,cc30f444-6bb7-2e5f-8a53-4706dc138fa8)","(3,/topics/releases,,cc30f444-6bb7-2e5f-8a53-4706dc138fa8)"}
1	b0000000-0000-4000-8000-000000000016	bf33ee70-a473-f155-8f2a-6e048e4697ff	95b1c919-7477-8d2c-f8b9-743bc06eb550	t	\N	{"(1,/articles/article-16,,02499c0d-b13b-c589-5ea5-eaaef6325388)","(2,/news/article-16,/articles/article-16,0dff5c8c-3040-b189-95ad-b34106721123)","(4,/sitemap.xml,,9cea9b87-6a33-2e7f-06da-6155b673ff8b)","(3,/topics/events,,6788b883-a6fc-d015-5998-3ecdc223f993)","(3,/topics/opinion,,6788b883-a6fc-d015-5998-3ecdc223f993)"}
1	b0000000-0000-4000-8000-000000000017	2cbff0f7-9949-4dc4-81a1-c718cf19e394	06733e30-83db-f84b-0cf9-72ab11e0d91e	t	\N	{"(1,/articles/article-17,,2cac48b7-df1c-c0dd-a14b-885a2b957231)","(2,/news/article-17,/articles/article-17,4c31f723-81b7-3a7b-af81-baa9db0ac820)","(4,/sitemap.xml,,fe452173-aa39-b151-4397-a46b45b53891)","(3,/topics/archive,,5e1b8c1a-21e4-9656-25b1-65497424cffc)","(3,/topics/events,,5e1b8c1a-21e4-9656-25b1-65497424cffc)"}
1	b0000000-0000-4000-8000-000000000018	3d64c473-7b4c-499a-bb34-84330e08b4e0	2f4eca1c-b142-f066-bafa-01c5a2f9f374	t	\N	{"(1,/articles/article-18,,3ce53914-d009-f3e2-2e6e-9f590c29ead9)","(2,/news/article-18,/articles/article-18,de401221-586d-2d15-706e-ead1094b7e6e)","(4,/sitemap.xml,,e4231710-05cd-705f-26f5-8313ccb0dd7e)","(3,/topics/news,,99547be6-f269-d014-4d78-20e042f485b8)"}
1	b0000000-0000-4000-8000-000000000019	96b60a93-b710-81aa-3057-4573f9694b49	7131937e-c24e-997d-537b-0861f12feeea	t	\N	{"(1,/articles/article-19,,4ec35b0f-ee6b-972a-e745-d1a0e1abddaf)","(2,/news/article-19,/articles/article-19,dbab4fad-2e8b-82d5-bc7b-3527f3c6b46a)","(4,/sitemap.xml,,20f6d751-4417-ac52-fb2f-8a06d764ff12)","(3,/topics/guides,,537cfd16-cf1e-8ca6-77df-4cca9b3dce60)","(3,/topics/opinion,,537cfd16-cf1e-8ca6-77df-4cca9b3dce60)"}
1	b0000000-0000-4000-8000-000000000021	242edd39-b106-9ee1-524e-b4b5465dd8b7	889bb2bf-ffc3-c389-7a7a-342fc820791e	t	\N	{"(1,/articles/article-21,,6e031e08-65a8-0bc6-7e8f-a11686dc1ce2)","(2,/news/article-21,/articles/article-21,d95325bb-1094-db17-3458-fa001f4aa718)","(4,/sitemap.xml,,d79e4bce-ad67-844f-730d-20cc27362e3d)","(3,/topics/news,,f569e76a-a103-dd81-854e-e95ca3ff02fe)","(3,/topics/releases,,f569e76a-a103-dd81-854e-e95ca3ff02fe)"}
1	b0000000-0000-4000-8000-000000000022	66a8b48a-e91d-1e38-37d5-88b51f325fa5	a1b293e7-72d2-1c05-ecb7-e307c24cb713	t	\N	{"(1,/articles/article-22,,83e3a666-15ea-30d9-b02b-afffd2f0913a)","(2,/news/article-22,/articles/article-22,ae76a728-e82f-e934-92d6-ebe13e947462)","(4,/sitemap.xml,,6c6d78c0-01e7-da14-aa04-98dfc2a8112b)","(3,/topics/events,,9c71ee62-c3c6-8d08-9432-5a3596b8a47a)","(3,/topics/opinion,,9c71ee62-c3c6-8d08-9432-5a3596b8a47a)"}
1	b0000000-0000-4000-8000-000000000001	ed206277-c719-3773-0e8f-0645053be663	0a0c8f48-f215-1db0-dd24-d348a8b6f09c	t	\N	{"(1,/articles/article-01,,cbbf3298-934f-68ca-f1b2-cf434586f91e)","(2,/news/article-01,/articles/article-01,691d11bf-5622-6bbb-7cd3-e715e517a187)","(4,/sitemap.xml,,38b1fe46-bfaf-04dc-8c84-e2ccd9694a98)","(3,/topics/guides,,0fc01a28-1fa3-79d8-966f-b3205961724c)","(3,/topics/opinion,,0fc01a28-1fa3-79d8-966f-b3205961724c)"}
1	b0000000-0000-4000-8000-000000000002	4d7a07db-dcb7-ac93-d0e1-01105615faf5	900f7212-1b0e-5bde-7754-58d39b1dc9fe	t	\N	{"(1,/articles/article-02,,c9062d42-cf62-7bde-d50e-7e42ff5ed82d)","(2,/news/article-02,/articles/article-02,85d07ca7-fe6a-57e2-46a2-5f088346554a)","(4,/sitemap.xml,,17b1f5e7-cae0-6aea-e424-80d9ddc02f7c)","(3,/topics/events,,d89bae6b-dab8-95c8-4ad5-972b11fbe95e)","(3,/topics/opinion,,d89bae6b-dab8-95c8-4ad5-972b11fbe95e)"}
1	b0000000-0000-4000-8000-000000000003	34181ebe-db83-3ce1-1b1d-147e565dc139	5017b6a1-bdb6-059c-6560-ddacb54e2b5e	t	\N	{"(1,/articles/article-03,,6e52948a-e4af-7dbf-dadc-201b3842cca8)","(2,/news/article-03,/articles/article-03,24f9efcf-43d6-6d00-3684-f69c5d8bf327)","(4,/sitemap.xml,,7a2a6664-0880-f354-9bc4-d4da2cab6d1f)","(3,/topics/news,,3ae422be-780f-afc2-2146-8a7d50e5fdf0)","(3,/topics/releases,,3ae422be-780f-afc2-2146-8a7d50e5fdf0)"}
1	b0000000-0000-4000-8000-000000000010	97ef9ca5-a85e-43ff-0e26-af9f91af8c0f	5035e0de-0e1a-4161-4e12-1c85fdf9d931	t	\N	{"(1,/articles/article-10,,2ba7d8ff-aac9-35d4-1d00-456aac2f2bdf)","(2,/news/article-10,/articles/article-10,d39a04d9-a5c9-9c66-b334-ca97b506e2b5)","(4,/sitemap.xml,,4da3f929-5816-ea64-30e5-e61c2d7a4224)","(3,/topics/events,,bce126df-1959-5227-1edb-9b8732493903)","(3,/topics/opinion,,bce126df-1959-5227-1edb-9b8732493903)"}
1	b0000000-0000-4000-8000-000000000023	9ab8855e-f672-15be-0145-60f7e65d3c93	747293b1-6d1c-6b96-c9e1-8f2611fea05e	t	\N	{"(1,/articles/article-23,,9ce26a0d-47ee-2957-1d4d-a26d79b4cf11)","(2,/news/article-23,/articles/article-23,cfd559c8-9e25-6c42-5fbf-79b338caa5f2)","(4,/sitemap.xml,,84d66e15-f278-1ad1-a19d-a747b382ccbb)","(3,/topics/archive,,b253d726-eeea-9b08-3403-5f304dba2949)","(3,/topics/events,,b253d726-eeea-9b08-3403-5f304dba2949)"}
1	b0000000-0000-4000-8000-000000000024	bba5142e-384f-5a55-ea3e-6c908ed880eb	e9e905df-1d03-4b27-49ee-3f0ce5ce245a	t	\N	{"(1,/articles/article-24,,813bc18d-2a19-35b2-e4aa-b298f7aa5963)","(2,/news/article-24,/articles/article-24,4ac82d2d-09f1-3136-8aee-b004711db58c)","(4,/sitemap.xml,,3fe3c9d6-fbaf-ca3e-4891-1ebae38b7298)","(3,/topics/news,,e1ab44a0-6307-e27e-e7f2-e487a0392d3f)"}
1	b0000000-0000-4000-8000-000000000025	96ced312-8ff3-798b-b466-8d428ecaf2ad	be21d980-ce49-1c9e-b88f-34e80dd31f0b	t	\N	{"(1,/articles/article-25,,e1a74cd3-e933-e115-a546-4ceef9671a3f)","(2,/news/article-25,/articles/article-25,30cd3e5a-1103-c74b-f3aa-3aeec383e752)","(4,/sitemap.xml,,e3924aa1-5c06-7a98-a35d-072fa3f5b644)","(3,/topics/guides,,0132dfea-4bc1-0466-e980-8de33355e1a7)","(3,/topics/opinion,,0132dfea-4bc1-0466-e980-8de33355e1a7)"}
1	b0000000-0000-4000-8000-000000000026	85b255b3-9bc0-0415-fdf3-f9b308593b2c	a1708658-1be6-c665-449d-c28de793d182	t	\N	{"(1,/articles/article-26,,3af0a47e-340a-7a18-9bec-bdfa20b01f44)","(2,/news/article-26,/articles/article-26,8e256707-82f3-011c-e1b3-7a9b6cbe72a7)","(4,/sitemap.xml,,990ece93-105b-a969-4375-4ddb61d8a4a7)","(3,/topics/events,,ea19d87f-30a6-20f4-51cb-e1ac6300b916)","(3,/topics/opinion,,ea19d87f-30a6-20f4-51cb-e1ac6300b916)"}
1	b0000000-0000-4000-8000-000000000027	cdd75359-b702-e3e4-8e92-2950160e8ab7	67a836ef-8fa4-9ac4-868d-29ceb5b63ed9	t	\N	{"(1,/articles/article-27,,bd95c036-419d-865f-fb02-f7d46701b5df)","(2,/news/article-27,/articles/article-27,26c26e4e-f491-680a-5f65-5158b5298632)","(4,/sitemap.xml,,4fe54d1d-fd82-7421-e1e7-18919f71d634)","(3,/topics/news,,0511000c-3283-c7f7-bf21-dec85e5766df)","(3,/topics/releases,,0511000c-3283-c7f7-bf21-dec85e5766df)"}
1	b0000000-0000-4000-8000-000000000028	4a9ac33c-4df6-438e-c55f-00d2a34a5296	6ae43b4a-2185-504b-0ac1-33cf55c0d25e	t	\N	{"(1,/articles/article-28,,3e5f759d-e445-2730-e13b-992f06b522f5)","(2,/news/article-28,/articles/article-28,8eb3d6e6-1f21-1f8e-6d31-5c44588e851f)","(4,/sitemap.xml,,e0810c09-6a5b-2972-bc71-94cca68cae64)","(3,/topics/events,,9e9ccc48-9612-74c0-c2d1-042b44690470)","(3,/topics/opinion,,9e9ccc48-9612-74c0-c2d1-042b44690470)"}
1	b0000000-0000-4000-8000-000000000029	857b0889-b5da-f355-70ed-5fbdacc78f34	fa141270-b1de-8681-f9bb-ffed238ca61f	t	\N	{"(1,/articles/article-29,,7fba000a-91c3-d76f-50c2-10787943c3de)","(2,/news/article-29,/articles/article-29,6a8bc957-165e-ef02-0916-e64906c80ca5)","(4,/sitemap.xml,,22d7da95-757b-c200-7a5b-41596e650fcf)","(3,/topics/archive,,ff03546c-b7be-e174-c763-6c8825c59a2e)","(3,/topics/events,,ff03546c-b7be-e174-c763-6c8825c59a2e)"}
1	b0000000-0000-4000-8000-000000000030	a30ba617-4b14-de92-0d1a-6bf20cb6cb96	1a4a12b0-9284-4144-333b-aeb72aa1c488	t	\N	{"(1,/articles/article-30,,c1468275-a6d5-2395-ca0d-95729be40962)","(2,/news/article-30,/articles/article-30,64da03fe-1195-8b52-ccee-d881d2ab6352)","(4,/sitemap.xml,,62b45335-bac9-1220-50dc-e5714539c231)","(3,/topics/news,,8d13de75-675d-e1d1-12c6-bcf3b308fdcb)"}
1	b0000000-0000-4000-8000-000000000031	af594f7e-8d77-a41e-6d2f-e3f7e6913908	5a4437ac-5bd3-98e1-2a2f-4e2e4d1cfc3a	t	\N	{"(1,/articles/article-31,,c0513659-165c-d8e9-08b3-cb24b7429b41)","(2,/news/article-31,/articles/article-31,2c97d4ad-e41c-65da-471e-573f09ad8063)","(4,/sitemap.xml,,2a43795a-7bef-8177-9e52-761850b03d1c)","(3,/topics/guides,,d75db9cb-8cd7-f738-e176-3cf5d70de2e1)","(3,/topics/opinion,,d75db9cb-8cd7-f738-e176-3cf5d70de2e1)"}
1	b0000000-0000-4000-8000-000000000032	e9dec2d4-4e6a-4a55-3c66-7d277b026a9e	54b3c9dc-810d-b0ff-ec5a-af3fda7cc873	t	\N	{"(1,/articles/article-32,,040cdd26-bb3b-64aa-28dc-a881e58372ef)","(2,/news/article-32,/articles/article-32,d8622e40-86ef-a8a2-4ab5-cb0491c65603)","(4,/sitemap.xml,,97a59324-d237-5f5f-e8a6-073a9c27d0b9)","(3,/topics/events,,bd33ec7a-f136-3cce-b845-38ef683c7ed8)","(3,/topics/opinion,,bd33ec7a-f136-3cce-b845-38ef683c7ed8)"}
1	b0000000-0000-4000-8000-000000000033	76a408f3-6d1c-541a-3df5-9312901894aa	8bbcbe08-f4af-e7ae-465b-b6be39890edc	t	\N	{"(1,/articles/article-33,,c3f47653-9d88-3a1a-a14a-d1fef2a7ea8f)","(2,/news/article-33,/articles/article-33,4eee0012-8b21-38d2-333f-6cea065b77d8)","(4,/sitemap.xml,,31e98a16-46d9-4b82-f6a5-64265e1ca6cd)","(3,/topics/news,,3919af47-4dfe-9381-1c2d-eb3922eed986)","(3,/topics/releases,,3919af47-4dfe-9381-1c2d-eb3922eed986)"}
1	b0000000-0000-4000-8000-000000000034	14ae9cde-72f5-6634-9561-63ffabc98972	efcbcced-496a-723b-ec7b-bd41f2b168c9	t	\N	{"(1,/articles/article-34,,8119d95d-f50d-7c65-359a-2fd93951c11f)","(2,/news/article-34,/articles/article-34,1e65879e-a568-fbd1-8f44-e760aed9eee5)","(4,/sitemap.xml,,6a7b6475-b3ce-3300-2095-92d69e4322ea)","(3,/topics/events,,35e861c3-9d7a-3e1c-1a33-ac997e2f6db0)","(3,/topics/opinion,,35e861c3-9d7a-3e1c-1a33-ac997e2f6db0)"}
1	b0000000-0000-4000-8000-000000000035	f0c6f6ef-497c-d132-b58f-38fa2e2c9e6d	11e91e4b-8ee0-c5e3-bf7e-8ce9c2c5dcd7	t	\N	{"(1,/articles/article-35,,c57dc201-86f8-b1c6-48fd-98894d5d9d34)","(2,/news/article-35,/articles/article-35,79405692-a5e0-2794-7aae-ad0745f1e8e2)","(4,/sitemap.xml,,6756482f-e34d-1f48-5992-5a228b1138b5)","(3,/topics/archive,,f75caaa2-5bcc-c530-612f-a095ff434939)","(3,/topics/events,,f75caaa2-5bcc-c530-612f-a095ff434939)"}
1	b0000000-0000-4000-8000-000000000036	ddccce73-92c5-fd0a-4c32-e334949a72fc	9d196a45-3909-7102-a8bd-25f4874c00b3	t	\N	{"(1,/articles/article-36,,e83204f4-dcfe-d2a0-fe05-166ba8c85326)","(2,/news/article-36,/articles/article-36,3e6eb8eb-8b9f-02df-fc2e-ecfc055b48eb)","(4,/sitemap.xml,,8fac75f8-6bee-00ae-a2a0-88003c465bae)","(3,/topics/news,,568481c6-0a5e-659f-92f8-73b3dbf3ac81)"}
1	b0000000-0000-4000-8000-000000000041	09024e1e-8c29-08f2-e31b-fb8cc42fdf5e	6d3ca7dd-bf05-ecc7-aa53-7e037a296a5a	f	\N	{}
1	b0000000-0000-4000-8000-000000000042	450aa936-403c-cd57-bf95-af3824b4dc32	6b54aac7-4ff0-03c9-0a15-110eeaaf8a8a	f	\N	{}
1	b0000000-0000-4000-8000-000000000043	eeb06378-a1eb-9aca-c5df-ad7f8a159740	39ca1873-40ea-2aee-3e90-881b6f66cb3e	f	\N	{}
1	b0000000-0000-4000-8000-000000000044	952aff7a-0903-f913-f9a6-d327d31ecd49	407336d7-1cf7-a566-3486-50507041fd14	f	\N	{}
1	b0000000-0000-4000-8000-000000000045	7d60ffde-46c1-0a8c-78f5-0c62dd8802ac	40a51559-4598-98ff-2fd1-6ed51b259eec	f	\N	{}
1	b0000000-0000-4000-8000-000000000046	1b236a31-54a5-926a-8b56-6c548055754d	1d1c45a0-1b80-4d39-71b3-35d81f1aa5cd	f	\N	{}
1	b0000000-0000-4000-8000-000000000047	392e533e-e137-3553-2063-b41ef67349fb	8c60fa36-b2df-3c84-a338-906a7ea75caf	f	\N	{}
1	b0000000-0000-4000-8000-000000000048	f21398da-cf6f-3eaf-88fd-79922223cb87	731e2ec0-0921-d193-b066-7e8a9be17a75	f	\N	{}
1	b0000000-0000-4000-8000-000000000049	02bd752e-fe7b-5ed6-b874-ba0f9e24030b	829b8544-fa50-07c2-f399-1a5ac1cd2b0d	f	\N	{}
1	b0000000-0000-4000-8000-000000000050	1a363f81-3136-8d9f-9f8c-db30ed2515e5	315733bc-ca66-b5ad-58ba-271e5545ba7f	f	\N	{}
1	b0000000-0000-4000-8000-000000000051	65eb79d5-ed34-d0df-6924-f323b7d2e7ca	450cc41a-67fa-1ce1-6968-ca6f5115a380	t	\N	{"(1,/articles/article-51,,a3f91c7d-92fa-18df-9b2c-05e043dd14cb)","(2,/news/article-51,/articles/article-51,b4d2aab1-bcf4-c7f3-1bc1-7e5ee9a25384)","(4,/sitemap.xml,,61446f23-d581-293d-de3d-3ef79962ffab)","(3,/topics/news,,a024217c-a435-5fc2-d397-351f0e4aca5e)","(3,/topics/releases,,a024217c-a435-5fc2-d397-351f0e4aca5e)"}
1	b0000000-0000-4000-8000-000000000052	398fea55-55e5-cc34-9049-4b1106eb1d12	7d7ee546-1f6a-3596-b93b-4480efbd7e79	t	\N	{"(1,/articles/article-52,,55da902a-f76c-3828-b94e-88f6c2e75c85)","(2,/news/article-52,/articles/article-52,66d842e0-7154-dbf1-1053-e5784a6317d4)","(4,/sitemap.xml,,3b707b79-be18-fccd-1ef2-c490866383dd)","(3,/topics/events,,876c3035-c61b-28e4-03d0-33d6ec0334e5)","(3,/topics/opinion,,876c3035-c61b-28e4-03d0-33d6ec0334e5)"}
1	b0000000-0000-4000-8000-000000000053	d33b9ce7-4874-a162-4553-16135cb0f984	774282a0-f50e-2b35-9ad2-ed185542dccb	f	\N	{}
1	b0000000-0000-4000-8000-000000000054	f5fb10e8-b36f-e710-feff-ccd03aea2aba	7a988db3-6659-1b1a-e900-dc912193564e	t	\N	{"(1,/articles/article-54,,2c1323bc-c0c5-3052-380f-ebe3321111db)","(2,/news/article-54,/articles/article-54,0af61a35-4e55-06b4-15eb-ab00f46b4730)","(4,/sitemap.xml,,1e52dabb-f1dc-dee7-48c1-92dea0e4037c)","(3,/topics/news,,141a6519-d922-f243-1dea-ce7fcefe00e9)"}
1	b0000000-0000-4000-8000-000000000055	33e5efb7-1901-4789-77de-70dd4e771aec	328beccb-8609-109c-aad1-9f1349613d5b	f	2027-12-26 09:21:10+00	{}
1	b0000000-0000-4000-8000-000000000056	73d1049a-e53f-7017-1ef8-6abcca08e4b5	aef8590f-4a2e-83a2-f87e-1960676cef2e	f	\N	{}
1	b0000000-0000-4000-8000-000000000057	661c6b0f-b3b1-39b4-d423-148f1c40b6cb	74262ecc-d912-6be0-40b2-d600c0b6dfc1	f	\N	{}
1	b0000000-0000-4000-8000-000000000058	88d5c9e7-6a41-1a17-ebf3-760882e76dce	3e967227-656e-d604-9ec6-20487e29042e	f	\N	{}
1	b0000000-0000-4000-8000-000000000059	28fbf530-1499-11b9-b81b-7793c939773d	51537169-b748-c0ec-b15b-72d836348a08	f	\N	{}
1	b0000000-0000-4000-8000-000000000060	5468928a-7681-700b-b806-450b5d985ce6	2854c4a2-8fac-5c5f-cfcb-c83f545508bb	f	\N	{}
2	6	0000a922-db1a-f57f-c248-6c357ddf1af4	d650fa10-0653-7bad-2fdd-0774d70e8aff	t	\N	{"(5,/topics/archive,,d650fa10-0653-7bad-2fdd-0774d70e8aff)","(6,/topics/[slug],,646d3c14-49ab-3e1e-2898-cec4f996253d)"}
2	4	0000a922-db1a-f57f-c248-6c357ddf1af4	5957b99c-091e-d821-bfd5-8918a2010d20	t	\N	{"(5,/topics/releases,,5957b99c-091e-d821-bfd5-8918a2010d20)","(6,/topics/[slug],,94cda3fd-1cbb-6fba-2cdd-d28ccf1b886c)"}
2	3	0000a922-db1a-f57f-c248-6c357ddf1af4	9b4b7273-ce3b-46c7-bc4f-5a5ae729553a	t	\N	{"(5,/topics/opinion,,9b4b7273-ce3b-46c7-bc4f-5a5ae729553a)","(6,/topics/[slug],,3062fbbf-f668-71b6-809b-f1b3d0198600)"}
2	2	0000a922-db1a-f57f-c248-6c357ddf1af4	20a2c5bd-44ec-abb5-6bac-443f676a4ddc	t	\N	{"(5,/topics/guides,,20a2c5bd-44ec-abb5-6bac-443f676a4ddc)","(6,/topics/[slug],,a652a009-8c1e-fec0-5a89-01deda9fbd89)"}
2	5	0000a922-db1a-f57f-c248-6c357ddf1af4	cfa0439c-c065-c938-7596-c3fa8ffdb6a8	t	\N	{"(5,/topics/events,,cfa0439c-c065-c938-7596-c3fa8ffdb6a8)","(6,/topics/[slug],,68aef045-0e23-e8ea-54cd-94ee9b8a0a56)"}
2	1	0000a922-db1a-f57f-c248-6c357ddf1af4	304f66c1-af8c-97dd-a244-d271e59caf8a	t	\N	{"(5,/topics/news,,304f66c1-af8c-97dd-a244-d271e59caf8a)","(6,/topics/[slug],,02256c85-e15d-9104-dcf4-479ce92e4f9d)"}
3	1	4c9a8096-2713-c2d9-4931-a45c4fd33868	a0dd3565-a50c-94e9-06f1-54c32d58d396	t	\N	{"(7,\\"\\",,a0dd3565-a50c-94e9-06f1-54c32d58d396)"}
1	022a3ada-6b4a-4df3-8d9f-6b55537c2234	474c44af-06cc-579a-f6ed-e7efb02cd6e2	fd78e9cd-dbcc-57f2-b973-0847bae5233e	t	\N	{"(1,/articles/from-the-archives,,41e31f5a-fe6b-478b-4d87-0bb28a089cc2)","(2,/news/from-the-archives,/articles/from-the-archives,745a2cd9-53ac-02d5-ebb2-eb42f3b2d244)","(4,/sitemap.xml,,35ab47a1-abb9-14ac-13a4-9a40c7b1197c)","(3,/topics/releases,,ba694ca0-577d-60cc-867f-53722e2bc06a)"}
1	b0000000-0000-4000-8000-000000000039	da23370a-4205-60dc-78cf-3c85deb0c946	20e533c6-2456-9489-fd67-617992376e57	t	\N	{"(1,/articles/article-39-renamed,,2670dadb-b70d-05e9-3eff-12c4abbf4ccf)","(2,/news/article-39-renamed,/articles/article-39-renamed,fb89d08f-bbed-3939-5250-69992fffa1cf)","(4,/sitemap.xml,,bf09be3f-1662-143b-8f3d-9e3a33429f49)","(3,/topics/news,,6f5e1f9b-20a2-6a6c-6cc1-4074bb9eee6b)","(3,/topics/releases,,6f5e1f9b-20a2-6a6c-6cc1-4074bb9eee6b)"}
1	b0000000-0000-4000-8000-000000000038	73da8087-f499-bb9b-e978-336a2d3cb15a	c4814bcc-24d3-35e9-62e2-67c91f0c6291	t	\N	{"(1,/articles/article-38,,53340f1a-9fc9-16fe-f927-3d89bc5a13d3)","(2,/news/article-38,/articles/article-38,1d62a4ef-7372-7a28-dfe7-ade68e7d460b)","(4,/sitemap.xml,,24d0be50-d55f-9755-546a-b53a76c12b1b)","(3,/topics/events,,5fa03b45-c173-a9c1-3daa-60879c934ff3)","(3,/topics/opinion,,5fa03b45-c173-a9c1-3daa-60879c934ff3)"}
1	1b14e482-be22-4d4d-939e-c88a0ca99817	15e7d89d-d070-4a3c-f87b-65f99310019f	110c6899-dff3-1b6f-ce7b-6d5fa7312946	t	\N	{"(1,/articles/scheduled-soon,,aaa203e7-0dd6-0cbe-2218-5c083cafeeb1)","(2,/news/scheduled-soon,/articles/scheduled-soon,26689e0e-acf7-b815-2793-cc4fa3efa841)","(4,/sitemap.xml,,bd021886-122c-fcda-526f-fdeac56e67b7)","(3,/topics/opinion,,efdaf9da-3409-c92d-7f7c-5897876c3047)"}
1	cb97c871-629c-4470-88c0-929d84072777	136d6fda-422f-17b9-6c08-640abcc5dd95	06b7dee6-1ce7-ee4c-58fd-4a184d850125	t	\N	{"(1,/articles/fresh-news,,a1e831a7-0e56-66be-eb2c-464a75b492e9)","(2,/news/fresh-news,/articles/fresh-news,5288aa4e-d5cc-a3c0-4455-b54d6404bfa1)","(4,/sitemap.xml,,deed7c6d-bd46-f546-8bd3-d6e6db2fffd5)","(3,/topics/guides,,2637000e-af31-a7c2-a725-6225ff78e599)","(3,/topics/news,,2637000e-af31-a7c2-a725-6225ff78e599)"}
1	45008d0c-edfc-4019-8e80-07bca7e3e512	11727435-f63e-d729-24eb-cf9f2054eaae	a8f782cc-445e-12da-98b1-26a8e62b0eb7	f	\N	{}
1	b0000000-0000-4000-8000-000000000040	74213dc9-8521-294d-503f-8b5eee1ebbfe	7b56a4b6-4931-20b7-f898-a31e09e5e448	t	\N	{"(1,/articles/article-40,,f43fca8c-2da3-37fc-46a0-a92997c75ee6)","(2,/news/article-40,/articles/article-40,71508483-0924-fc3e-2edd-1c84b78dd339)","(4,/sitemap.xml,,75dec027-f3a2-8b4b-6151-d8beb58753f6)","(3,/topics/events,,ae5f519a-3157-db5f-a1f8-d028c13bb17a)","(3,/topics/opinion,,ae5f519a-3157-db5f-a1f8-d028c13bb17a)"}
1	b0000000-0000-4000-8000-000000000020	7281d785-dc54-cdfa-83a3-169ea9b834c4	443f0f43-83cb-feaf-2b1a-530998796fdc	t	\N	{"(1,/articles/article-20,,5c275094-ad02-fc1a-2afd-ce264c07cafd)","(2,/news/article-20,/articles/article-20,7f3d1d4a-35e1-5947-cd91-966447d4bb08)","(4,/sitemap.xml,,0eb50032-e647-23f6-64f6-a8e55c0e8976)","(3,/topics/events,,35bd7e83-9e0c-5ce7-94e7-ad372844295a)","(3,/topics/opinion,,35bd7e83-9e0c-5ce7-94e7-ad372844295a)"}
\.


--
-- Data for Name: migration; Type: TABLE DATA; Schema: freshen; Owner: -
--

COPY freshen.migration (version, name, applied_at) FROM stdin;
1	V001-ledger.sql	2026-11-29 14:44:34.554415+00
\.


--
-- Data for Name: quarantine; Type: TABLE DATA; Schema: freshen; Owner: -
--

COPY freshen.quarantine (target, kind, path, reason, at) FROM stdin;
1	tag	#menu	refused	2026-11-29 14:44:36.00668+00
2	tag	#menu	refused	2026-11-29 14:44:36.007585+00
3	item	/by-hand	Your request contains one or more invalid invalidation paths. (InvalidArgument, HTTP 400, request r-refused)	2026-11-29 14:44:36.156833+00
4	tag	#menu	refused	2026-11-29 14:44:37.926261+00
\.


--
-- Data for Name: route; Type: TABLE DATA; Schema: freshen; Owner: -
--

COPY freshen.route (id, kind, text, next) FROM stdin;
3	path	/topics/{topics.topics_id.slug}	
4	path	/sitemap.xml	
2	path	/news/{slug}	/articles/{slug}
1	path	/articles/{slug}	
6	page	/topics/[slug]	
5	path	/topics/{slug}	
7	pages_of	articles	
\.


--
-- Data for Name: run; Type: TABLE DATA; Schema: freshen; Owner: -
--

COPY freshen.run (id, at, finished_at, command, outcome, exit, changes, error) FROM stdin;
1	2026-11-29 14:44:34.732228+00	2026-11-29 14:44:34.869428+00	run	nothing	0	0	\N
2	2026-11-29 14:44:35.235217+00	2026-11-29 14:44:35.464896+00	run	done	0	4	\N
3	2026-11-29 14:44:35.722488+00	2026-11-29 14:44:35.85314+00	run	done	0	2	\N
4	\N	2026-11-29 14:44:36.025125+00	invalidate	done	0	0	\N
5	\N	2026-11-29 14:44:36.170986+00	invalidate	done	0	0	\N
6	2026-11-29 14:44:36.507714+00	2026-11-29 14:44:36.697248+00	run	done	0	0	\N
7	2026-11-29 14:44:37.753327+00	2026-11-29 14:44:41.84523+00	run	owed	75	1	http://127.0.0.1:2: busy, http://127.0.0.1:2/api/revalidate answers 503
\.


--
-- Data for Name: target; Type: TABLE DATA; Schema: freshen; Owner: -
--

COPY freshen.target (id, kind, web, name, acknowledged, acknowledged_at, seen_at, lacking, build_id, fresh_since) FROM stdin;
3	distribution		E2BX1E7RR7IV8R	25	2026-11-29 14:44:36.688939+00	2026-11-29 14:44:34.801388+00	\N	\N	\N
1	pod	storefront	http://127.0.0.1:1	30	2026-11-29 14:44:37.908949+00	2026-11-29 14:44:34.801123+00	\N	standin-build	\N
4	pod	storefront	http://127.0.0.1:3	30	2026-11-29 14:44:37.927058+00	2026-11-29 14:44:37.91497+00	\N	b2	\N
2	pod	storefront	http://127.0.0.1:2	24	2026-11-29 14:44:36.14451+00	2026-11-29 14:44:34.801369+00	25	standin-build	\N
\.


--
-- Name: batch_id_seq; Type: SEQUENCE SET; Schema: freshen; Owner: -
--

SELECT pg_catalog.setval('freshen.batch_id_seq', 6, true);


--
-- Name: change_id_seq; Type: SEQUENCE SET; Schema: freshen; Owner: -
--

SELECT pg_catalog.setval('freshen.change_id_seq', 31, true);


--
-- Name: run_id_seq; Type: SEQUENCE SET; Schema: freshen; Owner: -
--

SELECT pg_catalog.setval('freshen.run_id_seq', 7, true);


--
-- Name: target_id_seq; Type: SEQUENCE SET; Schema: freshen; Owner: -
--

SELECT pg_catalog.setval('freshen.target_id_seq', 4, true);


--
-- Name: batch batch_pkey; Type: CONSTRAINT; Schema: freshen; Owner: -
--

ALTER TABLE ONLY freshen.batch
    ADD CONSTRAINT batch_pkey PRIMARY KEY (id);


--
-- Name: change change_pkey; Type: CONSTRAINT; Schema: freshen; Owner: -
--

ALTER TABLE ONLY freshen.change
    ADD CONSTRAINT change_pkey PRIMARY KEY (id);


--
-- Name: checkpoint checkpoint_pkey; Type: CONSTRAINT; Schema: freshen; Owner: -
--

ALTER TABLE ONLY freshen.checkpoint
    ADD CONSTRAINT checkpoint_pkey PRIMARY KEY (singleton);


--
-- Name: collection collection_name_key; Type: CONSTRAINT; Schema: freshen; Owner: -
--

ALTER TABLE ONLY freshen.collection
    ADD CONSTRAINT collection_name_key UNIQUE (name);


--
-- Name: collection collection_pkey; Type: CONSTRAINT; Schema: freshen; Owner: -
--

ALTER TABLE ONLY freshen.collection
    ADD CONSTRAINT collection_pkey PRIMARY KEY (id);


--
-- Name: item item_pkey; Type: CONSTRAINT; Schema: freshen; Owner: -
--

ALTER TABLE ONLY freshen.item
    ADD CONSTRAINT item_pkey PRIMARY KEY (collection, key);


--
-- Name: migration migration_pkey; Type: CONSTRAINT; Schema: freshen; Owner: -
--

ALTER TABLE ONLY freshen.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (version);


--
-- Name: quarantine quarantine_pkey; Type: CONSTRAINT; Schema: freshen; Owner: -
--

ALTER TABLE ONLY freshen.quarantine
    ADD CONSTRAINT quarantine_pkey PRIMARY KEY (target, kind, path);


--
-- Name: route route_kind_text_next_key; Type: CONSTRAINT; Schema: freshen; Owner: -
--

ALTER TABLE ONLY freshen.route
    ADD CONSTRAINT route_kind_text_next_key UNIQUE (kind, text, next);


--
-- Name: route route_pkey; Type: CONSTRAINT; Schema: freshen; Owner: -
--

ALTER TABLE ONLY freshen.route
    ADD CONSTRAINT route_pkey PRIMARY KEY (id);


--
-- Name: run run_pkey; Type: CONSTRAINT; Schema: freshen; Owner: -
--

ALTER TABLE ONLY freshen.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (id);


--
-- Name: target target_kind_web_name_key; Type: CONSTRAINT; Schema: freshen; Owner: -
--

ALTER TABLE ONLY freshen.target
    ADD CONSTRAINT target_kind_web_name_key UNIQUE (kind, web, name);


--
-- Name: target target_pkey; Type: CONSTRAINT; Schema: freshen; Owner: -
--

ALTER TABLE ONLY freshen.target
    ADD CONSTRAINT target_pkey PRIMARY KEY (id);


--
-- Name: batch_open; Type: INDEX; Schema: freshen; Owner: -
--

CREATE INDEX batch_open ON freshen.batch USING btree (distribution, id) WHERE (invalidation IS NULL);


--
-- Name: batch_unconfirmed; Type: INDEX; Schema: freshen; Owner: -
--

CREATE INDEX batch_unconfirmed ON freshen.batch USING btree (distribution, id) WHERE ((invalidation IS NOT NULL) AND (confirmed_at IS NULL));


--
-- Name: change_run; Type: INDEX; Schema: freshen; Owner: -
--

CREATE INDEX change_run ON freshen.change USING btree (run);


--
-- Name: item_due; Type: INDEX; Schema: freshen; Owner: -
--

CREATE INDEX item_due ON freshen.item USING btree (next_due) WHERE (next_due IS NOT NULL);


--
-- Name: quarantine quarantine_target_fkey; Type: FK CONSTRAINT; Schema: freshen; Owner: -
--

ALTER TABLE ONLY freshen.quarantine
    ADD CONSTRAINT quarantine_target_fkey FOREIGN KEY (target) REFERENCES freshen.target(id) ON DELETE CASCADE;


--
-- PostgreSQL database dump complete
--


