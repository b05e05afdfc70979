// Who may ask, what a request may hold, and what is answered: the same on every version.
import assert from 'node:assert/strict';
import { TOKEN } from './Pod.mjs';
import { each } from './test.mjs';

const GREETING = { paths: [], tags: [] };

async function refused(answer, status, error) {
  const { json, headers, ...rest } = await answer;
  assert.equal(rest.status, status);
  assert.deepEqual(json, { revalidated: false, error });
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.equal(headers.get('content-type'), 'application/json');

  return headers;
}

each('without the token it is 401, and nothing is read or purged', async (pod) => {
  const { next, post } = pod();
  const headers = await refused(post(GREETING, { token: 'wrong' }), 401, 'unauthorized');
  assert.equal(headers.get('www-authenticate'), 'Bearer');
  await refused(post(GREETING, { token: '' }), 401, 'unauthorized');
  await refused(post('{', { token: '' }), 401, 'unauthorized');
  await refused(post(GREETING, { token: '', headers: { authorization: `Basic ${TOKEN}` } }), 401, 'unauthorized');
  await refused(post(GREETING, { token: '', headers: { authorization: TOKEN } }), 401, 'unauthorized');
  await refused(post(GREETING, { token: TOKEN.slice(1) }), 401, 'unauthorized');
  await refused(post(GREETING, { token: `${TOKEN}a` }), 401, 'unauthorized');
  await refused(post(GREETING, { token: `${TOKEN}, ${TOKEN}` }), 401, 'unauthorized');
  await refused(post({ tags: ['a'] }, { token: 'wrong' }), 401, 'unauthorized');
  assert.deepEqual([next.purged, next.store.entries.size], [[], 0]);
});

each('two tokens are accepted while they change, an empty one never', async (pod) => {
  const { post } = pod({ env: { REVALIDATE_TOKEN: `new-${TOKEN}`, REVALIDATE_TOKEN_PREVIOUS: `old-${TOKEN}` } });
  assert.equal((await post(GREETING, { token: `new-${TOKEN}` })).status, 200);
  assert.equal((await post(GREETING, { token: `old-${TOKEN}` })).status, 200);
  await refused(post(GREETING, { token: TOKEN }), 401, 'unauthorized');
  const blank = pod({ env: { REVALIDATE_TOKEN_PREVIOUS: ' ' } });
  assert.equal((await blank.post(GREETING)).status, 200);
  await refused(blank.post(GREETING, { token: '', headers: { authorization: 'Bearer ' } }), 401, 'unauthorized');
  await refused(blank.post(GREETING, { token: '' }), 401, 'unauthorized');
});

each('a newline at the end of a token from a file does not count', async (pod) => {
  const { post } = pod({ env: { REVALIDATE_TOKEN: `new-${TOKEN}\n`, REVALIDATE_TOKEN_PREVIOUS: `old-${TOKEN}\n` } });
  assert.equal((await post(GREETING, { token: `new-${TOKEN}` })).status, 200);
  assert.equal((await post(GREETING, { token: `old-${TOKEN}` })).status, 200);
});

each('without a token of its own a pod answers 503', async (pod) => {
  for (const REVALIDATE_TOKEN of [undefined, '', ' \n']) {
    const { post } = pod({ env: { REVALIDATE_TOKEN, REVALIDATE_TOKEN_PREVIOUS: TOKEN } });
    await refused(post(GREETING), 503, 'REVALIDATE_TOKEN is not set');
    await refused(post(GREETING, { token: '' }), 503, 'REVALIDATE_TOKEN is not set');
  }
});

each('another content type is 415', async (pod) => {
  const { post } = pod();
  for (const type of ['text/plain', 'application/jsonp', 'multipart/form-data; a=application/json']) {
    await refused(post(GREETING, { headers: { 'content-type': type } }), 415, 'content-type must be application/json');
  }
  assert.equal((await post(GREETING, { headers: { 'content-type': 'Application/JSON ; charset=utf-8' } })).status, 200);
});

each('what is no JSON, or JSON of another form, is 400', async (pod) => {
  const { next, post } = pod();
  await refused(post('{"paths":['), 400, 'body is not JSON');
  await refused(post(''), 400, 'body is not JSON');
  await refused(post(new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])), 400, 'body is not JSON');
  // An unreadable byte inside a string would become another name without an error.
  await refused(post(new Uint8Array([...Buffer.from('{"tags":["'), 0xe9, ...Buffer.from('"]}')])), 400, 'body is not JSON');
  for (const body of ['[]', 'null', '"a"', '7']) await refused(post(body), 400, 'body must be an object');
  for (const body of [{ paths: {} }, { tags: 'a' }, { paths: null }]) {
    await refused(post(body), 400, 'paths and tags must be lists');
  }
  for (const paths of [['/a'], [null], [['/a']], [{ path: '/b' }, 7]]) {
    await refused(post({ paths }), 400, 'a path must be an object');
  }
  assert.deepEqual(next.purged, []);
});

each('more than 500 entries are 413, and 500 are not', async (pod) => {
  const { next, post } = pod();
  const paths = Array.from({ length: 500 }, (_, number) => ({ path: `/p${number}` }));
  await refused(post({ paths, tags: ['one-more'] }), 413, 'more than 500 entries');
  assert.deepEqual(next.purged, []);
  const { status, json } = await post({ paths });
  assert.deepEqual([status, json.revalidated, json.results.length], [200, true, 500]);
  assert.deepEqual(json.results.map(({ path }) => path), paths.map(({ path }) => path));
});

each('a body above 1 MiB is 413, told or not, and what is too much is not read', async (pod) => {
  const { post } = pod();
  const large = Buffer.from(`{"tags":[]}${' '.repeat(1_048_576 - 11)}`);
  assert.equal(large.length, 1_048_576);
  assert.equal((await post(large)).status, 200);
  const error = 'body is larger than 1048576 bytes';
  await refused(post(Buffer.concat([large, Buffer.from(' ')])), 413, error);
  let sent = 0;
  const endless = new ReadableStream({ pull: (body) => { sent += 65_536; body.enqueue(new Uint8Array(65_536).fill(32)); } });
  await refused(post(endless), 413, error);
  assert.ok(sent <= 1_048_576 + 3 * 65_536, `${sent} bytes were read`);
  await refused(post(GREETING, { headers: { 'content-length': '1048577' } }), 413, error);
});

each('a greeting is answered and purges nothing', async (pod) => {
  const { next, post } = pod();
  for (const body of [GREETING, {}, { paths: [] }, { tags: [] }]) {
    const { status, json } = await post(body);
    assert.deepEqual([status, json.revalidated, json.results], [200, true, []]);
  }
  assert.deepEqual(next.purged, []);
});

each('paths and tags are purged in one go, and each is answered', async (pod, version) => {
  const { next, post } = pod();
  next.keep('/articles/a', ['_N_T_/articles/a']);
  next.keep('/articles/b', ['_N_T_/articles/[slug]/page']);
  next.keep('/articles/c', ['article:7']);
  next.keep('/articles/d', ['_N_T_/articles/d']);
  const body = { paths: [{ path: '/articles/a' }, { path: '/articles/[slug]', type: 'page' }], tags: ['article:7'] };
  const { status, json, headers } = await post(body);
  assert.equal(status, 200);
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.deepEqual(json.results, [
    { path: '/articles/a', ok: true }, { path: '/articles/[slug]', type: 'page', ok: true }, { tag: 'article:7', ok: true },
  ]);
  const { canary, clockStep, results, ...rest } = json;
  assert.deepEqual(rest, { revalidated: true, buildId: 'build-1', next: version });
  assert.deepEqual(['a', 'b', 'c', 'd'].map((slug) => next.has(`/articles/${slug}`)), [false, false, false, true]);
});

each('everything is one layout', async (pod) => {
  const { next, post } = pod();
  next.keep('/', ['_N_T_/layout', '_N_T_/page', '_N_T_/']);
  next.keep('/articles/a', ['_N_T_/layout', '_N_T_/articles/layout', '_N_T_/articles/a']);
  const { json } = await post({ paths: [{ path: '/', type: 'layout' }] });
  assert.deepEqual(json.results, [{ path: '/', type: 'layout', ok: true }]);
  assert.deepEqual([next.has('/'), next.has('/articles/a')], [false, false]);
});

each('a tag is purged at once, and Next.js warns of nothing', async (pod) => {
  const { next, post } = pod();
  next.keep('/articles/a', ['article:7']);
  await post({ tags: ['article:7'] });
  assert.equal(next.has('/articles/a'), false);
  assert.deepEqual(next.warnings, []);
});
