// The canary changes when, and only when, the purges of a request have had an effect.
import assert from 'node:assert/strict';
import { Store } from './Next.mjs';
import { each } from './test.mjs';

const PURGE = { paths: [{ path: '/articles/a' }] };
const canary = async (pod, body = {}) => (await pod.post(body)).json.canary;

each('two greetings read one value; a purge answers it, and the next greeting another', async (make) => {
  const pod = make();
  for (let round = 0; round < 20; round += 1) {
    const value = await canary(pod);
    assert.match(value, /^[0-9a-f-]{36}$/);
    assert.equal(await canary(pod), value);
    assert.equal(await canary(pod, PURGE), value, `round ${round}`);
    assert.notEqual(await canary(pod), value, `round ${round}`);
  }
});

each('passes in a row see that the one before had an effect', async (make) => {
  const pod = make();
  const values = [];
  for (let pass = 0; pass < 20; pass += 1) values.push(await canary(pod, PURGE));
  assert.equal(new Set(values).size, 20);
});

each('eight requests at once read the value before, and it changes once', async (make) => {
  const pod = make();
  const value = await canary(pod);
  const values = await Promise.all(Array.from({ length: 8 }, () => canary(pod, PURGE)));
  assert.deepEqual(new Set(values), new Set([value]));
  assert.notEqual(await canary(pod), value);
});

each('its tag is purged after all else', async (make) => {
  const pod = make();
  await pod.post({ ...PURGE, tags: ['article:7', 'list'] });
  assert.equal(pod.next.purged.at(-1), 'freshen.canary');
  assert.equal(pod.next.purged.filter((tag) => tag === 'freshen.canary').length, 1);
});

each('it is purged after pages that are rendered by the own address', async (make) => {
  let rendered = 0;
  const pod = make({
    env: { REVALIDATE_SELF: 'http://127.0.0.1:3000' },
    fetch: async () => {
      await new Promise(setImmediate);
      rendered += 1;

      return new Response(null, { headers: { 'x-nextjs-cache': 'REVALIDATED' } });
    },
  });
  const { revalidateTag } = pod.next.cache;
  const before = [];
  pod.next.cache.revalidateTag = (tag, profile) => {
    before.push(rendered);
    revalidateTag(tag, profile);
  };
  await pod.post({ paths: [{ path: '/legacy/a' }, { path: '/legacy/b' }] });
  assert.deepEqual(before, [2]);
});

each('a request whose entries can have no effect leaves it', async (make) => {
  const pod = make();
  const value = await canary(pod);
  await pod.post({ paths: [{ path: 'a' }], tags: [''] });
  assert.equal(await canary(pod), value);
  assert.deepEqual(pod.next.purged, []);
});

each('a pod whose purges are lost answers the same value again', async (make) => {
  const pod = make();
  pod.next.cache.revalidateTag = () => {};
  const value = await canary(pod, PURGE);
  assert.equal(await canary(pod, PURGE), value);
});

each('pods that share a cache read one value, and each changes it for all', async (make) => {
  const store = new Store();
  const [one, two] = [make({ store }), make({ store })];
  const value = await canary(one);
  assert.equal(await canary(two), value);
  await one.post(PURGE);
  assert.notEqual(await canary(two), value);
  assert.notEqual(await canary(make()), await canary(make()));
});

each('a cache that is away is a new value at each read', async (make) => {
  const pod = make();
  pod.next.store.state = 'down';
  assert.notEqual(await canary(pod), await canary(pod));
});

each('a cache that does not answer within 2 s is 503, and nothing is purged', async (make) => {
  const waits = [];
  const timers = { setTimeout: async (milliseconds) => { waits.push(milliseconds); } };
  const pod = make({ timers });
  pod.next.store.state = 'frozen';
  const { status, json } = await pod.post(PURGE);
  assert.deepEqual([status, json.revalidated, json.error], [503, false, 'the cache does not answer within 2 s']);
  assert.equal(json.buildId, 'build-1');
  assert.deepEqual([waits, pod.next.purged], [[2000], []]);
});

each('no timer is left of a read that was answered', async (make) => {
  const signals = [];
  const timers = { setTimeout: (_, __, { signal } = {}) => (signal ? signals.push(signal) && new Promise(() => {}) : undefined) };
  await make({ timers }).post(PURGE);
  assert.deepEqual(signals.map(({ aborted }) => aborted), [true]);
});

each('a cache that fails is 503, and nothing is purged', async (make) => {
  const pod = make();
  pod.next.store.state = 'failing';
  const { status, json } = await pod.post(PURGE);
  assert.deepEqual([status, json.error], [503, 'the cache fails: connect ECONNREFUSED']);
  assert.deepEqual(pod.next.purged, []);
});
