import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { bytesOf } from '../pixels/raster.js';
import type { KernelFile } from '../wasm/instance.js';
import type { TunedImage } from './engine.js';
import { style } from './style.js';

/** An image with the name that the user gave it. */
export interface NamedImage {
  readonly name: string;
  readonly image: TunedImage;
}

/** What the methods run on. */
const kernelFiles: readonly KernelFile[] = ['kernels', 'colours'];

/** What the page knows of an image before it has its samples. */
function described({ name, image: { samples: _, luma, ...image } }: NamedImage, embedded: readonly string[] | undefined) {
  return { name, ...image, hasLuma: luma !== undefined, ...(embedded && { embedded }) };
}

/** The page, with everything that it needs but the samples, or with those as well. */
export function pageText(images: readonly NamedImage[], withSamples: boolean): string {
  const program = built('page.js');
  const data = {
    kernels: Object.fromEntries(kernelFiles.map((file) => [file, wasm(file).toString('base64')])),
    worker: built('page-worker.js'),
    images: images.map((each) => described(each, withSamples ? partsOf(each.image).map(packed) : undefined)),
  };
  // Nothing in a name or a program may end the element.
  const text = JSON.stringify(data).replaceAll('<', '\\u003c');
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash(program)}' 'wasm-unsafe-eval'`,
    'worker-src blob:',
    `connect-src ${withSamples ? "'none'" : "'self'"}`,
    `style-src 'sha256-${hash(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>imgpar tune</title>
<style>${style}</style>
</head>
<body>
<header><h1>imgpar tune</h1><div id="bar"></div><p id="status" role="status">loading</p></header>
<main><section id="settings" aria-label="Settings"></section><section id="pictures" aria-label="Pictures"></section></main>
<script type="application/json" id="data">${text}</script>
<script>${program}</script>
</body>
</html>
`;
}

/** The bytes of an image: its samples, then the luma of its file. */
export function partsOf({ samples, luma }: TunedImage): Uint8Array[] {
  return [bytesOf(samples), ...(luma ? [bytesOf(luma)] : [])];
}

function packed(bytes: Uint8Array): string {
  return gzipSync(bytes, { level: 6 }).toString('base64');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function wasm(file: KernelFile): Buffer {
  return readFileSync(new URL(`../../dist/${file}.wasm`, import.meta.url));
}

function built(name: string): string {
  return readFileSync(new URL(`../../dist/tune/${name}`, import.meta.url), 'utf8').replaceAll('</script', '<\\/script');
}
