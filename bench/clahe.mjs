// What does CLAHE cost, compared with OpenCV and sharp? CPU milliseconds per megapixel of one plane in memory, 8×8 tiles, one thread:
// `npm run build && node bench/clahe.mjs`. A program that is not installed is left out.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

/** Sizes of the planes: a thumbnail, a screen, a camera's picture. */
const sizes = [
  [64, 64],
  [1200, 900],
  [4000, 3000],
];
const rounds = 5;
const secondsEach = 0.4;
/** sharp takes a second or more per megapixel. */
const mostForSharp = 1.1e6;

sharp.concurrency(1);
const folder = await mkdtemp(join(tmpdir(), 'imgpar-clahe-'));
try {
  print(
    `| plane | imgpar (${kernels().name}) | OpenCV | imgpar / OpenCV | sharp, 64×64 windows | imgpar / sharp |\n|---|---|---|---|---|---|\n`,
  );
  for (const [width, height] of sizes) {
    for (const bits of [8, 16]) print(`${await row(await plane(width, height, bits), join(folder, 'plane'))}\n`);
  }
} finally {
  await rm(folder, { recursive: true });
}

/** Interleaves the rounds, so that a busy moment of the machine hits all programs; the smallest time counts. */
async function row({ width, height, bits, ...plane }, file) {
  await writeFile(file, new Uint8Array(plane.samples.buffer));
  const found = { imgpar: [], opencv: [], sharp: [] };
  for (let i = 0; i < rounds; i++) {
    found.imgpar.push(await cpuMs(() => clahe.equalize({ width, height, ...plane }, clahe.defaults)));
    found.opencv.push(opencvMs(file, width, height, bits));
    found.sharp.push(bits === 8 && width * height <= mostForSharp ? await cpuMs(() => sharpClahe(plane.samples, width, height)) : NaN);
  }
  const [ours, opencv, sharps] = Object.values(found).map((times) => Math.min(...times) / ((width * height) / 1e6));
  const cells = [`${width}×${height}, ${bits} bits`, ours.toFixed(2), number(opencv, 2), number(ours / opencv, 2)];
  return `| ${[...cells, number(sharps, 0), number(ours / sharps, 5)].join(' | ')} |`;
}

/** @param {() => unknown} work */
async function cpuMs(work) {
  await work();
  const start = process.cpuUsage();
  const spent = () => Object.values(process.cpuUsage(start)).reduce((sum, micros) => sum + micros, 0) / 1000;
  let runs = 0;
  for (; spent() < secondsEach * 1000; runs++) await work();
  return spent() / runs;
}

function opencvMs(file, width, height, bits) {
  const script = fileURLToPath(new URL('rivals/opencv-clahe.py', import.meta.url));
  for (const python of [process.env.PYTHON, 'python3', '/usr/bin/python3'].filter((name) => name !== undefined)) {
    const { status, stdout } = spawnSync(python, [script, file, width, height, bits, secondsEach].map(String));
    if (status === 0) return Number(stdout);
  }
  return NaN;
}

function sharpClahe(samples, width, height) {
  return sharp(samples, { raw: { width, height, channels: 1 } })
    .clahe({ width: 64, height: 64, maxSlope: 3 })
    .raw()
    .toBuffer();
}

/** A photograph with grain. 16-bit levels get noise in the low byte, so that there are many of them. */
async function plane(width, height, bits) {
  const photograph = sharp(fileURLToPath(new URL('../samples/hazy-valley.jpg', import.meta.url)));
  const grey = await photograph.resize(width, height, { fit: 'fill' }).toColourspace('b-w').raw().toBuffer();
  const random = randomNumbers(1);
  const grained = (level) => Math.max(0, Math.min(255, level + (random() + random() + random() - 1.5) * 12));
  const samples =
    bits === 8 ? Uint8Array.from(grey, grained) : Uint16Array.from(grey, (level) => grained(level) * 256 + Math.floor(random() * 256));
  return { width, height, bits, maxSample: bits === 8 ? 255 : 65535, samples };
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). @param {number} seed */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @param {number} value @param {number} digits */
function number(value, digits) {
  return Number.isFinite(value) ? value.toFixed(digits) : '–';
}

/** @param {string} text */
function print(text) {
  process.stdout.write(text);
}
