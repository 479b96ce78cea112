import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { formatFacts } from '../src/codec/format-facts.js';
import { imgpar } from './program.js';

// The table in docs/formats.md is written by this test: npx vitest run test/formats-page.test.ts -u

const path = fileURLToPath(new URL('../docs/formats.md', import.meta.url));

const titles = `| \`--format\` | format | extensions | read by | written | can hold | pixels a side |
|---|---|---|---|---|---|---|
`;

function table(): string {
  const rows = formatFacts().map(({ name, title, extensions, reader, written, holds, largestSide }) => {
    const names = extensions.map((extension) => `\`.${extension}\``).join(' ');
    const cells = [`\`${name}\``, title, names, reader, written, holds.join(', '), largestSide.toLocaleString('en')];
    return `| ${cells.join(' | ')} |\n`;
  });
  return titles + rows.join('');
}

test('docs/formats.md agrees with the table of formats', async () => {
  const page = readFileSync(path, 'utf8').replace(/(<!-- The table is made .*\n)[\s\S]*(<!-- end -->)/, `$1\n${table()}\n$2`);
  expect(page).toContain(table());
  await expect(page).toMatchFileSnapshot(path);
});

test('imgpar formats lists every format, and what is missing if one cannot be read', async () => {
  const { code, stdout } = await imgpar(['formats']);
  expect(code).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^FORMAT +READ +WRITTEN +EXTENSIONS$/);
  expect(lines.slice(1).map((line) => line.split(' ')[0])).toEqual(formatFacts().map(({ name }) => name));
  expect(lines.find((line) => line.startsWith('gif'))).toMatch(/^gif +yes +only what was GIF +\.gif$/);
});

test('imgpar formats takes no arguments', async () => {
  const { code, stderr } = await imgpar(['formats', 'png']);
  expect(code).toBe(2);
  expect(stderr).toBe('imgpar: imgpar formats takes no arguments, received "png"\n');
});
