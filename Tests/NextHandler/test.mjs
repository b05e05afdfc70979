// A test for each version of Next.js: `each('what holds', async (pod) => …)`; `pod(options)` makes the pod.
import { test } from 'node:test';
import { Pod, VERSIONS } from './Pod.mjs';

export function each(name, run, versions = VERSIONS) {
  for (const version of versions) {
    test(`${version}: ${name}`, async () => {
      const pods = [];
      const make = (options) => {
        pods.push(new Pod(version, options));

        return pods.at(-1);
      };
      try {
        await run(make, version);
      } finally {
        pods.forEach((pod) => pod.remove());
      }
    });
  }
}
