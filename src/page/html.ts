import { createHash } from 'node:crypto';
import { visible } from '../report/visible.js';
import type { SpooledText } from '../worker/looks/shown.js';
import { columnsOf, worstFirst } from './columns.js';
import type { Row } from './rows.js';
import { style } from './style.js';
import { text } from './text.js';

export interface Labels {
  readonly before: string;
  readonly after: string;
}

/** What there is to say about a run, in sentences; `isWarning` for what must not be missed. */
export type Notes = Array<{ readonly text: string; readonly isWarning?: boolean }>;

/** Of the page about one run. */
export const afterRun: Labels = { before: 'Before', after: 'After' };

export interface PageContent {
  readonly title: string;
  /** What the two pictures and the two values of each figure are called. */
  readonly labels: Labels;
  readonly notes: Readonly<Notes>;
  /** Markup that needs no program. */
  readonly sections: readonly string[];
  readonly rows: readonly Row[];
  /** What is shown of some rows, as JSON. */
  readonly looks: ReadonlyMap<number, SpooledText>;
}

/**
 * The page, piece by piece, in ASCII, which browsers decode twice as fast: what can be read without a program first, then the first rows
 * and the program, which shows them at once, then all rows, and the pictures last, as text that nothing parses until it is seen.
 *
 * @param script the program of the page
 */
export function* pageOf({ title, labels, notes, sections, rows, looks }: PageContent, script: string): Generator<string | SpooledText> {
  const program = script.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const hash = createHash('sha256').update(program).digest('base64');
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  yield inAscii(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">` +
      '<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">' +
      `<title>${text(title)}</title><style>${style}</style></head><body><header><h1>${text(title)}</h1><ul class="notes">` +
      `${notes.map((note) => `<li${note.isWarning ? ' class="warning"' : ''}>${text(note.text)}</li>`).join('')}</ul></header><main>`,
  );
  for (const section of sections) yield inAscii(section);
  yield inAscii(`${application(labels, rows.length)}</main>`);
  const ordered = inOrderOfNames(rows);
  const listed = ordered.map((row) => rows[row]!);
  const isLong = listed.length > firstRows;
  if (isLong) yield* columnScripts(worstFirst(listed, firstRows), 'first-');
  else yield* columnScripts(listed);
  yield `<script>${program}</script>\n`;
  if (isLong) yield* columnScripts(listed);
  for (const [place, row] of ordered.entries()) {
    const shown = looks.get(row);
    if (!shown) continue;
    yield `<script type="text/plain" class="look" data-row="${place}">`;
    yield shown;
    yield '</script>\n';
  }
  yield '</body></html>\n';
}

/** How many rows of a long list come by themselves before the others: as many as fill a screen. */
const firstRows = 40;

function* columnScripts(rows: readonly Row[], prefix = ''): Generator<string> {
  for (const [id, column] of Object.entries(columnsOf(rows))) yield `<script type="text/plain" id="${prefix}${id}">${column}</script>\n`;
}

function inAscii(markup: string): string {
  return markup.replace(/[^\0-\x7f]/gu, (character) => `&#${character.codePointAt(0)};`);
}

const application = ({ before, after }: Labels, total: number) =>
  '<noscript><p>The list of all images, with pictures, needs JavaScript.</p></noscript>' +
  `<section id="app" hidden data-before="${before}" data-after="${after}" data-total="${total}" aria-labelledby="images"><h2 id="images">Images</h2>` +
  '<div class="tools"><input type="search" id="search" placeholder="Filter by name  ( / )" aria-label="Filter by name">' +
  '<select id="outcome" aria-label="Which images"><option value="all">All</option><option value="worse">Made worse</option>' +
  `${outcomes(after)}<option value="failed">Failed</option><option value="seen">With pictures</option></select>` +
  '<span id="count" role="status"></span></div><div id="sidebar" role="group" aria-label="Filter by figures"></div>' +
  '<div class="grid" id="table" role="table" aria-label="Images"><div role="rowgroup"><div id="head" role="row" aria-rowindex="1"></div></div>' +
  '<div id="rows" role="rowgroup" tabindex="0"><div id="spacer" role="presentation"></div></div></div></section>' +
  '<dialog id="view" aria-labelledby="view-title"><div class="bar"><h2 id="view-title"></h2><button type="button" id="view-previous" ' +
  'aria-label="Previous image">←</button><button type="button" id="view-next" aria-label="Next image">→</button>' +
  '<button type="button" id="view-close" aria-label="Close">✕</button></div><div id="view-content"></div></dialog>';

/** Rows in the order of their names as shown, which the page need not sort then, and which compresses best. */
function inOrderOfNames(rows: readonly Row[]): readonly number[] {
  const names = rows.map(({ name }) => visible(name));
  return [...names.keys()].sort((a, b) => (names[a]! < names[b]! ? -1 : names[a]! > names[b]! ? 1 : a - b));
}

/** What else a list can be narrowed to. */
function outcomes(after: string): string {
  if (after === afterRun.after) return '<option value="done">Equalised</option>';
  return '<option value="done">In both</option><option value="only-a">Only in A</option><option value="only-b">Only in B</option>';
}
