import { expect, test } from 'vitest';
import { commandOptions, configOptions, flagsOf, parameterOptions } from '../src/cli/flags.js';
import { type Option, sections } from '../src/options/row.js';
import { tables } from '../src/options/table.js';

// This test writes docs/options.md: npx vitest run test/options-page.test.ts -u

interface Row {
  /** Its name in the library; undefined for an option of the command only. */
  readonly library: string | undefined;
  readonly name: string;
  readonly row: Option<unknown, unknown>;
}

const rows: readonly Row[] = [
  ...[...tables, { part: 'operation.params', options: parameterOptions }].flatMap(({ part, options }) =>
    Object.entries(options).map(([name, row]) => ({ library: part === undefined ? name : `${part}.${name}`, name, row })),
  ),
  ...Object.entries({ ...commandOptions, ...configOptions }).map(([name, row]) => ({ library: undefined, name, row })),
];

const head = `# Options

Every option of \`imgpar equalize\` and of \`run()\`, as the table in \`src/options/table.ts\` declares them; \`imgpar check\` takes the same.
An option of the library is a part of \`RunOptions\`: \`output.quality\` is \`run({ sources, destination, output: { quality: 80 } })\`.
In a [configuration file](configuration.md) the key is the flag in camel case, without dashes: \`maskDir\`.
Written by \`test/options-page.test.ts\`; do not edit.
`;

function page(): string {
  const parts = sections.map((section) => ({ section, lines: rows.filter(({ row }) => row.section === section).map(line) }));
  const texts = parts
    .filter(({ lines }) => lines.length > 0)
    .map(({ section, lines }) => [`## ${section}`, '', ...titles, ...lines, ''].join('\n'));
  return [head, ...texts].join('\n');
}

const titles = ['| command line | library | what it does | values | default |', '|---|---|---|---|---|'];

function line({ library, name, row }: Row): string {
  const [flag] = Object.keys(flagsOf({ [name]: row }));
  const { kind, help, default: value, defaultText } = row;
  const expected = kind.isSwitch ? '' : (kind.expectedText ?? kind.expected);
  const byDefault = defaultText ?? (value === undefined || kind.isSwitch ? '' : code(kind.toText(value)));
  const cells = [flag === undefined ? '' : code(`--${flag}`), library === undefined ? '' : code(library), help, expected, byDefault];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function code(text: string): string {
  return `\`${text}\``;
}

test('docs/options.md matches the table of options', async () => {
  await expect(page()).toMatchFileSnapshot('../docs/options.md');
});
