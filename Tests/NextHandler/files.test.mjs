// The folder that a site copies: what its files import, and that its README tells the truth about them.
import assert from 'node:assert/strict';
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { folder } from './Pod.mjs';

const contents = (path) => readFileSync(`${folder}/${path}`, 'utf8');
const readme = contents('README.md');
const sources = ['_freshen', 'ready', 'revalidate'].flatMap((name) =>
  readdirSync(`${folder}/app/api/${name}`).map((file) => [`${name}/${file}`, contents(`app/api/${name}/${file}`)]));

for (const major of [14, 15, 16]) {
  test(`the files pass the type check of a strict project on Next.js ${major}`, () => {
    execFileSync('tsc', ['-p', fileURLToPath(new URL(`types/next-${major}`, import.meta.url))], { encoding: 'utf8' });
  });
}

test('each file is exempt from linters, and imports Node.js, Next.js and its neighbours only', () => {
  assert.ok(sources.length > 5);
  for (const [name, source] of sources) {
    assert.equal(source.split('\n')[0], '/* eslint-disable */', name);
    for (const [, from] of source.matchAll(/from '([^']*)'/g)) {
      assert.match(from, /^(node:[a-z/]+|next\/(cache|package\.json)|\.\/\w+|\.\.\/_freshen\/\w+)$/, name);
    }
  }
});

test('a route exports its method only: Next.js refuses other names', () => {
  for (const [name, method] of [['ready/route.ts', 'GET'], ['revalidate/route.ts', 'POST']]) {
    const source = sources.find(([file]) => file === name)[1];
    assert.deepEqual([...source.matchAll(/^export (.*) (\w+)\(/gm)].map((found) => found.slice(1)), [['async function', method]]);
    assert.equal([...source.matchAll(/^export /gm)].length, 1);
  }
});

test('the README lists the environment variables that are read', () => {
  const read = sources.flatMap(([, source]) => [...source.matchAll(/process\.env\.(\w+)/g)].map(([, name]) => name));
  const listed = [...readme.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
  assert.deepEqual(listed.sort(), [...new Set(read)].sort());
});

test("the README's matcher leaves both routes and nothing else of the site to Next.js", () => {
  const [, matcher] = /matcher: \['(.*)'\]/.exec(readme);
  const pattern = new RegExp(`^${matcher.replaceAll('\\\\', '\\')}$`);
  for (const path of ['/api/revalidate', '/api/ready', '/_next/static/a.js', '/favicon.ico']) assert.doesNotMatch(path, pattern);
  for (const path of ['/', '/es/blog', '/api/contact']) assert.match(path, pattern);
});

test("the README's line round a queue keeps the page that asks", async () => {
  const [, line] = /const boundFetch = (.*);/.exec(readme);
  const pages = new AsyncLocalStorage();
  const waiting = [];
  const queue = { add: (work) => new Promise((done) => waiting.push(() => done(work()))) };
  const fetchRetry = async () => pages.getStore();
  const boundFetch = new Function('AsyncResource', 'queue', 'fetchRetry', `return ${line}`)(AsyncResource, queue, fetchRetry);
  const unboundFetch = (...args) => queue.add(() => fetchRetry(0, ...args));
  const asked = pages.run('/a', () => [boundFetch('x'), unboundFetch('x')]);
  // The queue goes on while another page is rendered.
  pages.run('/b', () => waiting.forEach((next) => next()));
  assert.deepEqual(await Promise.all(asked), ['/a', '/b']);
});
