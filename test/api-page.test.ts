import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Declared, declarationsOf } from './declarations.js';

// This test writes docs/api.md: npm run build && npx vitest run test/api-page.test.ts -u

const root = fileURLToPath(new URL('..', import.meta.url));
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What can be imported, by what is written to import it. */
const entries = Object.entries<string | { types: string }>(exports).flatMap(([path, entry]) =>
  typeof entry === 'string' ? [] : [{ specifier: `imgpar${path.slice(1)}`, declared: declarationsOf(join(root, entry.types)) }],
);

const head = `# The library, name by name

Everything that \`imgpar\` and its parts export, as its declaration files have it. [The library](library.md), [From Python's pools](from-python.md),
[Progress bars](progress.md) and [Lines](lines.md) introduce it; [Options](options.md) lists the options of a run.
Written by \`test/api-page.test.ts\` from the sources; do not edit.
`;

const sections: ReadonlyArray<readonly [title: string, kinds: readonly Declared['kind'][]]> = [
  ['Functions', ['function']],
  ['Classes', ['class']],
  ['Values', ['value']],
  ['Types', ['interface', 'type']],
];

function page(): string {
  return `${[head, ...entries.map(({ specifier, declared }) => part(specifier, declared))].join('\n')}`;
}

function part(specifier: string, declared: readonly Declared[]): string {
  const texts = sections.flatMap(([title, kinds]) => {
    const some = declared.filter(({ kind }) => kinds.includes(kind));
    return some.length > 0 ? [`### ${title}\n`, ...some.map(entry)] : [];
  });
  return [`## ${specifier}\n`, ...texts].join('\n');
}

function entry({ name, comment, code }: Declared): string {
  return [`#### ${name}`, '', ...described(comment), '```ts', code, '```', ''].join('\n');
}

/** A comment as Markdown: its tags as a list. */
function described(comment: string): string[] {
  const [text = '', ...tags] = comment.split(/^(?=@)/m);
  const items = tags.map(
    (tag) =>
      `- ${tag
        .trim()
        .replace(/\n\s*/g, ' ')
        .replace(/^@(\w+)/, '*$1*')}`,
  );
  return [text.trim(), '', ...(items.length > 0 ? [...items, ''] : [])];
}

test('docs/api.md matches what the package exports', async () => {
  await expect(page()).toMatchFileSnapshot('../docs/api.md');
});

describe.each(entries)('$specifier', ({ declared }) => {
  test('exports something, each documented', () => {
    expect(declared.length).toBeGreaterThan(5);
    expect(declared.filter(({ comment }) => comment === '').map(({ name }) => name)).toEqual([]);
  });
});

test('the reader of declarations finds what a module exports at run time', async () => {
  for (const { specifier, declared } of entries) {
    const exported = Object.keys(await import(specifier)).filter((name) => name !== 'default');
    const values = declared.filter(({ kind }) => kind !== 'interface' && kind !== 'type').map(({ name }) => name);
    // Some classes are exported as types only.
    expect(values).toEqual(expect.arrayContaining(exported));
  }
});
