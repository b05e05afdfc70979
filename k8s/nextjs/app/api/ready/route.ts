/* eslint-disable */
import { revalidatePath } from 'next/cache';
import { json, message, processState } from '../_freshen/answer';
import { readCanary } from '../_freshen/canary';

/**
 * With a shared cache a pod serves what other pods left there, which may lack their last changes. It says that it is older by
 * this time, in milliseconds, and so is sent the changes of that time again.
 */
const OVERLAP = 3_600_000;

/** The readiness probe: it is ready when the pages of the build are dropped and the cache answers. */
export async function GET(request: Request): Promise<Response> {
  // Next.js answers from the build where a handler does not read its request. A `dynamic` export fails with cacheComponents.
  request.headers.has('host');
  const canary = await readCanary();
  if ('error' in canary) return json(503, { ready: false, error: canary.error });
  const state = processState();
  if (state.freshSince) return json(200, { ready: true });
  const now = Date.now();
  if (process.env.REVALIDATE_SHARED_CACHE === 'true') {
    state.freshSince = new Date(now - OVERLAP).toISOString();

    return json(200, { ready: true });
  }
  try {
    revalidatePath('/', 'layout');
  } catch (error) {
    return json(503, { ready: false, error: message(error) });
  }
  // It takes effect when this handler has ended: the next ask finds it done.
  state.freshSince = new Date(now).toISOString();

  return json(503, { ready: false, error: 'the pages of the build are dropped: ask again' });
}
