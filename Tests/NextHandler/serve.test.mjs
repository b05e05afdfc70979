// The routes over HTTP, as freshen meets them.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request as connect } from 'node:http';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { TOKEN } from './Pod.mjs';

let child, lines, url;

before(async () => {
  const env = { PATH: process.env.PATH, REVALIDATE_TOKEN: TOKEN };
  const server = fileURLToPath(new URL('serve.mjs', import.meta.url));
  child = spawn(process.execPath, [server], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  url = `http://127.0.0.1:${(await lines.next()).value.replace('listening ', '')}`;
});

after(async () => {
  child.stdin.end();
  await once(child, 'exit');
});

const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
const post = (body, more = {}) => fetch(`${url}/api/revalidate`, { method: 'POST', headers, body, ...more });
const cached = async (path) => (await fetch(url + path)).headers.get('x-nextjs-cache');
const reported = async () => JSON.parse((await lines.next()).value);

test('a pod becomes ready, is greeted, and its page is new after a purge', async () => {
  assert.equal((await fetch(`${url}/api/ready`)).status, 503);
  assert.equal((await fetch(`${url}/api/ready`)).status, 200);
  assert.match((await (await post('{"paths":[],"tags":[]}')).json()).freshSince, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.deepEqual([await cached('/articles/7'), await cached('/articles/7')], ['MISS', 'HIT']);
  const answer = await (await post('{"paths":[{"path":"/articles/7"}],"tags":[]}')).json();
  assert.deepEqual([answer.revalidated, answer.results], [true, [{ path: '/articles/7', ok: true }]]);
  assert.equal(await cached('/articles/7'), 'MISS');
  assert.equal((await reported()).sent, '{"paths":[],"tags":[]}');
  assert.deepEqual((await reported()).answer.results, answer.results);
});

test('a body above 1 MiB is answered while it is still sent', async () => {
  const sending = connect(`${url}/api/revalidate`, { method: 'POST', headers });
  const [response] = await Promise.all([
    once(sending, 'response').then(([response]) => response),
    new Promise((done) => sending.write(Buffer.alloc(1_048_577, ' '), done)),
  ]);
  assert.equal(response.statusCode, 413);
  response.resume();
  sending.end();
  await once(sending, 'close');
  assert.equal((await reported()).status, 413);
  assert.equal((await post('{}')).status, 200);
  assert.equal((await reported()).status, 200);
});

test('without the token it is 401, and another method 405', async () => {
  assert.equal((await post('{}', { headers: { 'content-type': 'application/json' } })).status, 401);
  assert.equal((await fetch(`${url}/api/revalidate`)).status, 405);
  assert.equal((await fetch(`${url}/api/revalidate`, { method: 'PUT', body: '{}' })).status, 405);
});
