import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'rolldown/parseAst';
import { expect, test } from 'vitest';

// Whoever makes a file decides how long an expression takes that is held against its content, its name, or a message that quotes it.
// One that goes back and tries again can take for ever, and no time limit ends it outside of the workers.

/** Files whose expressions see only what the user of the command writes, numbers, or one character at a time. */
const seeNoContent = [
  'cli/args.ts',
  'cli/flag-names.ts',
  'cli/flags.ts',
  'options/kinds.ts',
  'plan/glob.ts',
  'plan/pattern.ts',
  'plan/selection.ts',
  'report/progress-text.ts',
  'values/kinds.ts',
];

/**
 * Expressions that repeat something without a limit, not as all there is behind a `^`, and take time in proportion to the text all the
 * same: what stands before the repetition stops one that begins further on in the same text from running over it again.
 */
const looked: Readonly<Record<string, readonly string[]>> = {
  'codec/sniff.ts': [String.raw`\.([^.\\/]+)(?:\.gz)?$`],
  'codec/metadata.ts': [String.raw`(tiff:Orientation(?:\s*=\s*["']|>\s*))[1-8](\s*["'<])`],
  'codec/jpeg/turbo.ts': [String.raw`libjpeg-turbo version (\d[\w.]*)`],
  'codec/jpeg/xmp-gain-map.ts': ['<[^<>]*>', String.raw`(?:xmlns:)?(?:hdrgm|HDRGainMap)(?::\w+)?=(?:"[^"]*"|'[^']*')`],
  'history/up-to-date.ts': [String.raw`\.[^.\\/]*$`],
  'parallel/cgroup.ts': [String.raw`^(\d+):([^:]*):(\/.*)$`],
  'plan/canonical.ts': [String.raw`[^/\\.][/\\]+\.\.(?:[/\\]|$)`],
  'plan/case-folding.ts': ['[a-z]+|[A-Z]+'],
  'report/text-columns.ts': [
    String.raw`^\p{Regional_Indicator}{2}|^[0-9#*]\ufe0f?\u20e3|^\p{Extended_Pictographic}.*(?:\ufe0f|\u200d|\p{Emoji_Modifier})`,
  ],
  'storage/drafts.ts': [String.raw`^\.imgpar-([^-]+)-([^-]+)(?:-[0-9a-f]{12})?\.draft$`],
};

interface Expression {
  readonly file: string;
  readonly pattern: string;
  readonly flags: string;
}

const src = fileURLToPath(new URL('../src', import.meta.url));
const expressions = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => name.split(sep).join('/'))
  .filter((file) => !seeNoContent.includes(file))
  .sort()
  .flatMap((file) => {
    const text = readFileSync(join(src, file), 'utf8');
    return Array.from(expressionsIn(parseAst(text, { lang: 'ts' })), (found) => ({ file, ...found }));
  });

/** The literals, and those that are put together at run time, whose text is not known here. */
function* expressionsIn(node: unknown): Generator<Omit<Expression, 'file'>> {
  if (typeof node !== 'object' || node === null) return;
  if ('regex' in node) yield node.regex as Omit<Expression, 'file'>;
  if ('callee' in node && (node.callee as { name?: string }).name === 'RegExp') yield { pattern: '(?=put together)', flags: '' };
  for (const part of Object.values(node)) yield* expressionsIn(part);
}

/** Those that the engine of V8 refuses that never goes back. */
function refused(candidates: readonly Expression[]): Expression[] {
  const script = `
    const refused = JSON.parse(require('node:fs').readFileSync(0, 'utf8')).filter(({ pattern, flags }) => {
      try { new RegExp(pattern, flags + 'l'); } catch { return true; }
    });
    process.stdout.write(JSON.stringify(refused));`;
  // That engine knows nothing of case and code points, which have no part in going back.
  const input = JSON.stringify(candidates.map((candidate) => ({ ...candidate, flags: candidate.flags.replace(/[iu]/g, '') })));
  const { stdout } = spawnSync(process.execPath, ['--enable-experimental-regexp-engine', '-e', script], { input, encoding: 'utf8' });
  return JSON.parse(stdout);
}

/** Whether it repeats something without a limit other than at its beginning, behind a `^`, or as all that it is. */
function repeats({ pattern, flags }: Expression): boolean {
  // Characters, escapes and sets become a letter; groups are of no interest.
  const outline = pattern
    .replace(/\\(?:[pP]\{\w+\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|.)|\[(?:\\.|[^\]\\])*\]/gs, 'a')
    .replace(/\(\?:|\(\?<\w+>|[()]/g, '')
    .replace(/[^*+{},\d^$|]/g, 'a');
  const unlimited = outline.match(/[*+]|\{\d+,\}/g) ?? [];
  if (unlimited.length === 0 || /^a[*+]$/.test(outline)) return false;
  const anchored = !flags.includes('m') && outline.split('|').every((alternative) => alternative.startsWith('^'));
  return !(anchored && outline.split('|').every((alternative) => (alternative.match(/[*+]|\{\d+,\}/g) ?? []).length <= 1));
}

test('expressions are found, and told apart', () => {
  expect(expressions.length).toBeGreaterThan(50);
  const of = (pattern: string, flags = ''): Expression => ({ file: '', pattern, flags });
  const goBack = [of('(?=a)'), of('(?<!a)b'), of(String.raw`(a)\1`), of('(<!--[^]*?-->(?!a))*')];
  expect(refused([...goBack, of('(a*)*b'), of('^a', 'iu')])).toEqual(goBack);
  expect([of(String.raw`\s+$`), of('a.*b'), of('^a.*b', 'm'), of('^a*b*$'), of('^a|b+c')].filter(repeats)).toHaveLength(5);
  expect([of('^[a-z]+$'), of(String.raw`\s+`), of('ab{1,3}'), of('^a|^b*c')].filter(repeats)).toEqual([]);
});

test('no expression that sees what is in files, or their names, goes back and tries again', () => {
  expect(refused(expressions)).toEqual([]);
});

test('none runs over the same text from many beginnings', () => {
  const found = expressions.filter(repeats).filter(({ file, pattern }) => !looked[file]?.includes(pattern));
  expect(found).toEqual([]);
});
