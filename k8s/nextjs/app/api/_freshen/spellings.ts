/* eslint-disable */

/**
 * Every spelling of a URL path under which some Next.js keeps a page.
 *
 * 16 names a page by the decoded path, 14 and 15 by the path as it was asked for, 15 with `%27` for an apostrophe, and a page
 * of the build is named by the encoded one.
 */
export function spellings(path: string): string[] {
  const bare = path === '/' ? path : path.replace(/\/$/, '');
  const encoded = eachSegment(bare, (segment) => encodeURIComponent(decoded(segment)));
  const asked = [bare, encoded].flatMap((name) => [name, name.replace(/'/g, '%27')]);
  const names = [...asked, eachSegment(bare, unescaped)];

  return [...new Set(bare === path ? names : [...names, ...names.map((name) => `${name}/`)])];
}

/** The names, and what is left of them where Next.js cuts them: it splits the list of a page's tags at commas. */
export function withCuts(names: string[]): string[] {
  const cuts = names.map((name) => name.slice(0, Math.max(0, name.indexOf(','))));

  return [...new Set([...names, ...cuts.filter(Boolean)])];
}

function eachSegment(path: string, change: (segment: string) => string): string {
  return path.split('/').map(change).join('/');
}

/** Next.js 16 leaves encoded what would end a segment, and what is already an escape of it. */
function unescaped(segment: string): string {
  return decoded(segment).replace(/[/?#\\]|%(?:2f|23|3f|5c)/gi, encodeURIComponent);
}

/** A `%` that begins no escape stands for itself. */
export function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
