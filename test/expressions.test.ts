import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'rolldown/parseAst';
import { expect, test } from 'vitest';

// Whoever makes a file can decide how long a regular expression runs on its content, its name, or a message that quotes it. An expression
// that backtracks can run forever, and outside the workers no time limit ends it.

/** Files whose expressions only see what the user of the command writes, numbers, or single characters. */
const seeNoContent = [
  'cli/args.ts',
  'cli/shell/complete.ts',
  'cli/flag-names.ts',
  'cli/shell/man.ts',
  'cli/flags.ts',
  'config/jsonc.ts',
  'config/moving.ts',
  'config/read.ts',
  'options/kinds.ts',
  'plan/glob.ts',
  'plan/pattern.ts',
  'plan/selection.ts',
  'progress/text/python-format.ts',
  'report/progress-text.ts',
  'pool/references.ts',
  'values/kinds.ts',
  'values/wording.ts',
];

/**
 * Expressions with an unlimited repetition that is not everything after a `^`, yet take linear time: what precedes the repetition keeps a
 * match that starts later from running over the same text again.
 */
const looked: Readonly<Record<string, readonly string[]>> = {
  'codec/bmp/header.ts': ['^1+0*$'],
  'codec/pnm/format.ts': [String.raw`^P[1-6](\s+\d|\s*#)|^P7\s*\n`],
  'codec/pnm/header.ts': [String.raw`^P([1-6][\s#]|7\s*\n)`, String.raw`#[^\r\n]*`],
  'codec/tiff/statements.ts': [
    String.raw`\bSignificantBits\s*=\s*["'](\d+)["']`,
    String.raw`(\bSignificantBits\s*=\s*["'])\d+(["'])`,
    String.raw`^(min|max)=[^\r\n\0]*`,
    String.raw`<Item\s+name="STATISTICS_[^<>]*>[^<]*<\/Item>\r?\n?`,
  ],
  'progress/text/columns.ts': [String.raw`\x1b\[[;\d]*[A-Za-z]`],
  'codec/sniff.ts': [String.raw`\.([^.\\/]+)(?:\.gz)?$`],
  'codec/metadata.ts': [String.raw`(tiff:Orientation(?:\s*=\s*["']|>\s*))[1-8](\s*["'<])`],
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

/** Yields regular expression literals, and `RegExp` calls, whose pattern is only known at run time. */
function* expressionsIn(node: unknown): Generator<Omit<Expression, 'file'>> {
  if (typeof node !== 'object' || node === null) return;
  if ('regex' in node) yield node.regex as Omit<Expression, 'file'>;
  if ('callee' in node && (node.callee as { name?: string }).name === 'RegExp') yield { pattern: '(?=put together)', flags: '' };
  for (const part of Object.values(node)) yield* expressionsIn(part);
}

/** The expressions that V8's non-backtracking engine refuses. */
function refused(candidates: readonly Expression[]): Expression[] {
  const script = `
    const refused = JSON.parse(require('node:fs').readFileSync(0, 'utf8')).filter(({ pattern, flags }) => {
      try { new RegExp(pattern, flags + 'l'); } catch { return true; }
    });
    process.stdout.write(JSON.stringify(refused));`;
  // That engine does not know the flags for case and code points, which do not affect backtracking.
  const input = JSON.stringify(candidates.map((candidate) => ({ ...candidate, flags: candidate.flags.replace(/[iu]/g, '') })));
  const { stdout } = spawnSync(process.execPath, ['--enable-experimental-regexp-engine', '-e', script], { input, encoding: 'utf8' });
  return JSON.parse(stdout);
}

/** Whether the expression has an unlimited repetition other than after a leading `^` or as the whole expression. */
function repeats({ pattern, flags }: Expression): boolean {
  // Turn characters, escapes and sets into a letter; groups do not matter.
  const outline = pattern
    .replace(/\\(?:[pP]\{\w+\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|.)|\[(?:\\.|[^\]\\])*\]/gs, 'a')
    .replace(/\(\?:|\(\?<\w+>|[()]/g, '')
    .replace(/[^*+{},\d^$|]/g, 'a');
  const unlimited = outline.match(/[*+]|\{\d+,\}/g) ?? [];
  if (unlimited.length === 0 || /^a[*+]$/.test(outline)) return false;
  const anchored = !flags.includes('m') && outline.split('|').every((alternative) => alternative.startsWith('^'));
  return !(anchored && outline.split('|').every((alternative) => (alternative.match(/[*+]|\{\d+,\}/g) ?? []).length <= 1));
}

test('the checks find expressions and tell them apart', () => {
  expect(expressions.length).toBeGreaterThan(50);
  const of = (pattern: string, flags = ''): Expression => ({ file: '', pattern, flags });
  const goBack = [of('(?=a)'), of('(?<!a)b'), of(String.raw`(a)\1`), of('(<!--[^]*?-->(?!a))*')];
  expect(refused([...goBack, of('(a*)*b'), of('^a', 'iu')])).toEqual(goBack);
  expect([of(String.raw`\s+$`), of('a.*b'), of('^a.*b', 'm'), of('^a*b*$'), of('^a|b+c')].filter(repeats)).toHaveLength(5);
  expect([of('^[a-z]+$'), of(String.raw`\s+`), of('ab{1,3}'), of('^a|^b*c')].filter(repeats)).toEqual([]);
});

test('no expression that sees file contents or names backtracks', () => {
  expect(refused(expressions)).toEqual([]);
});

test('no expression runs over the same text from many starting points', () => {
  const found = expressions.filter(repeats).filter(({ file, pattern }) => !looked[file]?.includes(pattern));
  expect(found).toEqual([]);
});
