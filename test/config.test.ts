import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { getLanguageService, TextDocument } from 'vscode-json-languageservice';
import { configurableFlags } from '../src/cli/settings.js';
import { keyOf } from '../src/config/read.js';
import { imgpar } from './program.js';
import { throwAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

/** A repository with a configuration and two folders of small images. */
async function repository(config: string, text: string): Promise<string> {
  const folder = throwAwayFolder('.git/', 'deep/er/');
  await writeTinyImages(folder, ['photos/a.png', 'photos/b.jpg', 'scans/c.png']);
  writeFileSync(join(folder, config), text);
  return folder;
}

const jobs = {
  effort: 2,
  presets: { scans: { method: 'clahe', tiles: '2x2', quality: 70 }, web: { format: 'webp', quality: 50 } },
  jobs: {
    photos: { sources: 'photos', destination: 'out/photos', quality: 80 },
    scans: { sources: ['scans'], destination: 'out/scans', preset: 'scans', effort: 3 },
  },
};

/** The value and the origin of a flag, as --print-config lists them. */
async function settings(cwd: string, ...args: string[]): Promise<Record<string, string>> {
  const { stdout, stderr, code } = await imgpar([...args, '--print-config'], { cwd });
  expect({ stderr: stderr.replace(/^job \w+\n/gm, ''), code }).toEqual({ stderr: '', code: 0 });
  return Object.fromEntries(
    stdout
      .split('\n')
      .map((line) => line.split(/ {2,}/))
      .map(([name, value, origin]) => [name, `${value} | ${origin}`]),
  );
}

describe('imgpar run', () => {
  test('does all jobs of the file, or those named, from any folder of the repository', async () => {
    const folder = await repository('imgpar.config.json', JSON.stringify(jobs));
    const all = await imgpar(['run'], { cwd: join(folder, 'deep/er') });
    expect(all.code).toBe(0);
    expect(all.stderr).toMatch(/job photos\n.*2 images equalised.*job scans\n.*1 image equalised/s);
    expect(
      readdirSync(join(folder, 'out'), { recursive: true, encoding: 'utf8' })
        .map((path) => path.replaceAll('\\', '/'))
        .sort(),
    ).toEqual(['photos', 'photos/.imgpar.jsonl', 'photos/a.png', 'photos/b.jpg', 'scans', 'scans/.imgpar.jsonl', 'scans/c.png'].sort());
    const one = await imgpar(['run', 'scans'], { cwd: folder });
    expect(one.stderr).toMatch(/0 images equalised.*1 skipped/);
    expect(one.stderr).not.toContain('photos');
  });

  test('imgpar check asks the same of all jobs', async () => {
    const folder = await repository('imgpar.config.json', JSON.stringify(jobs));
    const before = await imgpar(['check'], { cwd: folder });
    expect(before.code).toBe(3);
    expect(before.stdout.split('\n').sort().join(' ')).toBe(
      ' photos/a.png: not done yet photos/b.jpg: not done yet scans/c.png: not done yet',
    );
    await imgpar(['run', '--quiet'], { cwd: folder });
    expect(await imgpar(['check'], { cwd: folder })).toMatchObject({ code: 0, stdout: '' });
  });

  test('goes on after a job that fails, and ends with the worst exit code', async () => {
    const broken = {
      jobs: { gone: { sources: 'gone', destination: 'out/gone' }, ...jobs.jobs, scans: { sources: 'scans', destination: 'out/s' } },
    };
    const folder = await repository('imgpar.config.json', JSON.stringify(broken));
    const { code, stderr } = await imgpar(['run', '--quiet'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain('imgpar: job gone: the source gone does not exist');
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(['photos', 's']);
  });

  test.each([
    ['imgpar.config.json', '{"jobs": {}}', ['run', 'photo'], 'there is no job "photo" in imgpar.config.json'],
    ['imgpar.config.json', JSON.stringify(jobs), ['run', 'photo'], 'there is no job "photo" in imgpar.config.json, did you mean photos?'],
    [
      'imgpar.config.json',
      JSON.stringify(jobs),
      ['run', '--preset', 'scan'],
      'there is no preset "scan" in imgpar.config.json, did you mean scans?',
    ],
    ['imgpar.config.json', '{"quality": 80,,}', ['run'], 'cannot be loaded: '],
    ['imgpar.config.json', '{"qualty": 80}', ['equalize', 'a', 'b'], 'imgpar.config.json: unknown key qualty, did you mean quality?'],
    ['imgpar.config.mjs', 'export const quality = 80;', ['run'], 'has no default export'],
    ['imgpar.config.mjs', 'throw new Error("no luck");', ['run'], 'cannot be loaded: no luck'],
    ['other.json', '{}', ['run'], 'imgpar run does the jobs of a configuration file, and there is none here; imgpar init writes one'],
    ['imgpar.config.json', '{}', ['run', '--config', 'x.json'], '--config is "x.json", expected a file that exists'],
    ['imgpar.config.json', '{}', ['run', '--config', 'x.json', '--no-config'], '--config and --no-config contradict each other'],
    ['imgpar.config.json', '{}', ['run'], 'expected at least one source and a destination'],
  ])('%s with %s: refuses %j in one sentence', async (name, text, args, message) => {
    const folder = await repository(name, text);
    const { code, stdout, stderr } = await imgpar(args, { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('precedence', () => {
  test('flags win over the presets they name, over the job, its preset, the file and the default', async () => {
    const folder = await repository('imgpar.config.json', JSON.stringify(jobs));
    expect(await settings(folder, 'run', 'scans')).toMatchObject({
      paths: 'scans out/scans | job scans (imgpar.config.json)',
      method: 'clahe | preset scans (imgpar.config.json)',
      quality: '70 | preset scans (imgpar.config.json)',
      effort: '3 | job scans (imgpar.config.json)',
      format: 'keep | default',
    });
    expect(await settings(folder, 'run', 'photos', '--preset', 'web', '--format', 'jpeg')).toMatchObject({
      quality: '50 | preset web (imgpar.config.json)',
      effort: '2 | imgpar.config.json',
      format: 'jpeg | command line',
    });
    expect(await settings(folder, 'equalize', '--no-config')).toMatchObject({ effort: '1 | default' });
  });

  test('another method on the command line leaves the parameters of the former one behind', async () => {
    const folder = await repository('imgpar.config.json', JSON.stringify({ method: 'clahe', tiles: '2x2', param: { clipLimit: 2 } }));
    expect((await imgpar(['equalize', 'photos', 'out', '--method', 'bbhe'], { cwd: folder })).code).toBe(0);
    expect(await settings(folder, 'equalize', '--method', 'clahe')).toMatchObject({ tiles: '2x2 | imgpar.config.json' });
  });

  test('a switch of the file can be turned off, and opposites end each other', async () => {
    const folder = await repository('imgpar.config.json', JSON.stringify({ strip: true, manifest: 'kept.jsonl' }));
    const { code, stderr } = await imgpar(['equalize', 'photos', 'out', '--strip=false', '--no-manifest'], { cwd: folder });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(readdirSync(folder)).not.toContain('kept.jsonl');
  });

  test('paths on the command line win over those of the file', async () => {
    const folder = await repository('imgpar.config.json', JSON.stringify({ sources: 'scans', destination: 'out' }));
    expect((await imgpar(['equalize'], { cwd: folder })).code).toBe(0);
    expect((await imgpar(['equalize', 'photos/a.png', 'single.png'], { cwd: folder })).code).toBe(0);
    expect(readdirSync(join(folder, 'out'))).toEqual(['.imgpar.jsonl', 'c.png']);
    expect(readdirSync(folder)).toContain('single.png');
  });
});

describe('files', () => {
  test.each([
    ['imgpar.config.mjs', 'export default { sources: "photos", destination: "out", quality: 5 * 12 };'],
    ['imgpar.config.ts', 'const quality: number = 60; export default { sources: "photos", destination: "out", quality } as object;'],
    ['package.json', '{ "imgpar": { "sources": "photos", "destination": "out", "quality": 60 } }'],
    ['imgpar.config.json', '// comments\n{ "sources": "photos", "destination": "out", "quality": 60, }'],
  ])('reads %s', async (name, text) => {
    const folder = await repository(name, text);
    expect(await settings(folder, 'run')).toMatchObject({ quality: `60 | ${name}` });
    expect((await imgpar(['run'], { cwd: folder })).code).toBe(0);
  });

  test('paths are relative to the file, with patterns and odd names of folders', async () => {
    const folder = await repository('other.json', JSON.stringify({}));
    const within = join(folder, 'we[i]rd {x,y}');
    mkdirSync(join(within, 'sub'), { recursive: true });
    await writeTinyImages(within, ['in/a.png', 'in/b.png', 'in/no.jpg']);
    writeFileSync(join(within, 'imgpar.config.json'), JSON.stringify({ sources: ['in/*.png', '!in/b.png'], destination: 'out' }));
    const { code, stderr } = await imgpar(['run'], { cwd: join(within, 'sub') });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(readdirSync(join(within, 'out')).sort()).toEqual(['.imgpar.jsonl', 'a.png']);
    const elsewhere = await imgpar(['run', '--config', join(within, 'imgpar.config.json')], { cwd: folder });
    expect(elsewhere.stderr).toMatch(/1 skipped/);
  });

  test.skipIf(process.getuid?.() !== 0)('folders above that this user may not see are passed over', async () => {
    const folder = await repository('imgpar.config.json', '{ "quality": 5 }');
    const within = join(folder, 'deep/er');
    await writeTinyImages(within, ['in/a.png']);
    chmodSync(within, 0o777);
    chmodSync(join(folder, 'deep'), 0o700);
    const { code, stderr } = await imgpar(['equalize', 'in', 'out', '--print-config'], { cwd: within, uid: 65534 });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('imgpar init writes a file that works, and replaces none', async () => {
    const folder = throwAwayFolder('.git/');
    await writeTinyImages(folder, ['photos/a.png']);
    expect(await imgpar(['init'], { cwd: folder })).toMatchObject({ code: 0, stderr: expect.stringContaining('wrote imgpar.config.json') });
    expect(await imgpar(['run', 'photos'], { cwd: folder })).toMatchObject({ code: 0 });
    const path = join(folder, 'imgpar.config.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/^ {2}\/\/ (?="\w+": .*,$)/gm, '  '));
    expect(await settings(folder, 'run', 'photos')).toMatchObject({
      timeout: '120 | imgpar.config.json',
      'copy-others': 'yes | imgpar.config.json',
    });
    expect(await imgpar(['init'], { cwd: folder })).toMatchObject({ code: 2, stderr: expect.stringContaining('is there already') });
  });
});

describe('schema.json', () => {
  const schema = JSON.parse(readFileSync(fileURLToPath(new URL('../schema.json', import.meta.url)), 'utf8'));
  const service = getLanguageService({});
  service.configure({ schemas: [{ uri: 'imgpar://schema', fileMatch: ['*'], schema }] });
  const open = (text: string) => {
    const document = TextDocument.create('file:///imgpar.config.json', 'json', 1, text);
    return { document, json: service.parseJSONDocument(document) };
  };
  const problems = async (text: string) => {
    const { document, json } = open(text);
    return (await service.doValidation(document, json, { comments: 'error', trailingCommas: 'error' })).map(({ message }) => message);
  };
  const completions = async (text: string) => {
    const { document, json } = open(text.replace('|', ''));
    const list = await service.doComplete(document, document.positionAt(text.indexOf('|')), json);
    return list?.items.map(({ label }) => label) ?? [];
  };

  test('lets an editor complete every key, in the file and in jobs, and the values', async () => {
    const keys = Object.keys(configurableFlags).map(keyOf);
    expect(await completions('{ "|" }')).toEqual(expect.arrayContaining([...keys, 'sources', 'jobs', 'presets']));
    expect(await completions('{ "jobs": { "x": { "|" } } }')).toEqual(expect.arrayContaining([...keys, 'destination']));
    expect(await completions('{ "method": | }')).toEqual(expect.arrayContaining(['"clahe"', '"he"']));
    expect(await completions('{ "format": | }')).toEqual(expect.arrayContaining(['"webp"']));
  });

  test.each([
    '{ "metod": "he" }',
    '{ "jobs": { "x": { "qualty": 1 } } }',
    '{ "quality": 200 }',
    '{ "format": "jpg" }',
    '{ "strip": 1 }',
    '{ "timeout": "x" }',
  ])('lets an editor flag %s', async (text) => {
    expect(await problems(text)).toHaveLength(1);
  });

  test('accepts what the program accepts: values, comments, the file of imgpar init', async () => {
    expect(
      await problems(JSON.stringify({ ...jobs, quality: 'auto', nodata: 0, range: [0, 1], param: { tiles: '8x8' }, tiles: '8x8' })),
    ).toEqual([]);
    const folder = throwAwayFolder();
    await imgpar(['init'], { cwd: folder });
    expect(await problems(readFileSync(join(folder, 'imgpar.config.json'), 'utf8'))).toEqual([]);
  });
});
