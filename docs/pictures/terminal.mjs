// Draws docs/pictures/terminal.svg: the screen of a real session, recorded on a pseudo-terminal. Needs Linux with script(1), and the built
// program: npm run build && node docs/pictures/terminal.mjs

import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import xterm from '@xterm/headless';
import { animation } from './animation.mjs';

const samples = fileURLToPath(new URL('../../samples/', import.meta.url));
const program = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));
const picture = fileURLToPath(new URL('terminal.svg', import.meta.url));

const columns = 96;
const rows = 11;
/** Frames closer together than this are one: nobody could tell them apart. */
const frameMs = 150;
/** How long the last screen stands before the film begins again. */
const endMs = 6000;

const folder = mkdtempSync(join(tmpdir(), 'imgpar-picture-'));
try {
  preparePhotos(join(folder, 'photos'));
  const frames = await recorded(folder, ['imgpar equalize ./photos ./out', 'imgpar equalize ./photos ./out']);
  writeFileSync(picture, animation(frames, { rows, columns, endMs }));
  process.stderr.write(`${frames.length} frames\n`);
} finally {
  rmSync(folder, { recursive: true });
}

/** The samples many times over, in folders as people have them, and one file that was cut off. */
function preparePhotos(photos) {
  const names = readdirSync(samples).filter((name) => /\.(jpg|png|tif|webp)$/.test(name));
  for (const [index, place] of ['2024/lisbon', '2024/night', '2025/alps', '2025/archive', '2025/garden'].entries()) {
    mkdirSync(join(photos, place), { recursive: true });
    for (let copy = 1; copy <= 3; copy += 1)
      for (const name of names) cpSync(join(samples, name), join(photos, place, name.replace('.', `-${index * 3 + copy}.`)));
  }
  const moon = readFileSync(join(samples, 'moon.png'));
  writeFileSync(join(photos, '2025/archive/moon-half.png'), moon.subarray(0, moon.length / 2));
}

/** Types the commands at a shell's prompt, and takes down what the screen looks like and when. */
async function recorded(folder, commands) {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'imgpar'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(join(bin, 'imgpar'), 0o755);
  const { CI, NO_COLOR, ...inherited } = process.env;
  const shell = spawn('script', ['--quiet', '--flush', '--command', `stty rows ${rows} cols ${columns}; exec sh -i`, '/dev/null'], {
    cwd: folder,
    env: { ...inherited, PATH: `${bin}:${process.env.PATH}`, PS1: '$ ', SHELL: '/bin/sh', TERM: 'xterm-256color' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const emulator = new xterm.Terminal({ rows, cols: columns, allowProposedApi: true });
  const frames = [];
  const prompts = () => screenOf(emulator).filter((row) => textOf(row).trimEnd() === '$').length;
  shell.stdout.on('data', (bytes) =>
    emulator.write(bytes, () => {
      const at = performance.now();
      const last = frames.at(-1);
      const frame = { at: last && at - last.at < frameMs ? last.at : at, rows: screenOf(emulator) };
      if (frame.at === last?.at) frames.pop();
      frames.push(frame);
    }),
  );
  for (const command of commands) {
    await until(() => prompts() === 1);
    await pause(900);
    for (const key of command) {
      shell.stdin.write(key);
      await pause(35);
    }
    await pause(400);
    shell.stdin.write('\n');
    await until(() => prompts() === 0);
  }
  await until(() => prompts() === 1);
  shell.kill();
  const [{ at: start }] = frames;
  return frames.map(({ at, rows }) => ({ atMs: at - start, rows }));
}

/** The rows of the screen, each as runs of characters that look the same. */
function screenOf(emulator) {
  const { active } = emulator.buffer;
  return Array.from({ length: rows }, (_, row) => runsOf(active.getLine(active.baseY + row)));
}

function runsOf(line) {
  const runs = [];
  for (let column = 0; column < columns; column += 1) {
    const cell = line.getCell(column);
    const look = [cell.isFgPalette() ? `c${cell.getFgColor()}` : '', cell.isDim() ? 'dim' : ''].filter(Boolean).join(' ');
    const text = cell.getChars() || ' ';
    if (runs.at(-1)?.look === look) runs.at(-1).text += text;
    else runs.push({ column, look, text });
  }
  return runs;
}

function textOf(runs) {
  return runs.map(({ text }) => text).join('');
}

async function until(holds) {
  while (!holds()) await pause(20);
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
