import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { githubReport } from '../src/report/ci/github.js';
import { gitlabReport } from '../src/report/ci/gitlab.js';
import type { CiReport, Item } from '../src/report/ci/item.js';
import { junitReport } from '../src/report/ci/junit.js';
import { canUse } from './needs.js';
import { type Ended, imgpar } from './program.js';
import { sharedThrowAwayFolder, throwAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

const surroundings = { place: (path: string) => path };
const nasty = '100% ]]>::warning::x\n\r\x1b[31m\0&amp;<b>",\u2028\ud800|`*_.png';

function textOf(report: CiReport, items: readonly Item[]): string {
  const body = items.map((item) => report.add(item)).join('');
  const { before, after } = report.frame();
  return before + body + after;
}

const failed = (count: number): Item[] =>
  Array.from({ length: count }, (_, index) => ({
    state: 'failed',
    path: `src/${index}.png`,
    code: 'corrupt',
    message: `src/${index}.png: ${'broken '.repeat(9)}`,
  }));

/** What GitHub does with the lines: properties and data unescaped. */
function annotationsIn(text: string) {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const {
        level,
        properties = '',
        message = '',
      } = /^::(?<level>error|warning) (?<properties>[^:]*)::(?<message>.*)$/s.exec(line)!.groups!;
      const decoded = (value: string) =>
        value.replace(/%(0D|0A|25|3A|2C)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
      return { level, ...Object.fromEntries(properties.split(',').map((each) => each.split('=').map(decoded))), message: decoded(message) };
    });
}

describe('github', () => {
  test('shows ten problems, and of more the nine worst and how many are left', () => {
    expect(annotationsIn(textOf(githubReport(surroundings), failed(10)))).toHaveLength(10);
    const items: Item[] = [
      ...failed(498),
      { state: 'failed', path: 'late.png', code: 'internal', message: 'a fault' },
      { state: 'done', path: 'w.png', code: 'warning', message: 'a word' },
    ];
    const shown = annotationsIn(textOf(githubReport(surroundings), items));
    expect(shown).toHaveLength(10);
    expect(shown[0]).toEqual({ level: 'error', file: 'late.png', title: 'imgpar: internal', message: 'a fault' });
    expect(shown[1]).toMatchObject({ file: 'src/0.png' });
    expect(shown[9]).toEqual({
      level: 'error',
      title: 'imgpar',
      message: '490 more failed, 1 more with warnings; the summary of the step lists them',
    });
  });

  test('shows how images use their levels on average, if the run was asked for figures', () => {
    const side = (entropyBits: number) => ({ entropyBits, rmsContrast: 0.25, mean: 0.5, clippedShare: 0 });
    const report = githubReport(surroundings);
    textOf(
      report,
      [4, 6].map((bits) => ({ state: 'done', path: 'a', figures: { before: side(bits), after: side(bits + 2) } })),
    );
    expect(report.page!(9000)).toContain('| before | 5.000 | 0.250 | 0.500 | 0.000 |\n| after | 7.000 | 0.250 | 0.500 | 0.000 |');
  });

  test('escapes what would end a line, a property or the command, and says what else is there', () => {
    const [shown, ...others] = annotationsIn(
      textOf(githubReport(surroundings), [{ state: 'failed', path: nasty, code: 'corrupt', message: `${nasty}: 5 % read` }]),
    );
    expect(others).toEqual([]);
    expect(shown).toMatchObject({ file: String.raw`100% ]]>::warning::x\n\r\x1b[31m\x00&amp;<b>",\u2028\ud800|${'`'}*_.png` });
    expect(shown?.message).toBe('100% ]]>::warning::x\n\n\\x1b[31m\\x00&amp;<b>",\\u2028\\ud800|`*_.png: 5 % read');
  });

  test('keeps the page under its limit, and says what was left out', () => {
    const report = githubReport(surroundings);
    const items = failed(500).map((item) => ({ ...item, message: nasty.repeat(300) }));
    textOf(report, items);
    const page = report.page!(900_000);
    expect(Buffer.byteLength(page)).toBeGreaterThan(500_000);
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(900_000);
    expect(page).toMatch(/… and \d+ more\.\n$/);
    expect(report.page!(10)).toBe('');
    const rows = page.split('\n').filter((line) => line.startsWith('| src'));
    for (const row of rows) expect(row).toMatch(/^\|[^|`*<>_]+\|[^|`*<>_]+\|[^|`*<>_]+\|$/);
  });
});

describe('gitlab', () => {
  test('gives the fields that its documentation names, and fingerprints that stay', () => {
    const report = () =>
      JSON.parse(
        textOf(gitlabReport(surroundings), [
          ...failed(3),
          { state: 'failed', path: nasty, code: 'timeout', message: nasty },
          { state: 'done', path: 'fine.png' },
        ]),
      );
    const entries = report();
    expect(entries).toHaveLength(4);
    for (const { description, check_name, fingerprint, severity, location } of entries) {
      expect(description).not.toBe('');
      expect(check_name).toMatch(/^imgpar\//);
      expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
      expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(severity);
      expect(location).toEqual({ path: expect.any(String), lines: { begin: 1 } });
    }
    expect(new Set(entries.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size).toBe(4);
    expect(report()).toEqual(entries);
    const otherWords = JSON.parse(textOf(gitlabReport(surroundings), [{ ...failed(1)[0]!, message: 'in other words' }]));
    expect(otherWords[0].fingerprint).toBe(entries[0].fingerprint);
  });

  test('is an array where there is nothing to say', () => {
    expect(JSON.parse(textOf(gitlabReport(surroundings), []))).toEqual([]);
  });
});

const schema = fileURLToPath(new URL('fixtures/junit.xsd', import.meta.url));

describe.skipIf(!canUse('xmllint'))('junit', () => {
  test('passes a validator with any names and messages', () => {
    const items: Item[] = [
      { state: 'done', path: 'a&<>"\'.png', durationMs: 12.34 },
      { state: 'done', path: nasty, code: 'warning', message: nasty },
      { state: 'skipped', path: nasty, code: 'up-to-date' },
      { state: 'failed', path: nasty, code: 'corrupt', message: `${nasty}\ufffe\uffff` },
      { state: 'failed', code: 'usage', message: nasty },
    ];
    const folder = throwAwayFolder();
    for (const [name, some] of [
      ['all', items],
      ['none', []],
    ] as const) {
      const path = join(folder, `${name}.xml`);
      writeFileSync(path, textOf(junitReport(surroundings), some));
      expect(() => execFileSync('xmllint', ['--noout', '--schema', schema, path], { stdio: 'pipe' })).not.toThrow();
    }
    expect(readFileSync(join(folder, 'all.xml'), 'utf8')).toContain('<testsuite name="imgpar" tests="5" failures="2" errors="0"');
  });
});

describe('a run over 500 broken images and some good ones', () => {
  let folder: string;
  let ended: Ended;
  const env = () => ({ GITHUB_STEP_SUMMARY: join(folder, 'summary.md'), GITHUB_WORKSPACE: folder });

  beforeAll(async () => {
    folder = sharedThrowAwayFolder('summary.md');
    await writeTinyImages(folder, ['src/good/a.png', 'src/good/b.jpg']);
    const odd = process.platform === 'win32' ? '100%.png' : '100% ]]>::x\n&.png';
    for (let index = 0; index < 500; index++)
      writeFileSync(join(folder, `src/${index === 7 ? odd : `${index}.png`}`), '\x89PNG\r\n\x1a\n broken', 'latin1');
    const reporters = ['--reporter', 'github', '--reporter', 'gitlab=quality.json', '--reporter', 'junit=junit.xml'];
    ended = await imgpar(['equalize', 'src', 'out', '--quiet', ...reporters], { cwd: folder, env: env() });
  });

  test('gives ten annotations beside files of the repository', () => {
    expect(ended.code).toBe(1);
    const shown = annotationsIn(ended.stdout);
    expect(shown).toHaveLength(10);
    expect(shown[9]?.message).toBe('491 more failed; the summary of the step lists them');
    for (const { file, message } of shown.slice(0, 9) as { file?: string; message: string }[]) {
      expect(file).toMatch(/^src\//);
      expect(message).toMatch(/^src\//);
    }
  });

  test('adds a page with the figures before and after, and every failure', () => {
    const page = readFileSync(join(folder, 'summary.md'), 'utf8');
    expect(page.startsWith('summary.md### imgpar')).toBe(true);
    expect(page).toContain('| found | equalised | skipped | failed | megapixels | before | after | time |');
    expect(page.match(/^\| src\//gm)).toHaveLength(500);
    expect(statSync(join(folder, 'summary.md')).size).toBeLessThan(900_000);
  });

  test('writes the other reports into files', () => {
    expect(JSON.parse(readFileSync(join(folder, 'quality.json'), 'utf8'))).toHaveLength(500);
    expect(readFileSync(join(folder, 'junit.xml'), 'utf8')).toMatch(
      /<testsuites name="imgpar" tests="502" failures="500" errors="0" time="\d/,
    );
    if (canUse('xmllint')) execFileSync('xmllint', ['--noout', '--schema', schema, 'junit.xml'], { cwd: folder, stdio: 'pipe' });
  });

  test('tells of a run that did not start, too', async () => {
    const { code, stdout } = await imgpar(['equalize', 'gone', 'out', '--reporter', 'github', '--reporter', 'junit=none.xml'], {
      cwd: folder,
      env: env(),
    });
    expect(code).toBe(2);
    expect(annotationsIn(stdout)).toMatchObject([
      { level: 'error', title: 'imgpar: usage', message: expect.stringContaining('the source gone does not exist') },
    ]);
    expect(readFileSync(join(folder, 'none.xml'), 'utf8')).toContain('tests="1" failures="1"');
  });

  test.each([
    [['--reporter', 'junit', '--progress', 'json'], '--progress json and --reporter junit would both write to stdout'],
    [['--reporter', 'junit', '--reporter', 'gitlab'], '--reporter junit and --reporter gitlab would both write to stdout'],
    [['--reporter', 'junti'], '--reporter is "junti", did you mean junit?'],
    [['--reporter', 'junit='], '--reporter is "junit=", did you mean junit? expected one of: github, gitlab, junit; or one'],
  ])('refuses %j before anything starts', async (args, message) => {
    expect(await imgpar(['equalize', 'src', 'out', ...args], { cwd: folder })).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
  });
});

describe.skipIf(!canUse('git'))('check as a gate, on a fresh clone of a repository with its results', () => {
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'core.autocrlf=false', ...args], { cwd, stdio: 'pipe' });

  /** What a CI system does: a clone with other times, then the gate. */
  async function gate(repository: string, run = false) {
    const clone = join(throwAwayFolder(), 'clone');
    git(repository, 'clone', '-q', repository, clone);
    utimesSync(join(clone, 'raw/a.png'), 1e9, 1e9);
    if (run) await imgpar(['run', '--quiet'], { cwd: clone });
    const { code, stdout } = await imgpar(['check', '--checksum', '--prune', '--reporter', 'gitlab=gl.json'], { cwd: clone });
    expect(JSON.parse(readFileSync(join(clone, 'gl.json'), 'utf8'))).toHaveLength(stdout.split('\n').length - 1);
    return { code, stdout };
  }

  test('is green where bytes agree, red after a change, and green after a run', async () => {
    const repository = throwAwayFolder();
    await writeTinyImages(repository, ['raw/a.png', 'raw/b.jpg', 'raw/sub/c.png']);
    const config = (method: string) =>
      writeFileSync(join(repository, 'imgpar.config.json'), JSON.stringify({ sources: 'raw', destination: 'dataset', method }));
    const commit = () => {
      git(repository, 'add', '-A');
      git(repository, 'commit', '-qm', 'x');
    };
    git(repository, 'init', '-q');
    config('he');
    await imgpar(['run', '--quiet'], { cwd: repository });
    commit();
    expect(await gate(repository)).toEqual({ code: 0, stdout: '' });

    await writeTinyImages(repository, ['raw/a.png'], 99);
    commit();
    expect(await gate(repository)).toEqual({ code: 3, stdout: 'raw/a.png: has changed since it was done\n' });
    expect(await gate(repository, true)).toEqual({ code: 0, stdout: '' });
    await imgpar(['run', '--quiet'], { cwd: repository });

    config('bbhe');
    commit();
    const { code, stdout } = await gate(repository);
    expect(code).toBe(3);
    expect(
      stdout
        .trim()
        .split('\n')
        .every((line) => line.endsWith('done with other options')),
    ).toBe(true);
    expect(await gate(repository, true)).toEqual({ code: 0, stdout: '' });
    await imgpar(['run', '--quiet'], { cwd: repository });
    commit();

    writeFileSync(join(repository, 'dataset/b.jpg'), readFileSync(join(repository, 'raw/b.jpg')));
    commit();
    expect(await gate(repository)).toEqual({ code: 3, stdout: expect.stringContaining('dataset/b.jpg: the result ') });
    expect(await gate(repository, true)).toEqual({ code: 0, stdout: '' });
    git(repository, 'checkout', '-q', 'HEAD~1', '--', 'dataset');

    rmSync(join(repository, 'raw/sub'), { recursive: true });
    mkdirSync(join(repository, 'raw/sub'));
    commit();
    expect(await gate(repository)).toEqual({ code: 3, stdout: 'dataset/sub/c.png: its source is gone\n' });
  });
});
