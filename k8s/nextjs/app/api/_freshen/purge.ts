/* eslint-disable */
import { revalidatePath, revalidateTag } from 'next/cache';
import { message } from './answer';
import { nextVersion, purgesHandlers } from './build';
import { CANARY } from './canary';
import { check } from './entries';
import type { Entry, PathEntry, Result, TagEntry } from './entries';
import { isKept, routeNamed, routeOf } from './routes';
import { ownAddress, renew } from './self';
import { spellings, withCuts } from './spellings';

type Outcome = Pick<Result, 'ok' | 'unsupported' | 'error'>;

/** 14 and 15 ignore the second argument. With a profile such as `max` in its place, 16 would go on serving the old page. */
const expireTag: (tag: string, profile: { expire: number }) => void = revalidateTag;

/** How many pages are rendered at the same time. */
const AT_ONCE = 8;

/** Purges the entries in one go: Next.js carries out the calls of a handler when it has ended. */
export async function purge(entries: Entry[]): Promise<Result[]> {
  const checked = entries.map((entry) => ({ entry, sound: check(entry) }));
  const results: Result[] = [];
  const waiting = checked.entries();
  const work = async (): Promise<void> => {
    for (const [index, { entry, sound }] of waiting) {
      results[index] = { ...entry, ...('mistake' in sound ? { ok: false, error: sound.mistake } : await purgeOne(sound)) };
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (checked.some(({ sound }) => !('mistake' in sound))) attempt(() => expireTag(CANARY, { expire: 0 }));

  return results;
}

async function purgeOne(entry: PathEntry | TagEntry): Promise<Outcome> {
  const failure = attempt(() => call(entry));
  if (failure) return { ok: false, error: failure };
  const missed = 'path' in entry ? whyMissed(entry) : undefined;
  if (!missed || 'tag' in entry) return { ok: true };
  const address = ownAddress();
  if (!address || entry.type) return { ok: false, unsupported: true, error: missed };
  const error = await renew(address, entry.path);

  return error ? { ok: false, error } : { ok: true };
}

/** One call that throws must not lose those of the other entries. Answers what went wrong. */
function attempt(calls: () => void): string | undefined {
  try {
    calls();

    return undefined;
  } catch (error) {
    return message(error);
  }
}

function call(entry: PathEntry | TagEntry): void {
  if ('tag' in entry) {
    withCuts([entry.tag]).forEach((tag) => expireTag(tag, { expire: 0 }));
  } else if (!entry.type) {
    withCuts(spellings(entry.path)).forEach((path) => revalidatePath(path));
  } else {
    revalidatePath(entry.path, entry.type);
    // A route handler has the tags of layouts, and none of a page.
    if (entry.type === 'page' && routeNamed(entry.path)?.kind === 'handler') revalidatePath(entry.path, 'layout');
  }
}

/** Why no purge reaches what is kept of this path, and what helps. */
function whyMissed({ path, type }: PathEntry): string | undefined {
  if (type === 'layout') return undefined;
  const route = type ? routeNamed(path) : routeOf(path);
  if (!route || route.kind === 'page' || (route.kind === 'handler' && purgesHandlers)) return undefined;
  if (!isKept(route, path)) return undefined;
  const remedy = type ? 'name its paths and set REVALIDATE_SELF' : 'set REVALIDATE_SELF';

  return route.kind === 'pages'
    ? `no purge reaches a page of the Pages Router: ${remedy}`
    : `no purge reaches a cached route handler on Next.js ${nextVersion}: export const dynamic = 'force-dynamic', or ${remedy}`;
}
