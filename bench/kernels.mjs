// Milliseconds per megapixel of each kernel, WASM SIMD and plain TypeScript side by side. Build first, then run:
// node bench/kernels.mjs [kernel name]. Each figure is the fastest of several rounds, each on a fresh copy of its picture.
import { cpus } from 'node:os';

const width = 2048;
const height = 1536;
const rounds = 7;

const layouts = [
  { channels: 3, maxSample: 255 },
  { channels: 4, maxSample: 255 },
  { channels: 1, maxSample: 255 },
  { channels: 2, maxSample: 255 },
  { channels: 3, maxSample: 65535 },
  { channels: 4, maxSample: 65535 },
  { channels: 1, maxSample: 65535 },
];

/** A flat picture makes every count wait for the one before, noise misses the cache most, and a photograph has similar neighbours. */
const pictures = {
  flat: () => () => 0.46,
  noise: () => Math.random,
  photo: () => {
    let level = 0.5;
    return () => {
      level = Math.min(Math.max(level + (Math.random() - 0.5) * 0.05, 0), 1);
      return level;
    };
  },
};

const kernels = {
  countLuma: { colourOnly: true, run: (by, raster) => by.countLuma(raster) },
  mapLuma: { colourOnly: true, run: (by, raster, { table }) => by.mapLuma(raster, table) },
  readLuma: { colourOnly: true, run: (by, raster) => by.readLuma(raster) },
  replaceLuma: { colourOnly: true, run: (by, raster, { luma }) => by.replaceLuma(raster, luma) },
  countChannels: { run: (by, raster) => by.countChannels(raster) },
  mapChannels: { run: (by, raster, { table }) => by.mapChannels(raster, raster.channels < 3 ? [table] : [table, table, table]) },
};

function makeRaster({ channels, maxSample }, nextLevel) {
  const samples = new (maxSample === 255 ? Uint8Array : Uint16Array)(width * height * channels);
  for (let i = 0; i < samples.length; i++) samples[i] = Math.floor(nextLevel() * maxSample);
  return { width, height, channels, maxSample, samples };
}

function fastestMs(by, kernel, raster) {
  const table = new raster.samples.constructor(raster.maxSample + 1).map((_, level) => raster.maxSample - level);
  const luma = new raster.samples.constructor(width * height).fill(100);
  let fastest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const copy = { ...raster, samples: raster.samples.slice() };
    const start = performance.now();
    kernel.run(by, copy, { table, luma });
    fastest = Math.min(fastest, performance.now() - start);
  }
  return fastest / ((width * height) / 1e6);
}

const implementations = [wasmKernels(), referenceKernels];
const wanted = process.argv[2];

console.log(`${cpus()[0].model}, Node ${process.version}, ${width}×${height}, ms a megapixel: wasm / plain`);
for (const { channels, maxSample } of layouts) {
  for (const [name, kernel] of Object.entries(kernels)) {
    if ((kernel.colourOnly && channels < 3) || (wanted && wanted !== name)) continue;
    const figures = Object.entries(pictures).map(([picture, levels]) => {
      const raster = makeRaster({ channels, maxSample }, levels());
      return `${picture} ${implementations.map((by) => fastestMs(by, kernel, raster).toFixed(2)).join(' / ')}`;
    });
    console.log(`${channels}×${maxSample === 255 ? 8 : 16} bits  ${name.padEnd(14)} ${figures.join('   ')}`);
  }
}
