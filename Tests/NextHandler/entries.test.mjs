// Entries that can have no effect are named, and take nothing from the others.
import assert from 'node:assert/strict';
import { each } from './test.mjs';

const WRONG_PATHS = [
  [{ path: 'a' }, 'path must begin with /'],
  [{ path: '' }, 'path must begin with /'],
  [{ path: 7 }, 'path must begin with /'],
  [{}, 'path must begin with /'],
  [{ path: '/a', type: 'route' }, 'type must be page or layout'],
  [{ path: '/a', type: 7 }, 'type must be page or layout'],
  [{ path: '/articles/[slug]' }, 'a route pattern needs a type'],
  [{ path: '/a?x=1' }, 'path must have no query, no fragment and no empty segment'],
  [{ path: '/a#b' }, 'path must have no query, no fragment and no empty segment'],
  [{ path: '//a' }, 'path must have no query, no fragment and no empty segment'],
  [{ path: `/${'x'.repeat(1024)}` }, 'path is longer than 1024'],
  // 15 compares the encoded form, and 16 names the pages of the build by it.
  [{ path: `/${'ä'.repeat(200)}` }, 'path is longer than 1024'],
  [{ path: `/[slug]/${'x'.repeat(1024)}`, type: 'page' }, 'path is longer than 1024'],
];

each('an entry that can have no effect is named; the rest is purged', async (pod) => {
  const { next, post } = pod();
  next.keep('/b', ['_N_T_/b']);
  next.keep('/c', ['c']);
  const paths = [...WRONG_PATHS.map(([entry]) => entry), { path: '/b' }];
  const { status, json } = await post({ paths, tags: ['', 7, 'x'.repeat(257), 'c'] });
  assert.deepEqual([status, json.revalidated], [200, false]);
  const expected = [
    ...WRONG_PATHS.map(([entry, error]) => ({ ...entry, ok: false, error })),
    { path: '/b', ok: true },
    { tag: '', ok: false, error: 'tag must be a string' },
    { tag: 7, ok: false, error: 'tag must be a string' },
    { tag: 'x'.repeat(257), ok: false, error: 'tag is longer than 256' },
    { tag: 'c', ok: true },
  ];
  // An absent path is absent in the answer, too.
  assert.deepEqual(json.results, JSON.parse(JSON.stringify(expected)));
  assert.deepEqual([next.has('/b'), next.has('/c')], [false, false]);
  assert.deepEqual(next.warnings, []);
});

each('the longest path and the longest tag are purged', async (pod) => {
  const { next, post } = pod();
  const [path, tag] = [`/${'x'.repeat(1023)}`, 'x'.repeat(256)];
  next.keep('long', [`_N_T_${path}`]);
  next.keep('tagged', [tag]);
  const { json } = await post({ paths: [{ path }], tags: [tag] });
  assert.equal(json.revalidated, true);
  assert.deepEqual([next.has('long'), next.has('tagged')], [false, false]);
});

each('one entry that makes Next.js throw costs the others nothing', async (pod) => {
  const { next, post } = pod();
  const { revalidatePath } = next.cache;
  next.cache.revalidatePath = (path, type) => {
    if (path === '/bad') throw new Error(`Route /bad ${'x'.repeat(300)}`);
    revalidatePath(path, type);
  };
  next.keep('/a', ['_N_T_/a']);
  next.keep('/c', ['_N_T_/c']);
  const { status, json } = await post({ paths: [{ path: '/a' }, { path: '/bad' }, { path: '/c' }] });
  assert.equal(status, 200);
  assert.deepEqual(json.results.map(({ ok }) => ok), [true, false, true]);
  assert.match(json.results[1].error, /^Route \/bad x{189}$/);
  assert.deepEqual([next.has('/a'), next.has('/c')], [false, false]);
});

each('a type that is null is none', async (pod) => {
  const { next, post } = pod();
  next.keep('/a', ['_N_T_/a']);
  const { json } = await post({ paths: [{ path: '/a', type: null }] });
  assert.equal(json.revalidated, true);
  assert.equal(next.has('/a'), false);
});
