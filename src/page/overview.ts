import type { Figures } from '../pixels/figures.js';
import { visible } from '../report/visible.js';
import { afterRun, type Labels } from './html.js';
import { clearHarm, figureNames, harmOf, type Row } from './rows.js';
import type { Strip } from './run-log.js';
import { madeWorse } from './sample.js';
import { bytesText, durationText, text } from './text.js';

/** The part of the page that needs no program: totals, figures, failures, and what was made worse. */
export function overview(rows: readonly Row[]): string {
  const done = rows.filter(({ status }) => status === 'done');
  const failed = rows.filter(({ status }) => status === 'failed');
  const measured = done.filter(({ figures }) => figures);
  const sum = (of: (row: Row) => number) => done.reduce((total, row) => total + of(row), 0);
  const worse = measured.filter((row) => harmOf(row) >= clearHarm).length;
  const worst = madeWorse(rows, mostListed).map((index) => rows[index]!);
  return (
    '<section aria-labelledby="totals"><h2 id="totals">Totals</h2><dl class="totals">' +
    fact('Equalised', done.length) +
    fact('Failed', failed.length) +
    fact('Clearly made worse', `${worse} of ${measured.length} measured`) +
    fact('Read', bytesText(sum(({ inputBytes }) => inputBytes))) +
    fact('Written', bytesText(sum(({ outputBytes }) => outputBytes))) +
    fact('Work of all workers', durationText(sum(({ milliseconds }) => milliseconds))) +
    `</dl>${figuresTable(measured, afterRun)}</section>${changesTable('worse', 'Made worse', worst, harmOf)}${failures(failed)}`
  );
}

/** The most images in a table above the list of all. */
export const mostListed = 20;

export function fact(term: string, value: string | number): string {
  return `<div><dt>${term}</dt><dd>${text(value)}</dd></div>`;
}

const figureTexts: Readonly<Record<keyof Figures, readonly [title: string, format: (value: number) => string]>> = {
  entropyBits: ['Entropy, bits', (value) => value.toFixed(2)],
  rmsContrast: ['RMS contrast', (value) => value.toFixed(3)],
  mean: ['Mean level', (value) => value.toFixed(3)],
  clippedShare: ['Clipped pixels', (value) => `${(value * 100).toFixed(1)} %`],
};

/** The mean of each figure. */
export function figuresTable(measured: readonly Row[], { before, after }: Labels): string {
  if (measured.length === 0) return '';
  const mean = (which: keyof Figures, when: 'before' | 'after') =>
    measured.reduce((sum, { figures }) => sum + figures![when][which], 0) / measured.length;
  const lines = figureNames.map((name) => {
    const [title, format] = figureTexts[name];
    const higher = measured.filter(({ figures }) => figures!.after[name] > figures!.before[name]).length;
    return `<tr><th scope="row">${title}</th><td>${format(mean(name, 'before'))}</td><td>${format(mean(name, 'after'))}</td><td>${higher}</td></tr>`;
  });
  return (
    '<table><caption>Luma, on average over all images</caption><thead><tr><th scope="col">Figure</th>' +
    `<th scope="col">${before}</th><th scope="col">${after}</th><th scope="col">Images where it rose</th></tr></thead><tbody>${lines.join('')}</tbody></table>`
  );
}

/** The address of an image's own view, as the page's program has it. */
function hashOf(name: string): string {
  return `#image=${encodeURIComponent(name)}`;
}

/** Images with their figures, and how much worse one of their pictures is. */
export function changesTable(id: string, title: string, rows: readonly Row[], harm: (row: Row) => number): string {
  if (rows.length === 0) return '';
  const cell = ({ figures }: Row, name: keyof Figures) => {
    const [, format] = figureTexts[name];
    return `<td>${format(figures!.before[name])} → ${format(figures!.after[name])}</td>`;
  };
  const lines = rows.map(
    (row) =>
      `<tr><td class="name"><a href="${text(hashOf(visible(row.name)))}">${text(row.name)}</a></td><td>${harm(row).toFixed(2)}</td>` +
      `${cell(row, 'entropyBits')}${cell(row, 'rmsContrast')}${cell(row, 'clippedShare')}</tr>`,
  );
  return (
    `<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2><p>1 stands for a bit of entropy lost, a tenth of the pixels newly ` +
    'clipped, or 0.2 of contrast lost, whichever is worst. The totals count images from 0.5 on.</p><div class="wide" tabindex="0"><table><thead><tr>' +
    '<th scope="col">Image</th><th scope="col">Worse</th><th scope="col">Entropy</th><th scope="col">Contrast</th><th scope="col">Clipped</th>' +
    `</tr></thead><tbody>${lines.join('')}</tbody></table></div></section>`
  );
}

/** The most failures that are listed above the list of all. */
const mostFailures = 200;

/** What failed, and why, by name. */
export function failures(failed: readonly Row[]): string {
  if (failed.length === 0) return '';
  const lines = failed
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .slice(0, mostFailures)
    .map(
      ({ name, code, message }) =>
        `<li><span class="name">${text(name)}</span> <code>${text(code ?? '')}</code> ${text(message ?? '')}</li>`,
    );
  const more = failed.length > mostFailures ? `<p>And ${failed.length - mostFailures} more, in the list below.</p>` : '';
  return `<section aria-labelledby="failures"><h2 id="failures">Failures</h2><ul class="failures">${lines.join('')}</ul>${more}</section>`;
}

/** Where the time of the workers went, a bar for each. */
export function workersSection(strips: readonly Strip[], lengthMs: number): string {
  if (strips.length === 0) return '';
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const at = (share: number) => (share * 1000).toFixed(1);
  const lines = strips.map(
    ({ shares, stretches, thefts }, lane) =>
      `<tr data-working="${shares.working}" data-waiting="${shares.waiting}" data-idle="${shares.idle}"><th scope="row">${lane + 1}</th>` +
      `<td class="strip"><svg viewBox="0 0 1000 20" preserveAspectRatio="none" role="img" aria-label="Worker ${lane + 1} over time">` +
      `<rect class="life" width="1000" height="20"/><rect class="idle" x="${at(1 - shares.idle)}" width="${at(shares.idle)}" height="20"/>` +
      stretches.map(([from, to]) => `<rect class="work" x="${at(from)}" width="${at(to - from)}" height="20"/>`).join('') +
      thefts.map((share) => `<rect class="theft" x="${at(share)}" width="3" height="20"/>`).join('') +
      `</svg></td><td>${percent(shares.working)}</td><td>${percent(shares.waiting)}</td><td>${percent(shares.idle)}</td><td>${thefts.length}</td></tr>`,
  );
  return (
    `<section aria-labelledby="workers"><h2 id="workers">Workers over ${durationText(lengthMs)}</h2><div class="wide" tabindex="0"><table><thead><tr>` +
    '<th scope="col">Worker</th><th scope="col">At work</th><th scope="col">Working</th><th scope="col">Waiting</th><th scope="col">Idle</th>' +
    `<th scope="col">Thefts</th></tr></thead><tbody>${lines.join('')}</tbody></table></div><p>Idle is the time after its last image. A theft is work ` +
    'taken over from another worker, marked where it happened. The time of images that failed counts as waiting.</p></section>'
  );
}

/** Where the time went: the share of each stage. */
export function stagesSection(stages: ReadonlyMap<string, number>): string {
  const total = [...stages.values()].reduce((sum, each) => sum + each, 0);
  if (total === 0) return '';
  const lines = [...stages].map(
    ([stage, milliseconds]) =>
      `<tr><th scope="row">${text(stage)}</th><td>${durationText(milliseconds)}</td><td>${((milliseconds / total) * 100).toFixed(1)} %</td>` +
      `<td class="strip"><svg viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true"><rect class="work" width="${((milliseconds / total) * 1000).toFixed(1)}" height="20"/></svg></td></tr>`,
  );
  return (
    '<section aria-labelledby="stages"><h2 id="stages">Where the time went</h2><table><thead><tr><th scope="col">Stage</th>' +
    `<th scope="col">Time</th><th scope="col">Share</th><th scope="col"><span class="unseen">Bar</span></th></tr></thead><tbody>${lines.join('')}</tbody></table></section>`
  );
}
