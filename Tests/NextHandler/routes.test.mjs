// What no purge reaches: route handlers before 15.5, and pages of the Pages Router on every version.
import assert from 'node:assert/strict';
import { each } from './test.mjs';

const purgesHandlers = (version) => !version.startsWith('14.') && !version.startsWith('15.2.');
const HANDLER = (version, remedy = 'set REVALIDATE_SELF') =>
  `no purge reaches a cached route handler on Next.js ${version}: export const dynamic = 'force-dynamic', or ${remedy}`;
const PAGES = 'no purge reaches a page of the Pages Router: set REVALIDATE_SELF';
const BY_PATH = 'name its paths and set REVALIDATE_SELF';

each('a cached route handler is unsupported before 15.5, and purged since', async (pod, version) => {
  const { next, post } = pod();
  next.keep('sitemap', ['_N_T_/sitemap.xml'], 'APP_ROUTE');
  next.keep('item', ['_N_T_/data/item/new'], 'APP_ROUTE');
  const paths = ['/sitemap.xml', '/data/item/new', '/articles/a'].map((path) => ({ path }));
  const { status, json } = await post({ paths });
  const wanted = purgesHandlers(version) ? { ok: true } : { ok: false, unsupported: true, error: HANDLER(version) };
  assert.equal(status, 200);
  assert.deepEqual(json.results, [
    { path: '/sitemap.xml', ...wanted }, { path: '/data/item/new', ...wanted }, { path: '/articles/a', ok: true },
  ]);
  assert.equal(json.revalidated, purgesHandlers(version));
  // The answer is true of the stand-in, too.
  assert.deepEqual([next.has('sitemap'), next.has('item')], [!wanted.ok, !wanted.ok]);
});

each('the fetches behind an unsupported handler are purged all the same', async (pod) => {
  const { next, post } = pod();
  next.keep('fetch', ['_N_T_/sitemap.xml'], 'FETCH');
  await post({ paths: [{ path: '/sitemap.xml' }] });
  assert.equal(next.has('fetch'), false);
});

each('a kept page of the Pages Router is unsupported', async (pod) => {
  const { next, post } = pod();
  next.keep('legacy', ['_N_T_/legacy/b'], 'PAGES');
  const paths = ['/about-us', '/legacy/b', '/legacy/gr%C3%B6%C3%9Fe', '/legacy/b/'].map((path) => ({ path }));
  const { json } = await post({ paths });
  assert.deepEqual(json.results, paths.map((entry) => ({ ...entry, ok: false, unsupported: true, error: PAGES })));
  assert.equal(next.has('legacy'), true);
});

each('a route that is rendered for each request needs nothing', async (pod) => {
  const { post } = pod();
  const paths = ['/data/live', '/search', '/api/revalidate', '/no/such', '/'].map((path) => ({ path }));
  const { json } = await post({ paths });
  assert.deepEqual(json.results, paths.map((entry) => ({ ...entry, ok: true })));
});

each('of several routes the one counts that Next.js takes', async (pod, version) => {
  const { post } = pod({
    files: {
      'prerender-manifest.json': {
        routes: { '/sitemap.xml': {} },
        dynamicRoutes: {
          '/[...rest]': {}, '/docs/[[...x]]': {}, '/[a]/feed': {}, '/x/[b]': {},
          '/h/[b]': {}, '/k/[...c]': {}, '/größe/[b]': {},
        },
      },
      'server/app-paths-manifest.json': {
        '/[...rest]/route': '', '/(main)/docs/[[...x]]/page': '', '/[a]/feed/route': '', '/x/[b]/page': '', '/[a]/page': '',
        '/h/[b]/route': '', '/k/[...c]/route': '', '/größe/[b]/route': '', '/[a]/[b]/page': '',
        // So 14 names a sitemap.ts.
        '/sitemap.xml/[[...__metadata_id__]]/route': '', '/robots.txt/route': '',
      },
      'server/pages-manifest.json': {},
    },
  });
  const answer = async (path) => (await post({ paths: [{ path }] })).json.results[0].ok;
  const isHandlerPurged = purgesHandlers(version);
  for (const [path, isPage] of [
    ['/docs', true], ['/docs/a/b', true], ['/x/feed', true], ['/y', true], ['/h', true], ['/k', true], ['/y/z', true],
    ['/y/feed', false], ['/y/z/w', false], ['/h/a', false], ['/k/a/b', false], ['/gr%C3%B6%C3%9Fe/a', false],
    ['/sitemap.xml', false],
  ]) assert.equal(await answer(path), isPage || isHandlerPurged, path);
  // Not kept: it stands in no list of what was prerendered.
  assert.equal(await answer('/robots.txt'), true);
});

each('the pattern of a route handler is purged since 15.5, by the name of a layout', async (pod, version) => {
  const { next, post } = pod();
  next.keep('item', ['_N_T_/(shop)/data/item/[slug]/layout', '_N_T_/data/item/new'], 'APP_ROUTE');
  const { json } = await post({ paths: [{ path: '/(shop)/data/item/[slug]', type: 'page' }] });
  const isPurged = purgesHandlers(version);
  assert.equal(next.has('item'), !isPurged);
  assert.deepEqual(json.results[0], {
    path: '/(shop)/data/item/[slug]', type: 'page',
    ...(isPurged ? { ok: true } : { ok: false, unsupported: true, error: HANDLER(version, BY_PATH) }),
  });
});

each('the pattern of a page names no layout, and a layout is never unsupported', async (pod) => {
  const { next, post } = pod();
  next.keep('below', ['_N_T_/articles/[slug]/layout', '_N_T_/articles/[slug]/more/page']);
  const layouts = ['/', '/legacy', '/legacy/[slug]'].map((path) => ({ path, type: 'layout' }));
  const { json } = await post({ paths: [{ path: '/articles/[slug]', type: 'page' }, ...layouts] });
  assert.equal(json.revalidated, true);
  assert.equal(next.has('below'), true);
});

each('where the files of the build are not found, the log names them once, and paths are purged', async (pod) => {
  const { next, post, logged } = pod({ files: {} });
  next.keep('/articles/a', ['_N_T_/articles/a']);
  for (let times = 0; times < 2; times += 1) {
    const { json } = await post({ paths: [{ path: '/articles/a' }] });
    assert.deepEqual([json.revalidated, 'buildId' in json], [true, false]);
  }
  assert.equal(next.has('/articles/a'), false);
  const files = logged.map((line) => /cannot read \S+\/\.next\/(\S+): start Next\.js in the app's folder/.exec(line)?.[1]);
  assert.deepEqual(files, ['server/app-paths-manifest.json', 'server/pages-manifest.json', 'BUILD_ID']);
});
