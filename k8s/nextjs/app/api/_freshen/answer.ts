/* eslint-disable */
import { buildId, nextVersion } from './build';

/** What this process says about itself, beside the results. */
export interface About {
  buildId?: string;
  next: string;
  freshSince?: string;
  clockStep: number;
}

/** Kept outside of the module, because a bundler gives each route its own copy of it. */
const key = Symbol.for('freshen.process');
const shared = globalThis as typeof globalThis & { [key]?: { freshSince?: string } };

export function processState(): { freshSince?: string } {
  return (shared[key] ??= {});
}

export function about(): About {
  const id = buildId();
  const { freshSince } = processState();

  return { ...(id && { buildId: id }), next: nextVersion, ...(freshSince && { freshSince }), clockStep: clockStep() };
}

/**
 * How far the wall clock was set since the process began, in milliseconds. Next.js compares the times of entries and purges
 * by both clocks: after a step it ignores purges (15) or applies them late (16) until the process is restarted.
 */
function clockStep(): number {
  return Math.round(Date.now() - (performance.timeOrigin + performance.now()));
}

export function json(status: number, body: object, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'cache-control': 'no-store', 'content-type': 'application/json', ...headers },
  });
}

export function message(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 200);
}
