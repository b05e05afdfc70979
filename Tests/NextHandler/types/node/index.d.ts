// What the routes use of Node.js, as `@types/node` has it: Debian has no package of it.
interface Buffer extends Uint8Array {}
declare const Buffer: { concat(parts: readonly Uint8Array[]): Buffer };
declare const process: { env: Record<string, string | undefined>; cwd(): string };

declare module 'node:crypto' {
  interface Hash {
    update(data: string): Hash;
    digest(): Buffer;
  }
  function createHash(algorithm: string): Hash;
  function timingSafeEqual(a: NodeJS.ArrayBufferView, b: NodeJS.ArrayBufferView): boolean;
  function randomUUID(): string;
}

declare module 'node:fs' {
  function readFileSync(path: string, encoding: 'utf8'): string;
}

declare module 'node:timers/promises' {
  function setTimeout<T = void>(delay?: number, value?: T, options?: { signal?: AbortSignal }): Promise<T>;
}

declare namespace NodeJS {
  type ArrayBufferView = Uint8Array;
}
