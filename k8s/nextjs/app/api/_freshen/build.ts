/* eslint-disable */
import { readFileSync } from 'node:fs';
import nextPackage from 'next/package.json';

/** The folder of the build: change it if next.config has another `distDir`. */
const DIST = '.next';

export const nextVersion: string = nextPackage.version;

const [major = 0, minor = 0] = nextVersion.split('.').map(Number);

/** Before 15.5 an entry of a route handler is read without its tags, so no purge reaches it. */
export const purgesHandlers = major > 15 || (major === 15 && minor >= 5);

/** Empty where it cannot be read. */
export const buildId = once(() => read(`${process.cwd()}/${DIST}/BUILD_ID`).trim());

/** Paths and patterns of what the build rendered, and the secret with which Next.js asks itself to render them anew. */
export const prerendered = once(() => {
  const manifest: { routes?: object; dynamicRoutes?: object; preview?: { previewModeId?: string } } = parse(
    `${process.cwd()}/${DIST}/prerender-manifest.json`,
  );

  return {
    paths: new Set(Object.keys(manifest.routes ?? {})),
    patterns: new Set(Object.keys(manifest.dynamicRoutes ?? {})),
    previewModeId: manifest.preview?.previewModeId,
  };
});

/** The route files of both routers, such as `/blog/[slug]/page` and `/legacy/[slug]`. */
export const routeFiles = once(() => ({
  app: Object.keys(parse(`${process.cwd()}/${DIST}/server/app-paths-manifest.json`)),
  pages: Object.keys(parse(`${process.cwd()}/${DIST}/server/pages-manifest.json`)),
}));

/** What the build wrote does not change while the process runs. */
export function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;

  return () => (made ??= { value: make() }).value;
}

/** The path is an argument, and marked: a bundler would trace whatever it might name into the image. */
function read(file: string): string {
  try {
    return readFileSync(/* turbopackIgnore: true */ file, 'utf8');
  } catch {
    console.error(`freshen: cannot read ${file}: start Next.js in the app's folder, or correct DIST in _freshen/build.ts`);

    return '';
  }
}

function parse(file: string): object {
  return JSON.parse(read(file) || '{}') as object;
}
