// A page is found under the name that its Next.js gave it. The names are those of real pages, written down by hand.
import assert from 'node:assert/strict';
import { each } from './test.mjs';

// The path as freshen sends it; the name of a page that a pod has rendered: 16, 15, 14; where it differs, that of a page of
// the build: the page's, then that of its cached fetches.
const PAGES = [
  ['/', '/', '/', '/'],
  ['/articles/a', '/articles/a', '/articles/a', '/articles/a'],
  ['/articles/gr%C3%B6%C3%9Fe', '/articles/größe', '/articles/gr%C3%B6%C3%9Fe', '/articles/gr%C3%B6%C3%9Fe'],
  ['/articles/%E6%9D%B1%E4%BA%AC', '/articles/東京', '/articles/%E6%9D%B1%E4%BA%AC', '/articles/%E6%9D%B1%E4%BA%AC'],
  ['/articles/sp%20ace', '/articles/sp ace', '/articles/sp%20ace', '/articles/sp%20ace'],
  ['/articles/100%25', '/articles/100%', '/articles/100%25', '/articles/100%25'],
  ['/articles/plus%2Bx', '/articles/plus+x', '/articles/plus%2Bx', '/articles/plus%2Bx'],
  // Asked with the plus as it is, which a build encodes.
  ['/articles/plus+x', '/articles/plus+x', '/articles/plus+x', '/articles/plus%2Bx'],
  ["/articles/o'clock", "/articles/o'clock", '/articles/o%27clock', "/articles/o'clock"],
  ["/articles/o'clock:7", "/articles/o'clock:7", '/articles/o%27clock:7', "/articles/o'clock:7"],
  ["/articles/o'clock:7", "/articles/o'clock:7", '/articles/o%27clock%3A7', "/articles/o'clock%3A7"],
  ['/articles/a%26b%3Ac%40d%22e', '/articles/a&b:c@d"e', '/articles/a%26b%3Ac%40d%22e', '/articles/a%26b%3Ac%40d%22e'],
  ['/articles/%5Bx%5D', '/articles/[x]', '/articles/%5Bx%5D', '/articles/%5Bx%5D'],
  ['/articles/a%20b+c', '/articles/a b+c', '/articles/a%20b+c', '/articles/a%20b%2Bc'],
  // What would end a segment stays encoded on 16, and so does an escape that is part of the text.
  ['/articles/a%2Fb', '/articles/a%2Fb', '/articles/a%2Fb', '/articles/a%2Fb'],
  ['/articles/a%3Fb%23c%5Cd', '/articles/a%3Fb%23c%5Cd', '/articles/a%3Fb%23c%5Cd', '/articles/a%3Fb%23c%5Cd'],
  ['/articles/a%252Fb', '/articles/a%252Fb', '/articles/a%252Fb', '/articles/a%252Fb'],
  ['/articles/a%252fb', '/articles/a%252fb', '/articles/a%252fb', '/articles/a%252fb'],
  ['/articles/%20%2F', '/articles/ %2F', '/articles/%20%2F', '/articles/%20%2F'],
  ['/articles/%20%3F', '/articles/ %3F', '/articles/%20%3F', '/articles/%20%3F'],
  ['/articles/%20%23', '/articles/ %23', '/articles/%20%23', '/articles/%20%23'],
  ['/articles/%20%5C', '/articles/ %5C', '/articles/%20%5C', '/articles/%20%5C'],
  ['/articles/%20%252F', '/articles/ %252F', '/articles/%20%252F', '/articles/%20%252F'],
  ['/articles/%20%252f', '/articles/ %252f', '/articles/%20%252f', '/articles/%20%252f'],
  // A name is cut at commas where a page carries it.
  ['/articles/com,ma,s', '/articles/com,ma,s', '/articles/com,ma,s', '/articles/com%2Cma%2Cs'],
  ['/articles/com%2Cma', '/articles/com,ma', '/articles/com%2Cma', '/articles/com%2Cma'],
  ['/a,b/c', '/a,b/c', '/a,b/c', '/a,b/c'],
  ['/,x', '/,x', '/,x', '/,x'],
  // As somebody types it.
  ['/articles/größe', '/articles/größe', '/articles/gr%C3%B6%C3%9Fe', '/articles/gr%C3%B6%C3%9Fe'],
  ['/articles/100%', '/articles/100%', '/articles/100%25', '/articles/100%25'],
  // With trailingSlash: true.
  ['/es/', '/es', '/es/', '/es'],
  ['/gr%C3%B6%C3%9Fe/', '/größe', '/gr%C3%B6%C3%9Fe/', '/gr%C3%B6%C3%9Fe'],
];

each('a page and its fetches are found under the name of this version', async (pod, version) => {
  for (const [path, ...names] of PAGES) {
    const { next, post } = pod();
    const name = names[{ 16: 0, 15: 1, 14: 2 }[next.major]];
    next.keep('page', ['_N_T_/layout', `_N_T_${name}`]);
    next.keep('fetch', [`_N_T_${name}`], 'FETCH');
    next.keep('other', ['_N_T_/articles', '_N_T_/articles/', '_N_T_/x', '_N_T_/articles/b']);
    assert.equal((await post({ paths: [{ path }] })).json.revalidated, true);
    assert.deepEqual([next.has('page'), next.has('fetch'), next.has('other')], [false, false, true], `${version} ${path}`);
  }
});

// 16 names a page of the build by the encoded path, and the fetches behind it by the decoded one.
each('a page of the build is found together with its fetches', async (pod) => {
  for (const [path, page, fetch] of [
    ['/articles/sp%20ace', '/articles/sp%20ace', '/articles/sp ace'],
    ['/articles/100%25', '/articles/100%25', '/articles/100%'],
    ['/articles/plus+x', '/articles/plus%2Bx', '/articles/plus+x'],
    ["/articles/o'clock", "/articles/o'clock", '/articles/o%27clock'],
  ]) {
    const { next, post } = pod();
    next.keep('page', [`_N_T_${page}`]);
    next.keep('fetch', [`_N_T_${fetch}`], 'FETCH');
    await post({ paths: [{ path }] });
    assert.deepEqual([next.has('page'), next.has('fetch')], [false, false], path);
  }
});

each('the home page is found under its second name', async (pod) => {
  const { next, post } = pod();
  next.keep('/', ['_N_T_/index']);
  await post({ paths: [{ path: '/' }] });
  assert.equal(next.has('/'), false);
});

each('a plain path costs one call, and a pattern is sent as it is', async (pod) => {
  const { next, post } = pod();
  await post({ paths: [{ path: '/articles/a' }, { path: "/o'c/[slug]", type: 'page' }, { path: '/a/', type: 'layout' }] });
  assert.deepEqual(next.purged.filter((tag) => tag.startsWith('_N_T_')).map((tag) => tag.replace('//', '/')), [
    '_N_T_/articles/a', "_N_T_/o'c/[slug]/page", '_N_T_/a/layout',
  ]);
});

each('a tag with a comma is found where a page and where a fetch carries it', async (pod) => {
  const { next, post } = pod();
  next.keep('page', ['first', 'a,b']);
  next.keep('fetch', ['a,b'], 'FETCH');
  next.keep('other', ['b', '']);
  await post({ tags: ['a,b', ',b'] });
  assert.deepEqual([next.has('page'), next.has('fetch'), next.has('other')], [false, false, true]);
});
