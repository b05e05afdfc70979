/* eslint-disable */
import { readFileSync } from 'node:fs';
import nextPackage from 'next/package.json';

/** The folder of the build: change it if next.config has another `distDir`. */
const DIST = '.next';

export const nextVersion: string = nextPackage.version;

const [major = 0, minor = 0] = nextVersion.split('.').map(Number);

/** Before 15.5 an entry of a route handler is read without its tags, so no purge reaches it. */
export const purgesHandlers = major > 15 || (major === 15 && minor >= 5);

interface Prerendered {
  routes: Record<string, unknown>;
  dynamicRoutes: Record<string, unknown>;
  preview?: { previewModeId?: string };
}

/** What the build wrote about its routes; the files never change while the process runs. */
export interface Build {
  id: string;
  prerendered: Prerendered;
  app: string[];
  pages: string[];
}

let known: Build | undefined;

export function build(): Build {
  return (known ??= {
    id: read(`${process.cwd()}/${DIST}/BUILD_ID`).trim(),
    prerendered: { routes: {}, dynamicRoutes: {}, ...parse(`${process.cwd()}/${DIST}/prerender-manifest.json`) },
    app: Object.keys(parse(`${process.cwd()}/${DIST}/server/app-paths-manifest.json`)),
    pages: Object.keys(parse(`${process.cwd()}/${DIST}/server/pages-manifest.json`)),
  });
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
