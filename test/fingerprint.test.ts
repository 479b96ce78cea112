import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseArgs } from '../src/cli/args.js';
import { equalizeFlags } from '../src/cli/flags.js';
import { writtenFormats } from '../src/codec/formats.js';
import { decisionsOf, fingerprintOf, fingerprintsOf } from '../src/history/fingerprint.js';
import { checkOptions } from '../src/options/resolve.js';
import { samplesFolder } from './program.js';

const gamma = join(samplesFolder, 'plugins/gamma.mjs');

/** The fingerprints of a run with these options: of the whole run, and of each format. */
function fingerprints(options: string): Record<string, string> {
  const command = parseArgs(['equalize', 'src', 'out', ...options.split(' ').filter(Boolean)], 80);
  if (command.kind !== 'equalize') throw new Error(`${options} is another command`);
  const decisions = decisionsOf(checkOptions(command.options));
  const of = fingerprintsOf(decisions);
  return { run: fingerprintOf(decisions), ...Object.fromEntries(writtenFormats.map((format) => [format, of.of(format)])) };
}

const withDefault = Object.entries(equalizeFlags).flatMap(([name, { kind, default: value }]) =>
  value === undefined || kind.isSwitch ? [] : [`--${name} ${kind.toText(value)}`],
);

test.each([
  ...withDefault.map((said) => ['', said]),
  ['', '--on luma'],
  ['', '--strength 1'],
  ['--on rgb', '--on rgb --strength 1.0'],
  ['--method clahe', '--method clahe --tiles 8x8'],
  ['--method clahe', '--method clahe --clip-limit 3'],
  ['--method clahe --dialect skimage', '--method clahe --dialect skimage --clip-limit 0.01'],
  ['--method ahe', '--method ahe --tiles 8x8 --on luma'],
  ['--method stretch', '--method stretch --percentiles 0.35,99.65'],
  ['--dialect pillow', '--dialect pillow --on rgb'],
  [`--method ${gamma}`, `--method ${gamma} --strength 1 --on luma`],
  ['', '--workers 3 --timeout 7 --retries 9 --max-pixels 1000 --max-memory 1GiB --progress none --quiet'],
  ['', '--durable --checksum --overwrite no --hidden --include *.jpg'],
])('"%s" and "%s" mean the same, so nothing is redone', (one, other) => {
  expect(fingerprints(other)).toEqual(fingerprints(one));
});

test.each([
  ['', '--method bbhe'],
  ['', '--on rgb'],
  // OpenCV's own luma rounds differently.
  ['', '--dialect opencv'],
  ['', '--strength 0.5'],
  ['', '--nodata 0'],
  ['', '--roi 0,0,5,5'],
  ['', '--apply-inside'],
  ['', '--frames together'],
  ['', '--scope set'],
  ['', '--auto-orient'],
  ['', '--strip'],
  ['', '--drop-gainmap'],
  ['', '--preserve'],
  ['', '--format png'],
  ['--method clahe', '--method clahe --tiles 8x4'],
  ['--method clahe', '--method clahe --clip-limit 0.01'],
  ['--method clahe', '--method ahe'],
  ['--method stretch', '--method stretch --percentiles 1,99'],
  [`--method ${gamma}`, `--method ${gamma} --on rgb`],
])('"%s" and "%s" differ for every format', (one, other) => {
  const [before, after] = [fingerprints(one), fingerprints(other)];
  for (const format of Object.keys(before)) expect(after[format], format).not.toBe(before[format]);
});

test.each([
  ['--quality 50', ['jpeg', 'webp', 'tiff', 'avif']],
  ['--effort 5', ['jpeg', 'png', 'webp', 'avif']],
  ['--compression lzw', ['tiff']],
  ['--lossless yes', ['webp', 'avif']],
  ['--codec sharp', ['jpeg']],
])('"%s" affects only %j', (said, concerned) => {
  const [before, after] = [fingerprints(''), fingerprints(said)];
  expect(writtenFormats.filter((format) => after[format] !== before[format])).toEqual(
    writtenFormats.filter((format) => concerned.includes(format)),
  );
  expect(after.run).not.toBe(before.run);
});
