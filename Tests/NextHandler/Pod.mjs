// A pod: the routes of k8s/nextjs, bundled as a build does it, in a process of the stand-in with its own environment, folder,
// clocks and network.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Next } from './Next.mjs';

export const folder = fileURLToPath(new URL('../../k8s/nextjs', import.meta.url));
export const VERSIONS = ['14.2.35', '15.2.8', '15.5.29', '16.4.6'];
/** All secrets of the tests have this mark, so that an answer or a log line that shows one is found. */
const MARK = readFileSync(new URL('../decoy-forms', import.meta.url), 'utf8').split('\n')[0];
export const TOKEN = `pods-${MARK}`;
export const PREVIEW = `preview-${MARK}`;

const require = createRequire(import.meta.url);
const bundles = new Map();

function bundle(route) {
  if (!bundles.has(route)) {
    const options = ['--bundle', '--platform=node', '--format=cjs', '--target=node18', '--external:next/*'];
    const file = `${folder}/app/api/${route}/route.ts`;
    bundles.set(route, execFileSync('esbuild', [...options, '--log-level=warning', file], { encoding: 'utf8' }));
  }

  return bundles.get(route);
}

/** What a build leaves for its pages: a sitemap, cached and uncached route handlers, Pages Router pages. */
export const BUILD = {
  'BUILD_ID': 'build-1\n',
  'prerender-manifest.json': {
    routes: { '/': {}, '/articles/a': {}, '/sitemap.xml': {}, '/data/item/a': {}, '/legacy/a': {}, '/about-us': {} },
    dynamicRoutes: { '/articles/[slug]': {}, '/data/item/[slug]': {}, '/legacy/[slug]': {} },
    preview: { previewModeId: PREVIEW },
  },
  'server/app-paths-manifest.json': {
    '/page': '', '/articles/[slug]/page': '', '/sitemap.xml/route': '', '/(shop)/data/item/[slug]/route': '',
    '/data/live/route': '', '/data/[...rest]/page': '', '/api/revalidate/route': '', '/[...rest]/route': '',
    '/@modal/(.)photo/page': '',
  },
  'server/pages-manifest.json': { '/_app': '', '/about-us': '', '/legacy/[slug]': '', '/search': '' },
};

export class Pod {
  #routes = {};

  constructor(version, { env = {}, files = BUILD, store, ...world } = {}) {
    this.next = new Next(version, store);
    this.folder = mkdtempSync(join(tmpdir(), 'freshen-next-'));
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(join(this.folder, '.next', name, '..'), { recursive: true });
      writeFileSync(join(this.folder, '.next', name), typeof content === 'string' ? content : JSON.stringify(content));
    }
    this.logged = [];
    this.post = this.post.bind(this);
    this.world = {
      process: { env: { REVALIDATE_TOKEN: TOKEN, ...env }, cwd: () => this.folder },
      console: { ...console, error: (line) => this.logged.push(line) },
      // Each process has its own.
      globalThis: {},
      Date, performance, fetch, ...world,
    };
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #handler(route, method) {
    const { timers, ...world } = this.world;
    const replaced = {
      'next/cache': this.next.cache,
      'next/package.json': { version: this.next.version },
      'node:timers/promises': timers,
    };
    this.#routes[route] ??= load(bundle(route), (name) => replaced[name] ?? require(name), world);

    return this.#routes[route][method];
  }

  handle(route, request) {
    const handler = this.#handler(route, request.method);

    return handler ? this.next.handle(handler, request) : new Response(null, { status: 405 });
  }

  /** The status, the headers and the JSON of the answer to a POST. */
  async post(body, { headers = {}, token = TOKEN } = {}) {
    const request = new Request('http://pod/api/revalidate', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }), ...headers },
      body: Object.getPrototypeOf(body) === Object.prototype ? JSON.stringify(body) : body,
      duplex: 'half',
    });

    return this.#read(await this.handle('revalidate', request));
  }

  async ready() {
    return this.#read(await this.handle('ready', new Request('http://pod/api/ready')));
  }

  async #read(response) {
    const text = await response.text();
    const shown = [text, JSON.stringify([...response.headers]), ...this.logged].find((line) => line.includes(MARK));
    if (shown) throw new Error('a secret is shown');

    return { status: response.status, headers: response.headers, json: text === '' ? undefined : JSON.parse(text) };
  }
}

/** Runs a bundle with these values in place of the globals of their names. */
function load(code, require, world) {
  const module = { exports: {} };
  const run = new Function('require', 'module', 'exports', ...Object.keys(world), code);
  run(require, module, module.exports, ...Object.values(world));

  return module.exports;
}
