#!/usr/bin/env node
// Serves the routes of k8s/nextjs on 127.0.0.1, in the stand-in for Next.js: serve.mjs [VERSION]
//
// It prints `listening PORT`, then for each POST a line of JSON with the request's body and the answer, and ends when its
// standard input closes. The environment is that of the routes. Any other path is a page: it is rendered where it is not
// kept, and `x-nextjs-cache` says so.
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { Pod, PREVIEW } from './Pod.mjs';

const pod = new Pod(process.argv[2] ?? '16.4.6', { env: process.env });
const ROUTES = { '/api/revalidate': 'revalidate', '/api/ready': 'ready' };

const server = createServer(async (incoming, answer) => {
  const path = incoming.url.split('?')[0];
  const route = ROUTES[path];
  if (!route) return page(incoming, answer, path);
  const read = [];
  incoming.on('data', (part) => read.push(part));
  const response = await pod.handle(route, request(incoming));
  const text = await response.text();
  answer.writeHead(response.status, Object.fromEntries(response.headers));
  answer.end(text);
  if (route === 'revalidate') report(Buffer.concat(read), response.status, text);
});

function request(incoming) {
  const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';

  return new Request(`http://127.0.0.1${incoming.url}`, {
    method: incoming.method,
    headers: incoming.headers,
    ...(hasBody && { body: Readable.toWeb(incoming), duplex: 'half' }),
  });
}

function report(body, status, answer) {
  const sent = body.length <= 65_536 ? String(body) : `${body.length} bytes`;
  process.stdout.write(`${JSON.stringify({ sent, status, answer: answer && JSON.parse(answer) })}\n`);
}

function page(incoming, answer, path) {
  const isRenewed = incoming.headers['x-prerender-revalidate'] === PREVIEW;
  const isKept = pod.next.has(path) && !isRenewed;
  if (!isKept) pod.next.keep(path, ['_N_T_/layout', `_N_T_${pod.next.major >= 16 ? decodeURIComponent(path) : path}`]);
  answer.writeHead(200, { 'content-type': 'text/html', 'x-nextjs-cache': isKept ? 'HIT' : isRenewed ? 'REVALIDATED' : 'MISS' });
  answer.end();
}

server.listen(0, '127.0.0.1', () => process.stdout.write(`listening ${server.address().port}\n`));
process.stdin.resume().on('close', () => {
  pod.remove();
  process.exit(0);
});
