// A stand-in for one process of Next.js: its cache, and `next/cache` as a route handler sees it.
//
// It keeps what was measured on 14.2.35, 15.2.8, 15.5.29 and 16.4.6 with `next start`: calls take effect when the handler
// has ended and are lost when it throws; a name is cut at commas where a page carries it, not where a fetch does; entries of
// route handlers hear of no purge before 15.5, Pages Router pages never.
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout } from 'node:timers/promises';

const PROFILES = ['default', 'seconds', 'minutes', 'hours', 'days', 'weeks', 'max'];

/** Requests and answers take longer than a millisecond: what is kept before one or after it has another time. */
async function nextMillisecond() {
  const now = Date.now();
  while (Date.now() === now) await setTimeout(1);
}

/** What is kept, and which tags were purged when; pods with a shared cache have one store. */
export class Store {
  entries = new Map();
  purges = new Map();
  /** `up`, `down` (nothing is kept), `frozen` (reads do not end) or `failing` (reads throw). */
  state = 'up';
}

export class Next {
  #requests = new AsyncLocalStorage();

  constructor(version, store = new Store()) {
    this.version = version;
    [this.major, this.minor] = version.split('.').map(Number);
    this.store = store;
    /** Tags of all purges, as they were carried out. */
    this.purged = [];
    this.warnings = [];
    this.cache = {
      revalidatePath: (path, type) => this.#revalidatePath(path, type),
      revalidateTag: (tag, profile) => this.#revalidateTag(tag, profile),
      unstable_cache: (work, key, options) => this.#cached(work, key, options),
    };
  }

  /** Runs a route handler; the answer is 500 where it throws. */
  async handle(handler, request) {
    await nextMillisecond();
    const pending = [];
    let response;
    try {
      response = await this.#requests.run(pending, () => handler(request));
    } catch (error) {
      this.warnings.push(String(error));

      return new Response(null, { status: 500 });
    }
    this.#carryOut(pending);
    await nextMillisecond();

    return response;
  }

  /** Keeps an entry of this kind under these tags. */
  keep(name, tags, kind = 'APP_PAGE') {
    const carried = kind === 'FETCH' ? tags : tags.join(',').split(',');
    this.store.entries.set(name, { kind, tags: carried, at: Date.now() });
  }

  /** Whether the next request would be served what is kept under this name. */
  has(name) {
    const entry = this.store.entries.get(name);

    return entry !== undefined && !this.#isPurged(entry);
  }

  #isPurged({ kind, tags, at }) {
    if (kind === 'PAGES' || (kind === 'APP_ROUTE' && (this.major < 15 || (this.major === 15 && this.minor < 5)))) return false;

    return tags.some((tag) => {
      const purge = this.store.purges.get(tag);
      if (purge === undefined) return false;

      // An entry of the same millisecond is kept by 16.
      return this.major < 16 ? purge >= at : purge > at && purge <= Date.now();
    });
  }

  #carryOut(pending) {
    if (this.major >= 16 && pending.some(({ profile }) => typeof profile === 'string' && !PROFILES.includes(profile))) {
      this.warnings.push('an unknown profile: nothing of this request is purged');

      return;
    }
    for (const { tag, profile } of pending) {
      const isSoft = this.major >= 16 && profile !== undefined && profile.expire !== 0;
      this.purged.push(tag);
      // A soft purge goes on serving the old page, and undoes a hard one before it.
      this.store.purges.set(tag, isSoft ? Number.MAX_SAFE_INTEGER : Date.now());
    }
  }

  #add(tag, profile) {
    const pending = this.#requests.getStore();
    if (!pending) throw new Error('Invariant: static generation store missing');
    pending.push({ tag, profile });
  }

  #revalidateTag(tag, profile) {
    if (this.major >= 16 && profile === undefined) this.warnings.push('"revalidateTag" without the second argument');
    this.#add(tag, profile);
  }

  #revalidatePath(path, type) {
    if (path.length > 1024) {
      this.warnings.push('path is too long');

      return;
    }
    const bare = this.major >= 16 && path !== '/' ? path.replace(/\/$/, '') : path;
    const tag = `_N_T_${bare}${type ? `${bare.endsWith('/') ? '' : '/'}${type}` : ''}`;
    this.#add(tag);
    if (tag === '_N_T_/') this.#add('_N_T_/index');
  }

  #cached(work, key, { tags }) {
    return async () => {
      const pending = this.#requests.getStore();
      if (!pending) throw new Error('Invariant: incrementalCache missing in unstable_cache');
      if (this.store.state === 'frozen') await new Promise(() => {});
      if (this.store.state === 'failing') throw new Error('connect ECONNREFUSED');
      const name = `${work}-${key.join()}`;
      // A tag that this request has purged already is not read.
      const isBypassed = this.store.state === 'down' || pending.some(({ tag }) => tags.includes(tag));
      if (!isBypassed && this.has(name)) return this.store.entries.get(name).value;
      const value = await work();
      if (this.store.state !== 'down') this.store.entries.set(name, { kind: 'FETCH', tags, at: Date.now(), value });

      return value;
    };
  }
}
