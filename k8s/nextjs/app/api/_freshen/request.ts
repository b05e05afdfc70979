/* eslint-disable */
import { createHash, timingSafeEqual } from 'node:crypto';
import { json } from './answer';
import type { Entry } from './entries';

const LARGEST_BODY = 1_048_576;
const MOST_ENTRIES = 500;

/** The answer to a request that does not have the token; nothing for one that does. */
export function unauthorized(request: Request): Response | undefined {
  const token = process.env.REVALIDATE_TOKEN?.trim();
  if (!token) return refusal(503, 'REVALIDATE_TOKEN is not set');
  const [, given = ''] = /^Bearer +(.*)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
  // Both are compared always, so that the time tells nothing.
  const isCurrent = equal(given, token);
  const isPrevious = equal(given, process.env.REVALIDATE_TOKEN_PREVIOUS?.trim() || token);

  return isCurrent || isPrevious ? undefined : refusal(401, 'unauthorized', { 'www-authenticate': 'Bearer' });
}

/** The entries of a request, paths before tags, or the answer to one that cannot be read. */
export async function readEntries(request: Request): Promise<{ entries: Entry[] } | { refused: Response }> {
  if (!/^application\/json *(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    return { refused: refusal(415, 'content-type must be application/json') };
  }
  const body = await readBody(request);
  if (!body) return { refused: refusal(413, `body is larger than ${LARGEST_BODY} bytes`) };
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return { refused: refusal(400, 'body is not JSON') };
  }

  return entriesOf(value);
}

function entriesOf(value: unknown): { entries: Entry[] } | { refused: Response } {
  if (!isObject(value)) return { refused: refusal(400, 'body must be an object') };
  const { paths = [], tags = [] } = value;
  if (!Array.isArray(paths) || !Array.isArray(tags)) return { refused: refusal(400, 'paths and tags must be lists') };
  if (paths.length + tags.length > MOST_ENTRIES) return { refused: refusal(413, `more than ${MOST_ENTRIES} entries`) };
  if (!paths.every(isObject)) return { refused: refusal(400, 'a path must be an object') };

  return {
    entries: [
      ...paths.map(({ path, type }) => ({ path, ...(type !== undefined && { type }) })),
      ...tags.map((tag: unknown) => ({ tag })),
    ],
  };
}

/** The bytes of the body; nothing where there are too many, and the rest is not read. */
async function readBody(request: Request): Promise<Uint8Array | undefined> {
  if (Number(request.headers.get('content-length')) > LARGEST_BODY) return undefined;
  const reader = request.body?.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  let part = await reader?.read();
  while (reader && part?.value) {
    size += part.value.byteLength;
    if (size > LARGEST_BODY) return undefined;
    parts.push(part.value);
    part = await reader.read();
  }

  return Buffer.concat(parts);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Hashes have one length, which `timingSafeEqual` needs, and hide that of the token. */
function equal(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function refusal(status: number, error: string, headers?: Record<string, string>): Response {
  return json(status, { revalidated: false, error }, headers);
}
