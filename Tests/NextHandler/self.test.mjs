// With REVALIDATE_SELF a pod renders by its own address what no purge reaches.
import assert from 'node:assert/strict';
import { BUILD, PREVIEW } from './Pod.mjs';
import { each } from './test.mjs';

const env = { REVALIDATE_SELF: 'http://127.0.0.1:3000' };

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

each('the pattern of Pages Router pages is unsupported, with and without the own address', async (pod) => {
  const error = 'no purge reaches a page of the Pages Router: name its paths and set REVALIDATE_SELF';
  const { asked, fetch } = network(() => ({ cache: 'REVALIDATED' }));
  for (const set of [{}, env]) {
    const { post } = pod({ env: set, fetch });
    const { json } = await post({ paths: [{ path: '/legacy/[slug]', type: 'page' }] });
    assert.deepEqual(json.results, [{ path: '/legacy/[slug]', type: 'page', ok: false, unsupported: true, error }]);
  }
  assert.deepEqual(asked, []);
});

each('with its own address a pod renews what purges miss, and nothing else', async (pod, version) => {
  const { asked, fetch } = network(() => ({ cache: 'REVALIDATED' }));
  const { next, post } = pod({ fetch, env: { REVALIDATE_SELF: 'http://127.0.0.1:3000/shop/' } });
  const paths = ['/sitemap.xml', '/legacy/gr%C3%B6%C3%9Fe', '/articles/a', '/search'].map((path) => ({ path }));
  const { json } = await post({ paths });
  assert.deepEqual(json.results.map(({ ok }) => ok), [true, true, true, true]);
  const urls = ['http://127.0.0.1:3000/shop/sitemap.xml', 'http://127.0.0.1:3000/shop/legacy/gr%C3%B6%C3%9Fe'];
  const headers = { 'x-prerender-revalidate': PREVIEW };
  const request = { method: 'HEAD', headers, cache: 'no-store', redirect: 'manual', signal: true };
  assert.deepEqual(asked, urls.slice(/^(14|15\.2)\./.test(version) ? 0 : 1).map((url) => ({ url, ...request })));
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
    const { post } = pod({ fetch, env });
    const { json } = await post({ paths: [{ path: '/legacy/a' }, { path: '/legacy/b' }, { path: '/legacy/c' }] });
    assert.deepEqual(json.results.map(({ ok }) => ok), [true, false, true]);
    assert.equal(json.results[1].error, error);
    assert.ok(!('unsupported' in json.results[1]));
  }
});

each('a page that takes longer than 10 s is not done', async (pod) => {
  const { fetch } = network(() => ({ cache: 'REVALIDATED' }));
  const limits = [];
  const timer = { setTimeout: (end, limit) => { end(); return limits.push(limit); }, clearTimeout: (id) => limits.push(-id) };
  const { post } = pod({ fetch, ...timer, env });
  const [{ ok, error }] = (await post({ paths: [{ path: '/legacy/b' }] })).json.results;
  assert.deepEqual([ok, limits], [false, [10_000, -1]]);
  assert.equal(error, 'REVALIDATE_SELF does not answer: This operation was aborted');
});

each('without the secret of the build a pod renews nothing, and says so', async (pod) => {
  const { asked, fetch } = network(() => ({ cache: 'REVALIDATED' }));
  const manifest = { ...BUILD['prerender-manifest.json'], preview: undefined };
  const files = { ...BUILD, 'prerender-manifest.json': manifest };
  const { post } = pod({ fetch, files, env });
  const error = 'prerender-manifest.json has no previewModeId';
  assert.deepEqual((await post({ paths: [{ path: '/legacy/b' }] })).json.results, [{ path: '/legacy/b', ok: false, error }]);
  assert.deepEqual(asked, []);
});

each('a page that is gone is renewed, too', async (pod) => {
  const { fetch } = network(() => ({ status: 404, cache: 'REVALIDATED' }));
  const { post } = pod({ fetch, env });
  assert.deepEqual((await post({ paths: [{ path: '/legacy/b' }] })).json.results, [{ path: '/legacy/b', ok: true }]);
});

each('eight pages at most are renewed at once, in any order answered in theirs', async (pod) => {
  const { asked, most, fetch } = network((url) => ({ cache: url.endsWith('7') ? 'HIT' : 'REVALIDATED' }));
  const { post } = pod({ fetch, env });
  const paths = Array.from({ length: 30 }, (_, number) => ({ path: `/legacy/${number}` }));
  const { json } = await post({ paths });
  assert.deepEqual([asked.length, most()], [30, 8]);
  assert.deepEqual(json.results.map(({ path, ok }) => [path, ok]), paths.map(({ path }) => [path, !path.endsWith('7')]));
});
