// What a process says about itself, and the readiness probe.
import assert from 'node:assert/strict';
import { each } from './test.mjs';

/** A clock that was set by so many milliseconds after the process began, at an instant. */
function clock(instant, step = 0) {
  return {
    Date: class extends Date { static now() { return instant + step; } },
    performance: { timeOrigin: instant - 5_000.4, now: () => 5_000.2 },
  };
}

const NOON = Date.parse('2026-11-21T12:00:00.250Z');
const LAYOUT = { paths: [{ path: '/', type: 'layout' }] };

each('clockStep is how far the wall clock was set since the start', async (make) => {
  for (const step of [0, 600_000, -2_000]) {
    const { json } = await make(clock(NOON, step)).post({});
    assert.equal(json.clockStep, step);
  }
  const { json } = await make().post({});
  assert.ok(Math.abs(json.clockStep) < 500, `${json.clockStep}`);
});

each('the first ask drops the pages of the build, the next finds the pod ready', async (make) => {
  const pod = make();
  pod.next.keep('/', ['_N_T_/layout', '_N_T_/page', '_N_T_/']);
  pod.next.keep('fetch', ['_N_T_/layout'], 'FETCH');
  const first = await pod.ready();
  assert.deepEqual([first.status, first.json.ready], [503, false]);
  assert.deepEqual([pod.next.has('/'), pod.next.has('fetch')], [false, false]);
  pod.next.keep('/', ['_N_T_/layout', '_N_T_/page', '_N_T_/']);
  for (let ask = 0; ask < 3; ask += 1) {
    const { status, json, headers } = await pod.ready();
    assert.deepEqual([status, json], [200, { ready: true }]);
    assert.equal(headers.get('cache-control'), 'no-store');
  }
  assert.equal(pod.next.has('/'), true);
});

each('freshSince is when that was, told by the other route of the process', async (make) => {
  const pod = make(clock(NOON));
  assert.ok(!('freshSince' in (await pod.post({})).json));
  await pod.ready();
  assert.equal((await pod.post({})).json.freshSince, '2026-11-21T12:00:00.250Z');
  pod.world.Date = clock(NOON + 60_000).Date;
  await pod.ready();
  await pod.post(LAYOUT);
  assert.equal((await pod.post({})).json.freshSince, '2026-11-21T12:00:00.250Z');
  assert.ok(!('freshSince' in (await make(clock(NOON)).post({})).json), 'of another process');
});

each('freshSince is not later than the purge, so a change between the two is sent again', async (make) => {
  let now = NOON;
  const pod = make({ ...clock(NOON), Date: class extends Date { static now() { return now; } } });
  const { revalidatePath } = pod.next.cache;
  pod.next.cache.revalidatePath = (path, type) => {
    now += 1_000;
    revalidatePath(path, type);
  };
  await pod.ready();
  assert.equal((await pod.post({})).json.freshSince, '2026-11-21T12:00:00.250Z');
});

each('a pod whose cache does not answer is not ready, also later', async (make) => {
  const timers = { setTimeout: async () => {} };
  const pod = make({ timers });
  pod.next.store.state = 'frozen';
  const { status, json } = await pod.ready();
  assert.deepEqual([status, json], [503, { ready: false, error: 'the cache does not answer within 2 s' }]);
  assert.deepEqual(pod.next.purged, []);
  pod.next.store.state = 'failing';
  assert.equal((await pod.ready()).status, 503);
  const healthy = make();
  await healthy.ready();
  assert.equal((await healthy.ready()).status, 200);
  healthy.next.store.state = 'failing';
  assert.equal((await healthy.ready()).status, 503);
});

each('a flush that fails is tried again', async (make) => {
  const pod = make();
  const { revalidatePath } = pod.next.cache;
  pod.next.cache.revalidatePath = () => { throw new Error('not now'); };
  for (let ask = 0; ask < 2; ask += 1) {
    assert.deepEqual((await pod.ready()).json, { ready: false, error: 'not now' });
  }
  assert.ok(!('freshSince' in (await pod.post({})).json));
  pod.next.cache.revalidatePath = revalidatePath;
  assert.equal((await pod.ready()).status, 503);
  assert.equal((await pod.ready()).status, 200);
});

each('with a shared cache nothing is dropped, and the changes of an hour are asked for', async (make) => {
  const pod = make({ ...clock(NOON), env: { REVALIDATE_SHARED_CACHE: 'true' } });
  pod.next.keep('/', ['_N_T_/layout']);
  assert.equal((await pod.ready()).status, 200);
  assert.equal(pod.next.has('/'), true);
  assert.equal((await pod.post({})).json.freshSince, '2026-11-21T11:00:00.250Z');
  const other = make({ env: { REVALIDATE_SHARED_CACHE: 'false' } });
  assert.equal((await other.ready()).status, 503);
});

each('other methods are not there', async (make) => {
  const pod = make();
  assert.equal((await pod.handle('revalidate', new Request('http://pod/'))).status, 405);
  assert.equal((await pod.handle('ready', new Request('http://pod/', { method: 'POST' }))).status, 405);
});

// 14 renders a handler that does not read its request at build time; so does 16 with cacheComponents.
each('the probe reads its request before all else', async (make) => {
  const pod = make();
  const seen = [];
  const request = new Proxy({ method: 'GET' }, {
    get: (target, key) => {
      if (key === 'headers') throw new Error(`dynamic after ${seen.length}`);

      return target[key];
    },
  });
  pod.next.cache.revalidatePath = () => seen.push('purge');
  assert.equal((await pod.handle('ready', request)).status, 500);
  assert.deepEqual(pod.next.warnings, ['Error: dynamic after 0']);
  assert.equal(pod.next.store.entries.size, 0);
});
