// What no purge reaches: route handlers before 15.5, and pages of the Pages Router on every version.
import assert from 'node:assert/strict';
import { PREVIEW } from './Pod.mjs';
import { each } from './test.mjs';

const purgesHandlers = (version) => !version.startsWith('14.') && !version.startsWith('15.2.');
const HANDLER = (version, remedy = 'set REVALIDATE_SELF') =>
  `no purge reaches a cached route handler on Next.js ${version}: export const dynamic = 'force-dynamic', or ${remedy}`;
const PAGES = (remedy = 'set REVALIDATE_SELF') => `no purge reaches a page of the Pages Router: ${remedy}`;
const BY_PATH = 'name its paths and set REVALIDATE_SELF';

/** Answers as the pod itself: the page is rendered, or not. */
function network(answer) {
  const asked = [];
  let [running, most] = [0, 0];
  const fetch = async (url, options) => {
    asked.push({ url, ...options, signal: options.signal instanceof AbortSignal });
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running -= 1;
    options.signal.throwIfAborted();
    const { status = 200, cache, error } = answer(url);
    if (error) throw new Error(error);

    return new Response(null, { status, headers: cache ? { 'x-nextjs-cache': cache } : {} });
  };

  return { asked, most: () => most, fetch };
}

each('a cached route handler is unsupported before 15.5, and purged since', async (pod, version) => {
  const { next, post } = bound(pod());
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
  const { next, post } = bound(pod());
  next.keep('fetch', ['_N_T_/sitemap.xml'], 'FETCH');
  await post({ paths: [{ path: '/sitemap.xml' }] });
  assert.equal(next.has('fetch'), false);
});

each('a kept page of the Pages Router is unsupported', async (pod) => {
  const { next, post } = bound(pod());
  next.keep('legacy', ['_N_T_/legacy/b'], 'PAGES');
  const paths = ['/about-us', '/legacy/b', '/legacy/gr%C3%B6%C3%9Fe', '/legacy/b/'].map((path) => ({ path }));
  const { json } = await post({ paths });
  assert.deepEqual(json.results, paths.map((entry) => ({ ...entry, ok: false, unsupported: true, error: PAGES() })));
  assert.equal(next.has('legacy'), true);
});

each('a route that is rendered for each request needs nothing', async (pod) => {
  const { post } = bound(pod());
  const paths = ['/data/live', '/search', '/api/revalidate', '/no/such', '/'].map((path) => ({ path }));
  const { json } = await post({ paths });
  assert.deepEqual(json.results, paths.map((entry) => ({ ...entry, ok: true })));
});

each('of several routes the one counts that Next.js takes', async (pod, version) => {
  const { post } = bound(pod({
    files: {
      'prerender-manifest.json': {
        routes: {},
        dynamicRoutes: { '/[...rest]': {}, '/docs/[[...x]]': {}, '/[a]/feed': {}, '/x/[b]': {} },
      },
      'server/app-paths-manifest.json': {
        '/[...rest]/route': '', '/(main)/docs/[[...x]]/page': '', '/[a]/feed/route': '', '/x/[b]/page': '', '/[a]/page': '',
        '/sitemap.xml/[[...__metadata_id__]]/route': '',
      },
      'server/pages-manifest.json': {},
    },
  }));
  const answer = async (path) => (await post({ paths: [{ path }] })).json.results[0].ok;
  const isHandlerPurged = purgesHandlers(version);
  for (const [path, isPage] of [
    ['/docs', true], ['/docs/a/b', true], ['/x/feed', true], ['/y', true],
    ['/y/feed', false], ['/y/z', false], ['/y/z/w', false],
  ]) assert.equal(await answer(path), isPage || isHandlerPurged, path);
  // Not kept: it stands in no list of what was prerendered.
  assert.equal(await answer('/sitemap.xml'), true);
});

each('the pattern of a route handler is purged since 15.5, by the name of a layout', async (pod, version) => {
  const { next, post } = bound(pod());
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
  const { next, post } = bound(pod());
  next.keep('below', ['_N_T_/articles/[slug]/layout', '_N_T_/articles/[slug]/more/page']);
  const layouts = ['/', '/legacy', '/legacy/[slug]'].map((path) => ({ path, type: 'layout' }));
  const { json } = await post({ paths: [{ path: '/articles/[slug]', type: 'page' }, ...layouts] });
  assert.equal(json.revalidated, true);
  assert.equal(next.has('below'), true);
});

each('the pattern of Pages Router pages is unsupported, with and without the own address', async (pod) => {
  const { asked, fetch } = network(() => ({ cache: 'REVALIDATED' }));
  for (const env of [{}, { REVALIDATE_SELF: 'http://127.0.0.1:3000' }]) {
    const { post } = bound(pod({ env, fetch }));
    const { json } = await post({ paths: [{ path: '/legacy/[slug]', type: 'page' }] });
    assert.deepEqual(json.results, [
      { path: '/legacy/[slug]', type: 'page', ok: false, unsupported: true, error: PAGES(BY_PATH) },
    ]);
  }
  assert.deepEqual(asked, []);
});

each('with its own address a pod renews what purges miss, and nothing else', async (pod, version) => {
  const { asked, fetch } = network(() => ({ cache: 'REVALIDATED' }));
  const { next, post } = bound(pod({ fetch, env: { REVALIDATE_SELF: 'http://127.0.0.1:3000/shop/' } }));
  const paths = ['/sitemap.xml', '/legacy/gr%C3%B6%C3%9Fe', '/articles/a', '/search'].map((path) => ({ path }));
  const { json } = await post({ paths });
  assert.deepEqual(json.results.map(({ ok }) => ok), [true, true, true, true]);
  const urls = ['http://127.0.0.1:3000/shop/sitemap.xml', 'http://127.0.0.1:3000/shop/legacy/gr%C3%B6%C3%9Fe'];
  const headers = { 'x-prerender-revalidate': PREVIEW };
  const request = { method: 'HEAD', headers, cache: 'no-store', redirect: 'manual', signal: true };
  assert.deepEqual(asked, urls.slice(purgesHandlers(version) ? 1 : 0).map((url) => ({ url, ...request })));
  assert.ok(next.purged.includes('_N_T_/sitemap.xml'));
});

each('a page that is not renewed is not done', async (pod) => {
  for (const [answer, error] of [
    [{ status: 200, cache: 'HIT' }, 'REVALIDATE_SELF answers 200 and renews nothing'],
    [{ status: 308 }, 'REVALIDATE_SELF answers 308 and renews nothing'],
    [{ status: 500 }, 'REVALIDATE_SELF answers 500 and renews nothing'],
    [{ error: 'fetch failed' }, 'REVALIDATE_SELF does not answer: fetch failed'],
  ]) {
    const { fetch } = network((url) => (url.endsWith('/legacy/b') ? answer : { cache: 'REVALIDATED' }));
    const { post } = bound(pod({ fetch, env: { REVALIDATE_SELF: 'http://127.0.0.1:3000' } }));
    const { json } = await post({ paths: [{ path: '/legacy/a' }, { path: '/legacy/b' }, { path: '/legacy/c' }] });
    assert.deepEqual(json.results.map(({ ok }) => ok), [true, false, true]);
    assert.equal(json.results[1].error, error);
    assert.ok(!('unsupported' in json.results[1]));
  }
});

each('a page that takes longer than 10 s is not done', async (pod) => {
  const { fetch } = network(() => ({ cache: 'REVALIDATED' }));
  const limits = [];
  const timer = { setTimeout: (end, limit) => { limits.push(limit); end(); }, clearTimeout: () => {} };
  const { post } = bound(pod({ fetch, ...timer, env: { REVALIDATE_SELF: 'http://127.0.0.1:3000' } }));
  const [{ ok, error }] = (await post({ paths: [{ path: '/legacy/b' }] })).json.results;
  assert.deepEqual([ok, limits], [false, [10_000]]);
  assert.equal(error, 'REVALIDATE_SELF does not answer: This operation was aborted');
});

each('a page that is gone is renewed, too', async (pod) => {
  const { fetch } = network(() => ({ status: 404, cache: 'REVALIDATED' }));
  const { post } = bound(pod({ fetch, env: { REVALIDATE_SELF: 'http://127.0.0.1:3000' } }));
  assert.deepEqual((await post({ paths: [{ path: '/legacy/b' }] })).json.results, [{ path: '/legacy/b', ok: true }]);
});

each('eight pages at most are renewed at once, in any order answered in theirs', async (pod) => {
  const { asked, most, fetch } = network((url) => ({ cache: url.endsWith('7') ? 'HIT' : 'REVALIDATED' }));
  const { post } = bound(pod({ fetch, env: { REVALIDATE_SELF: 'http://127.0.0.1:3000' } }));
  const paths = Array.from({ length: 30 }, (_, number) => ({ path: `/legacy/${number}` }));
  const { json } = await post({ paths });
  assert.deepEqual([asked.length, most()], [30, 8]);
  assert.deepEqual(json.results.map(({ path, ok }) => [path, ok]), paths.map(({ path }) => [path, !path.endsWith('7')]));
});

each('where the files of the build are not found, the log names them once, and paths are purged', async (pod) => {
  const { next, post, logged } = bound(pod({ files: {} }));
  next.keep('/articles/a', ['_N_T_/articles/a']);
  for (let times = 0; times < 2; times += 1) {
    const { json } = await post({ paths: [{ path: '/articles/a' }] });
    assert.deepEqual([json.revalidated, 'buildId' in json], [true, false]);
  }
  assert.equal(next.has('/articles/a'), false);
  const files = logged.map((line) => /cannot read \S+\/\.next\/(\S+): start Next\.js in the app's folder/.exec(line)?.[1]);
  assert.deepEqual(files, ['server/app-paths-manifest.json', 'server/pages-manifest.json', 'BUILD_ID']);
});

function bound(pod) {
  return { next: pod.next, post: pod.post.bind(pod), logged: pod.logged };
}
