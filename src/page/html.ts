import { createHash } from 'node:crypto';
import type { Look } from '../worker/looks/shown.js';
import { columnsOf } from './columns.js';
import type { Row } from './rows.js';
import { style } from './style.js';
import { text } from './text.js';

export interface PageContent {
  readonly title: string;
  /** What there is to say about the run, in sentences; `warning` for what must not be missed. */
  readonly notes: ReadonlyArray<{ readonly text: string; readonly isWarning?: boolean }>;
  /** Markup that needs no program. */
  readonly sections: readonly string[];
  readonly rows: readonly Row[];
  readonly looks: ReadonlyMap<number, Look>;
}

/**
 * The page, piece by piece: what can be read without a program first, then the program, then the rows, and the pictures last, as text that
 * nothing parses until it is seen.
 *
 * @param program the script of the page
 */
export function* pageOf({ title, notes, sections, rows, looks }: PageContent, program: string): Generator<string> {
  const hash = createHash('sha256').update(program).digest('base64');
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  yield `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">` +
    '<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">' +
    `<title>${text(title)}</title><style>${style}</style></head><body><header><h1>${text(title)}</h1><ul class="notes">` +
    `${notes.map((note) => `<li${note.isWarning ? ' class="warning"' : ''}>${text(note.text)}</li>`).join('')}</ul></header><main>`;
  yield* sections;
  yield `${application}</main>`;
  const { names, numbers, messages } = columnsOf(rows);
  for (const [id, column] of Object.entries({ names, numbers, messages }))
    yield `<script type="text/plain" id="${id}">${column}</script>\n`;
  for (const [row, { shown }] of looks)
    if (shown) yield `<script type="text/plain" class="look" data-row="${row}">${JSON.stringify(shown)}</script>\n`;
  yield `<script>${program}</script></body></html>\n`;
}

const application =
  '<noscript><p>The list of all images, with pictures, needs JavaScript.</p></noscript>' +
  '<section id="app" hidden aria-labelledby="images"><h2 id="images">Images</h2>' +
  '<div class="tools"><input type="search" id="search" placeholder="Filter by name  ( / )" aria-label="Filter by name">' +
  '<select id="outcome" aria-label="Which images"><option value="all">All</option><option value="worse">Made worse</option>' +
  '<option value="done">Equalised</option><option value="failed">Failed</option><option value="seen">With pictures</option></select>' +
  '<span id="count" role="status"></span></div><div id="sidebar" role="group" aria-label="Filter by figures"></div>' +
  '<div class="grid" id="table" role="table" aria-label="Images"><div role="rowgroup"><div id="head" role="row" aria-rowindex="1"></div></div>' +
  '<div id="rows" role="rowgroup" tabindex="0"><div id="spacer" role="presentation"></div></div></div></section>' +
  '<dialog id="view" aria-labelledby="view-title"><div class="bar"><h2 id="view-title"></h2><button type="button" id="view-previous" ' +
  'aria-label="Previous image">←</button><button type="button" id="view-next" aria-label="Next image">→</button>' +
  '<button type="button" id="view-close" aria-label="Close">✕</button></div><div id="view-content"></div></dialog>';
