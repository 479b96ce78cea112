import { describe, expect, test } from 'vitest';
import { configurableFlags } from '../cli/settings.js';
import { keyOf, readConfig } from './read.js';

const read = (raw: unknown, move = (path: string) => path) =>
  readConfig(raw, { path: 'imgpar.config.json', flags: configurableFlags, move });

/** A value for a flag, as JSON and as the command line gives it. */
function exampleOf(flag: string): [json: unknown, given: unknown] {
  const { kind, default: byDefault } = configurableFlags[flag]!;
  if (kind.isSwitch) return [true, true];
  const [word] = kind.words ?? [];
  if (word !== undefined) return [word, [word]];
  const known: Readonly<Record<string, string>> = { roi: '0,0,8,8', range: '0,1', param: 'tiles=8x8', tiles: '8x8', percentiles: '1,99' };
  // Examples in what is expected, such as `a size such as 2GiB or 512M`.
  const named = (kind.expectedText ?? kind.expected).split(/[\s,]+/);
  const texts = [known[flag], byDefault === undefined ? undefined : kind.toText(byDefault), '3', '12', '1/2', 'auto', ...named, 'x=1', 'x'];
  const text = texts.find((each) => each !== undefined && kind.fromText(each) !== undefined);
  return [text, [text]];
}

test.each(Object.keys(configurableFlags))('sets --%s as the command line does', (flag) => {
  const [json, given] = exampleOf(flag);
  expect(read({ [keyOf(flag)]: json }).shared.values).toEqual({ [flag]: given });
});

describe('values', () => {
  test.each([
    [{ timeout: 30 }, { timeout: ['30'] }],
    [{ overwrite: false }, { overwrite: ['no'] }],
    [{ include: ['*.jpg', '*.png'] }, { include: ['*.jpg', '*.png'] }],
    [{ include: '*.jpg' }, { include: ['*.jpg'] }],
    [{ range: [0, 0.5] }, { range: ['0,0.5'] }],
    [{ roi: [0, 0, 64, 48] }, { roi: ['0,0,64,48'] }],
    [{ param: { tiles: '4x4', clipLimit: 2 } }, { param: ['tiles=4x4', 'clipLimit=2'] }],
    [
      { maxMemory: '2GiB', nodata: 0 },
      { 'max-memory': ['2GiB'], nodata: ['0'] },
    ],
    [{ strip: false }, { strip: false }],
  ])('%j is %j', (raw, values) => {
    expect(read(raw).shared.values).toEqual(values);
  });

  test.each([
    [{ quality: 101 }, 'imgpar.config.json: quality is 101, expected a whole number from 1 to 100'],
    [{ jobs: { photos: { format: 'jpg' } } }, 'imgpar.config.json: jobs.photos.format is "jpg", expected one of: keep, jpeg'],
    [{ presets: { scans: { method: 'clae' } } }, 'did you mean clahe?'],
    [{ strip: 'yes' }, 'strip is "yes", expected true or false'],
    [{ overwrite: 1 }, 'overwrite is 1, expected one of: yes, no'],
    [{ sources: 5.5, destination: {} }, 'destination is {}, expected a path'],
    [{ method: null }, 'method is null'],
    [{ jobs: [] }, 'jobs is [], expected an object'],
    [[], 'the configuration is [], expected an object'],
    ['he', 'the configuration is "he", expected an object'],
    [JSON.parse('{"__proto__": 1}'), 'unknown key __proto__'],
    [{ constructor: 1 }, 'unknown key constructor'],
  ])('refuses %j in words', (raw, message) => {
    expect(() => read(raw)).toThrowError(expect.objectContaining({ code: 'usage', message: expect.stringContaining(message) }));
  });
});

test.each([
  ['metod', 'method'],
  ['qualtiy', 'quality'],
  ['Quality', 'quality'],
  ['mask-dir', 'maskDir'],
  ['mask_dir', 'maskDir'],
  ['--mask-dir', 'maskDir'],
  ['maskdir', 'maskDir'],
  ['maskDri', 'maskDir'],
  ['timeoutMs', 'timeout'],
  ['maxMemoryBytes', 'maxMemory'],
  ['params', 'param'],
  ['lists', 'list'],
  ['source', 'sources'],
  ['destinaton', 'destination'],
  ['job', 'jobs'],
  ['exlude', 'exclude'],
  ['includes', 'include'],
  ['stirp', 'strip'],
  ['copyOther', 'copyOthers'],
  ['clipLimt', 'clipLimit'],
  ['inplace', 'inPlace'],
  ['backupdir', 'backupDir'],
  ['worker', 'workers'],
  ['formats', 'format'],
])('answers %s with %s', (key, meant) => {
  expect(() => read({ [key]: 1 })).toThrowError(`unknown key ${key}, did you mean ${meant}?`);
});

test('a preset takes no preset', () => {
  expect(() => read({ presets: { scans: { preset: 'x' } } })).toThrowError('unknown key presets.scans.preset');
});

test('moves every path, and nothing else', () => {
  const config = read(
    {
      sources: ['a', '!a/b'],
      destination: 'out',
      method: './mine.mjs',
      maskDir: 'masks',
      manifest: 'm.jsonl',
      list: ['-', 'names.txt'],
      include: '*.jpg',
      jobs: { one: { sources: 'c', method: 'he', quarantine: 'bad' } },
    },
    (path) => (path === '-' ? path : `up/${path}`),
  );
  expect(config.shared).toMatchObject({ sources: ['up/a', '!up/a/b'], destination: 'up/out' });
  expect(config.shared.values).toEqual({
    method: ['up/./mine.mjs'],
    'mask-dir': ['up/masks'],
    manifest: ['up/m.jsonl'],
    list: ['-', 'up/names.txt'],
    include: ['*.jpg'],
  });
  expect(config.jobs.get('one')).toMatchObject({ sources: ['up/c'], values: { method: ['he'], quarantine: ['up/bad'] } });
});
