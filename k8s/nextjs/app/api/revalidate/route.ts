/* eslint-disable */
import { about, json } from '../_freshen/answer';
import { readCanary, waitUntilOlder } from '../_freshen/canary';
import { purge } from '../_freshen/purge';
import { readEntries, unauthorized } from '../_freshen/request';

/** Purges paths and tags for freshen. Without entries it is a greeting: the same answer, and nothing is purged. */
export async function POST(request: Request): Promise<Response> {
  const refused = unauthorized(request);
  if (refused) return refused;
  const body = await readEntries(request);
  if ('refused' in body) return body.refused;
  // Before the first purge, which would hide it.
  const canary = await readCanary();
  if ('error' in canary) return json(503, { revalidated: false, error: canary.error, ...about() });
  await waitUntilOlder();
  const results = await purge(body.entries);

  return json(200, { revalidated: results.every(({ ok }) => ok), ...about(), canary: canary.value, results });
}
