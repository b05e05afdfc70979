/* eslint-disable */
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { unstable_cache } from 'next/cache';
import { message } from './answer';

/**
 * A random value that Next.js keeps as it keeps pages. Its tag is purged after all else, so a request that still reads the
 * value of the request before it shows that those purges had no effect.
 */
export const CANARY = 'freshen.canary';

/** Within this time a cache that works has answered many times. */
const LIMIT = 2_000;

const kept = unstable_cache(async () => randomUUID(), [CANARY], { tags: [CANARY] });

export type Canary = { value: string } | { error: string };

/** Reads the canary. A cache that does not answer makes pages hang, too, and keeps no purge. */
export async function readCanary(): Promise<Canary> {
  const end = new AbortController();
  try {
    const value = await Promise.race([kept(), setTimeout(LIMIT, undefined, { signal: end.signal })]);

    return value === undefined ? { error: `the cache does not answer within ${LIMIT / 1_000} s` } : { value };
  } catch (error) {
    return { error: `the cache fails: ${message(error)}` };
  } finally {
    end.abort();
  }
}

/** Next.js 16.4 keeps what was stored in the very millisecond of its purge: the canary must be older. */
export async function waitUntilOlder(): Promise<void> {
  await setTimeout(3);
}
