import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type NamedImage, pageText, partsOf } from './page-text.js';

/** The page on this machine. */
export interface Served {
  /** With the token, without which nothing is given. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the page to this machine only, and to nobody who does not know the token: other pages that the browser has open can send requests
 * here, but not read it from the URL.
 */
export async function servePage(images: readonly NamedImage[]): Promise<Served> {
  const token = randomBytes(24).toString('base64url');
  const page = pageText(images, false);
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo; // It listens, so it has one.
    const path = pathAsked(request, `127.0.0.1:${port}`, token);
    if (path === '') return give(response, 'text/html; charset=utf-8', page);
    const [, image, part] = /^image\/(\d+)\/([01])$/.exec(path ?? '') ?? [];
    const bytes = image !== undefined && part !== undefined && images[Number(image)] && partsOf(images[Number(image)]!.image)[Number(part)];
    if (bytes) give(response, 'application/octet-stream', bytes);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/${token}/`, close: () => closed(server) };
}

/** The path after the token; undefined for whoever does not know it, asks under another name, or comes from another page. */
function pathAsked({ method, url = '', headers }: IncomingMessage, host: string, token: string): string | undefined {
  if (method !== 'GET' || headers.host !== host) return undefined;
  if (headers.origin !== undefined && headers.origin !== `http://${host}`) return undefined;
  if (headers['sec-fetch-site'] === 'cross-site' || headers['sec-fetch-site'] === 'same-site') return undefined;
  const [given, expected] = [Buffer.from(url.slice(0, token.length + 2)), Buffer.from(`/${token}/`)];
  return given.length === expected.length && timingSafeEqual(given, expected) ? url.slice(expected.length) : undefined;
}

function give(response: ServerResponse, type: string, content: string | Uint8Array): void {
  response.writeHead(200, {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'content-security-policy': "frame-ancestors 'none'",
  });
  response.end(content);
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
