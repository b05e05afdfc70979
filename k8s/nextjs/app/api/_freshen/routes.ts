/* eslint-disable */
import { once, prerendered, routeFiles } from './build';
import { decoded, spellings } from './spellings';

/** A route of the build: a page or a route handler of the App Router, or something of the Pages Router. */
interface Route {
  kind: 'page' | 'handler' | 'pages';
  /** As in the URL: without groups and slots. */
  pattern: string;
  segments: string[];
}

/** The route that answers a URL path. */
export function routeOf(path: string): Route | undefined {
  const segments = path.split('/').filter(Boolean).map(decoded);

  return routes().find((route) => matches(route.segments, segments));
}

/** The route that a pattern such as `/blog/[slug]` or `/(shop)/blog/[slug]` names. */
export function routeNamed(pattern: string): Route | undefined {
  const url = urlPattern(pattern);

  return routes().find((route) => route.pattern === url);
}

/** Whether Next.js keeps what the route answers; a route that is rendered for each request needs no purge. */
export function isKept(route: Route, path: string): boolean {
  const { paths, patterns } = prerendered();

  return patterns.has(route.pattern) || spellings(path).some((name) => paths.has(name));
}

/** All routes, those first that Next.js tries first. */
const routes = once((): Route[] =>
  [
    ...routeFiles().app.map((file) => route(file.endsWith('/route') ? 'handler' : 'page', file.replace(/\/[^/]*$/, ''))),
    ...routeFiles().pages.map((file) => route('pages', file)),
  ].sort((one, other) => (rank(one) < rank(other) ? -1 : 1)),
);

function route(kind: Route['kind'], file: string): Route {
  const pattern = urlPattern(file);

  return { kind, pattern, segments: pattern.split('/').filter(Boolean) };
}

function urlPattern(file: string): string {
  return `/${file.split('/').filter((segment) => segment && !/^(\(.*\)|@.*)$/.test(segment)).join('/')}`;
}

/** At each place a plain segment comes before `[x]`, `[...x]` and `[[...x]]`. */
function rank({ segments }: Route): string {
  return segments.map(rankOfSegment).join('');
}

function rankOfSegment(segment: string): string {
  if (!segment.startsWith('[')) return '0';
  if (segment.startsWith('[[...')) return '3';

  return segment.startsWith('[...') ? '2' : '1';
}

function matches([first, ...others]: string[], [given, ...rest]: string[]): boolean {
  if (first === undefined) return given === undefined;
  const kind = rankOfSegment(first);
  if (kind === '3') return true;
  if (given === undefined) return false;
  if (kind === '2') return true;

  return (kind === '1' || first === given) && matches(others, rest);
}
