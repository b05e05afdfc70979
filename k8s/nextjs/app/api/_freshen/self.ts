/* eslint-disable */
import { message } from './answer';
import { prerendered } from './build';

/** The longest that one page may take, in milliseconds. */
const LIMIT = 10_000;

/** The base URL of this very process, such as `http://127.0.0.1:3000`, with the basePath if there is one. */
export function ownAddress(): string | undefined {
  return process.env.REVALIDATE_SELF?.trim().replace(/\/+$/, '') || undefined;
}

/**
 * Asks the own address to render a path anew and to keep it, as `res.revalidate` of the Pages Router does. Answers what went
 * wrong.
 */
export async function renew(address: string, path: string): Promise<string | undefined> {
  const id = prerendered().previewModeId;
  if (!id) return 'prerender-manifest.json has no previewModeId';
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), LIMIT);
  try {
    const response = await fetch(address + path, {
      method: 'HEAD',
      headers: { 'x-prerender-revalidate': id },
      cache: 'no-store',
      redirect: 'manual',
      signal: end.signal,
    });
    const isRenewed = response.headers.get('x-nextjs-cache') === 'REVALIDATED';

    return isRenewed ? undefined : `REVALIDATE_SELF answers ${response.status} and renews nothing`;
  } catch (error) {
    return `REVALIDATE_SELF does not answer: ${message(error)}`;
  } finally {
    clearTimeout(timer);
  }
}
