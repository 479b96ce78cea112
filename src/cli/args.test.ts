import { describe, expect, test } from 'vitest';
import { checkOptions } from '../options/resolve.js';
import { parseArgs } from './args.js';

const equalize = (...args: string[]) => {
  const command = parseArgs(['equalize', ...args]);
  if (command.kind !== 'equalize') throw new Error(`not a command to equalise: ${command.kind}`);
  return command;
};

describe('equalize', () => {
  test('takes the last path as the destination and the others as sources', () => {
    const { options } = equalize('a', 'b', 'out');
    expect(options.sources).toEqual(['a', 'b']);
    expect(options.destination).toBe('out');
  });

  test('leaves options that are not given to the defaults', () => {
    const { options, ...others } = equalize('a', 'out');
    expect(checkOptions(options)).toMatchObject({
      operation: { method: 'he', frames: 'apart', autoOrient: false },
      sharing: { scope: 'image' },
      output: { format: 'keep', quality: 90, overwrite: true },
      timeoutMs: 120_000,
    });
    expect(others).toMatchObject({
      progress: 'auto',
      quiet: false,
      dryRun: false,
    });
  });

  test.each(['1e5', '007', '0x10', '__proto__.jpg', 'a=b', "quote's", 'new\nline', '[x]'])('leaves the name %j unchanged', (name) => {
    expect(equalize(name, 'out').options.sources).toEqual([name]);
  });

  test('accepts names that begin with a dash after --', () => {
    expect(equalize('--workers', '3', '--', '-rf.jpg', '--help', 'out').options).toMatchObject({
      sources: ['-rf.jpg', '--help'],
      workers: 3,
    });
  });

  test('collects repeated patterns, and takes the last of any other repeated option', () => {
    const { options } = equalize('--include', '*.jpg', 'a', '--include=*.png', '--quality', '5', '--quality', '70', 'out');
    expect(options.sources).toEqual(['a']);
    expect(options.select?.include).toEqual(['*.jpg', '*.png']);
    expect(options.output?.quality).toBe(70);
  });

  test.each([
    [['a', 'out', '--quality', '101'], '--quality is "101", expected a whole number from 1 to 100'],
    [['a', 'out', '--quality', '1e1'], '--quality is "1e1", expected a whole number from 1 to 100'],
    [['a', 'out', '--workers', '0'], '--workers is "0", expected a whole number from 1 to 1024'],
    [['a', 'out', '--workers=-2'], '--workers is "-2", expected a whole number from 1 to 1024'],
    [['a', 'out', '--on', 'lumma'], '--on is "lumma", did you mean luma?'],
    [['a', 'out', '--format', 'jxl'], '--format is "jxl", expected one of: keep, jpeg'],
    [['a', 'out', '--format'], '--format needs a value'],
    [['a', 'out', '--include='], '--include needs a value'],
    [['a', 'out', '--wrokers', '2'], 'unknown option --wrokers, did you mean --workers?'],
    [['a', 'out', '-z'], 'unknown option -z'],
    [['a', 'out', '--constructor', 'x'], 'unknown option --constructor'],
    [['a'], 'expected at least one source and a destination, received only "a"'],
    [[], 'expected at least one source and a destination, received neither'],
  ])('refuses %j in one sentence', (args, message) => {
    expect(() => parseArgs(['equalize', ...args])).toThrowError(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining(message) }),
    );
  });
});

test('options may come before the command', () => {
  expect(parseArgs(['--method', 'clahe', 'equalize', 'a', 'out'])).toMatchObject({ kind: 'equalize', options: { sources: ['a'] } });
});

test('--help and --version print a text, whatever else is given', () => {
  expect(parseArgs(['--version'])).toEqual({ kind: 'text', text: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
  expect(parseArgs(['equalize', '--help', 'a'])).toMatchObject({ kind: 'text', text: expect.stringContaining('--workers') });
  expect(parseArgs(['help'])).toEqual(parseArgs(['--help']));
});

test('every option of equalize is described in its help', () => {
  const command = parseArgs(['equalize', '--help'], 200);
  const lines = command.kind === 'text' ? command.text.split('\n').filter((line) => /^\s+(-\w, )?--\w/.test(line)) : [];
  expect(lines.length).toBeGreaterThan(12);
  for (const line of lines) expect(line).toMatch(/--[\w-]+\s{2,}\w+:? \S+/);
});

test('help fits a terminal of 80 columns, with unbroken examples', () => {
  const command = parseArgs(['equalize', '--help'], 80);
  const lines = command.kind === 'text' ? command.text.split('\n') : [];
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines).toContain('  imgpar equalize --in-place --backup-dir ./originals ./photos');
});

test('an unknown command is refused with the nearest known one as a suggestion', () => {
  expect(() => parseArgs(['equalise', 'a', 'b'])).toThrowError('unknown command "equalise", did you mean equalize?');
  expect(() => parseArgs(['--quiet', 'equalise', 'check', 'b'])).toThrowError('unknown command "equalise", did you mean equalize?');
  expect(() => parseArgs([])).toThrowError('no command given');
});

test('an option may be written in camel case', () => {
  expect(equalize('a', 'out', '--maxMemory', '2GiB').options.limits?.maxMemoryBytes).toBe(2 ** 31);
});

test('a path may be named help', () => {
  expect(equalize('photos', 'help').options.destination).toBe('help');
});

test('every command has a help page, and every page has a command', () => {
  const textOf = (...argv: string[]) => {
    const command = parseArgs(argv);
    return command.kind === 'text' ? command.text : '';
  };
  const listed = [...textOf('--help').matchAll(/^ {2}imgpar ([\w-]+)/gm)].map(([, name]) => name!);
  expect(listed.length).toBeGreaterThan(5);
  expect(() => parseArgs([])).toThrowError(`expected one of: ${listed.join(', ')};`);
  for (const name of listed) expect(textOf(name, '--help')).toMatch(new RegExp(`^imgpar ${name}\\b`));
});
