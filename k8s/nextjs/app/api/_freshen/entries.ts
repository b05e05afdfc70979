/* eslint-disable */
import { spellings } from './spellings';

/** An entry of a request as it came. */
export type Entry = { path: unknown; type?: unknown } | { tag: unknown };

/** What is answered for an entry. `unsupported`: no purge can reach this path on this Next.js. */
export type Result = Entry & { ok: boolean; unsupported?: true; error?: string };

export interface PathEntry {
  path: string;
  type?: 'page' | 'layout';
}

export interface TagEntry {
  tag: string;
}

/** Next.js ignores longer ones, and does not say so. */
const LONGEST_PATH = 1_024;
const LONGEST_TAG = 256;

/** The entry, or why it can have no effect: Next.js itself takes anything in silence. */
export function check(entry: Entry): PathEntry | TagEntry | { mistake: string } {
  if ('tag' in entry) return checkTag(entry.tag);
  const { path } = entry;
  const type = entry.type ?? undefined;
  if (typeof path !== 'string' || !path.startsWith('/')) return { mistake: 'path must begin with /' };
  if (type !== undefined && type !== 'page' && type !== 'layout') return { mistake: 'type must be page or layout' };
  if (/[?#]|\/\//.test(path)) return { mistake: 'path must have no query, no fragment and no empty segment' };
  if (path.includes('[') && !type) return { mistake: 'a route pattern needs a type' };
  if ((type ? [path] : spellings(path)).some((name) => name.length > LONGEST_PATH)) {
    return { mistake: `path is longer than ${LONGEST_PATH}` };
  }

  return { path, ...(type && { type }) };
}

function checkTag(tag: unknown): TagEntry | { mistake: string } {
  if (typeof tag !== 'string' || tag === '') return { mistake: 'tag must be a string' };

  return tag.length > LONGEST_TAG ? { mistake: `tag is longer than ${LONGEST_TAG}` } : { tag };
}
