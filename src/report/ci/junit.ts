import { visible } from '../visible.js';
import type { CiReport, Item, Surroundings } from './item.js';

/** A test report as JUnit's, with a test case for each image. */
export function junitReport({ place }: Surroundings): CiReport {
  const counts = { done: 0, skipped: 0, failed: 0 };
  let elapsedMs = 0;
  return {
    add(item) {
      counts[item.state] += 1;
      return caseOf(item, place);
    },
    conclude(summary) {
      elapsedMs += summary.elapsedMs;
    },
    frame() {
      const totals = `name="imgpar" tests="${counts.done + counts.skipped + counts.failed}" failures="${counts.failed}" errors="0" time="${seconds(elapsedMs)}"`;
      return {
        before: `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${totals}>\n<testsuite ${totals} skipped="${counts.skipped}">\n`,
        after: '</testsuite>\n</testsuites>\n',
      };
    },
  };
}

function caseOf({ state, path, code = '', message = '', durationMs = 0 }: Item, place: Surroundings['place']): string {
  const name = path === undefined ? `the run (${code})` : (place(path) ?? path);
  const file = path === undefined ? '' : ` file="${attribute(name)}"`;
  const head = `<testcase name="${attribute(name)}" classname="imgpar"${file} time="${seconds(durationMs)}"`;
  const content = contentOf(state, code, message);
  return content === '' ? `${head}/>\n` : `${head}>${content}</testcase>\n`;
}

function contentOf(state: Item['state'], code: string, message: string): string {
  if (state === 'failed') return `<failure type="${attribute(code)}" message="${attribute(message)}">${text(message)}</failure>`;
  if (state === 'skipped') return `<skipped message="${attribute(message || code)}"/>`;
  return message === '' ? '' : `<system-out>${text(message)}</system-out>`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function attribute(value: string): string {
  return text(visible(value)).replaceAll('"', '&quot;');
}

/** XML 1.0 has no way to write control characters, not even escaped; lines stay lines. */
function text(value: string): string {
  const lines = value
    .split(/\r\n|\n|\r/)
    .map(visible)
    .join('\n');
  return lines
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
