import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { commandPages } from '../src/cli/commands.js';
import { equalizeFlags } from '../src/cli/flags.js';
import { completionsOf, filesHere } from '../src/cli/shell/complete.js';
import { completionScripts } from '../src/cli/shell/scripts.js';
import { writtenFormats } from '../src/codec/formats.js';
import { methods } from '../src/index.js';
import { canUse } from './needs.js';
import { imgpar, nodePath, programPath } from './program.js';
import { hasTerminals, terminal } from './terminal.js';
import { sharedThrowAwayFolder } from './throw-away.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const values = (...words: string[]) => completionsOf(words).map(({ value }) => value);

describe('the candidates', () => {
  test('are the commands, each with its help', () => {
    expect(values('')).toEqual(Object.keys(commandPages));
    expect(completionsOf(['eq'])).toEqual([{ value: 'equalize', help: commandPages.equalize!.summary }]);
    expect(values('--v')).toEqual(['--version']);
  });

  test.each(Object.entries(commandPages))('of %s are all of its flags, each once, with its help', (command, { flags }) => {
    const offered = completionsOf([command, '--']).map(({ value }) => value);
    expect(offered).toEqual([...Object.keys(flags).map((flag) => `--${flag}`), '--help', '--version']);
    for (const [flag, { help }] of Object.entries(flags))
      expect(completionsOf([command, `--${flag}`])).toContainEqual({ value: `--${flag}`, help });
  });

  test.each(Object.entries(equalizeFlags).filter(([, { kind }]) => kind.words))(
    'of --%s are its words, apart or after =',
    (flag, { kind }) => {
      expect(values('equalize', `--${flag}`, '').filter((value) => value !== filesHere)).toEqual(kind.words);
      expect(values('equalize', `--${flag}=`).filter((value) => value !== filesHere)).toEqual(
        kind.words!.map((word) => `--${flag}=${word}`),
      );
    },
  );

  test('are methods and formats as the tables have them', () => {
    expect(values('equalize', '--method', '')).toEqual([...methods.map(({ name }) => name), filesHere]);
    expect(values('check', '--format', '')).toEqual(['keep', ...writtenFormats]);
    expect(values('equalize', '--param', 'til')).toEqual(['tiles=']);
  });

  test('leave out what is given already, unless it may be repeated', () => {
    expect(values('equalize', '--strip', '--quality=3', 'a', '--')).not.toContain('--strip');
    expect(values('equalize', '--strip', '--quality=3', 'a', '--')).not.toContain('--quality');
    expect(values('equalize', '--include', 'x', '--inc')).toEqual(['--include']);
  });

  test('are files where files are meant, and nothing where nothing is', () => {
    expect(values('equalize', '')).toEqual([filesHere]);
    expect(values('equalize', '--mask-dir', 'x')).toEqual([filesHere]);
    expect(values('equalize', '--', '--met')).toEqual([filesHere]);
    expect(values('equalize', '--quality', '')).toEqual([]);
    expect(values('methods', '')).toEqual([]);
    expect(values('completion', 'p')).toEqual(['powershell']);
    expect(values('nonsense', '')).toEqual(Object.keys(commandPages));
  });
});

describe('imgpar complete', () => {
  test('knows jobs and presets of a configuration, runs none that is a program, and never complains', async () => {
    const folder = sharedThrowAwayFolder('.git/');
    const ask = async (...words: string[]) => (await imgpar(['complete', '--', ...words], { cwd: folder })).stdout;
    expect(await ask('run', '')).toBe('');
    writeFileSync(join(folder, 'imgpar.config.json'), '{"presets": {"scans": {}}, "jobs": {"photos": {}, "plans": {}}}');
    expect(await ask('run', 'p')).toBe('photos\tjob\nplans\tjob\n');
    expect(await ask('equalize', '--preset', ' ')).toBe('scans\tpreset\n');
    writeFileSync(join(folder, 'imgpar.config.json'), '{"presets": ');
    expect(await imgpar(['complete', '--', 'run', ''], { cwd: folder })).toMatchObject({ code: 0, stdout: '', stderr: '' });
    writeFileSync(join(folder, 'package.json'), '{"imgpar": {}}');
    expect(await imgpar(['complete', '--', 'run', ''], { cwd: folder })).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(await imgpar(['complete'], { cwd: folder })).toMatchObject({ code: 0 });
  });

  test('refuses a shell that it does not know', async () => {
    expect(await imgpar(['completion', 'tcsh'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('expected one of: bash, zsh, fish, powershell'),
    });
  });
});

test('the script for PowerShell is as it was looked at', async () => {
  await expect(completionScripts.powershell).toMatchFileSnapshot('golden/completion.ps1');
});

const shells = {
  bash: { args: ['--norc', '--noprofile', '-i'], load: 'PS1=\'$ \'; eval "$(imgpar completion bash)"; clear\n' },
  zsh: { args: ['-f', '-i'], load: 'PS1=\'$ \'; autoload -U compinit; compinit -u -D; eval "$(imgpar completion zsh)"; clear\n' },
  fish: {
    args: ['--no-config'],
    load: "function fish_prompt; echo '$ '; end; function fish_right_prompt; end; imgpar completion fish | source; clear\n",
  },
} as const;

// script(1) makes the terminals that the shells want.
describe.skipIf(!hasTerminals).each(Object.entries(shells))('in a real %s', (shell, { args, load }) => {
  let folder: string;
  beforeAll(() => {
    folder = sharedThrowAwayFolder('bin/', '.git/', 'a folder/picture one.png', 'unique.png');
    mkdirSync(join(folder, 'home'));
    writeFileSync(join(folder, 'bin/imgpar'), `#!/bin/sh\nexec '${nodePath}' '${programPath}' "$@"\n`);
    chmodSync(join(folder, 'bin/imgpar'), 0o755);
    writeFileSync(join(folder, 'imgpar.config.json'), JSON.stringify({ presets: { scans: {} }, jobs: { photos: {}, plans: {} } }));
  });

  // What is typed, and what the line is then.
  test.skipIf(!canUse(shell)).each([
    ['imgpar equa\t', 'imgpar equalize'],
    ['imgpar equalize --form\t', 'imgpar equalize --format'],
    ['imgpar equalize --method cla\t', 'imgpar equalize --method clahe'],
    ['imgpar equalize --method=cla\t', 'imgpar equalize --method=clahe'],
    ['imgpar equalize --format web\t', 'imgpar equalize --format webp'],
    ['imgpar run pho\t', 'imgpar run photos'],
    ['imgpar equalize --preset sc\t', 'imgpar equalize --preset scans'],
    ['imgpar equalize uni\t', 'imgpar equalize unique.png'],
    ['imgpar equalize --reference=uni\t', 'imgpar equalize --reference=unique.png'],
    ['imgpar equalize --mask-dir a\\ fol\t', 'imgpar equalize --mask-dir a\\ folder/'],
    ['imgpar completion power\t', 'imgpar completion powershell'],
  ])('%j becomes %j', async (typed, expected) => {
    const env = { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, HOME: join(folder, 'home'), TERM: 'xterm' };
    const screen = await terminal({ command: shell, args, columns: 120, cwd: folder, env });
    try {
      await screen.until((text) => /[$#%>] ?$/.test(text));
      screen.press(load);
      await screen.until((text) => text.trim() === '$');
      screen.press(typed);
      await screen.until((text) => text.includes(`$ ${expected}`) || text.includes(`${expected}`));
    } finally {
      screen.close();
    }
  });
});

describe('the manual page', () => {
  const page = join(root, 'dist/imgpar.1');
  const { man } = JSON.parse(
    execFileSync('node', ['-p', `JSON.stringify(require(${JSON.stringify(join(root, 'package.json'))}))`], { encoding: 'utf8' }),
  );

  test('is shipped', () => expect(join(root, man)).toBe(page));

  test.skipIf(!canUse('mandoc'))('pleases mandoc', () => {
    const { stdout, error } = spawnSync('mandoc', ['-Tlint', '-W', 'warning', page], { encoding: 'utf8' });
    expect({ stdout, error }).toEqual({ stdout: '' });
  });

  test.skipIf(!canUse('man'))('shows every command and every option without warnings', () => {
    const { stdout, stderr } = spawnSync('man', ['--warnings', '-E', 'UTF-8', '-l', page], {
      encoding: 'utf8',
      env: { ...process.env, MANWIDTH: '200', LC_ALL: 'C.UTF-8' },
    });
    expect(stderr).toBe('');
    const text = stdout.replace(/.\x08/g, '');
    for (const [name, { flags }] of Object.entries(commandPages)) {
      expect(text).toContain(`imgpar ${name}`);
      for (const flag of Object.keys(flags)) expect(text).toContain(`--${flag}`);
    }
  });
});
