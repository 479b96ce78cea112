// What the workers of crawler.ts run.
import { setTimeout } from 'node:timers/promises';
import { worker } from 'imgpar/pool';
import { type Progress, progress } from 'imgpar/progress';

/** Where the pages are, and how to be patient with it. */
export interface Site {
  readonly origin: string;
  /** How long one try may take, until the last byte. */
  readonly timeoutMs: number;
  readonly tries: number;
  /** The longest wait before the second try; it doubles with each further one. */
  readonly backoffMs: number;
}

/** A row of the table. */
export interface Page {
  readonly title: string;
  readonly url: string;
  readonly text: string;
  readonly words: number;
  /** How many tries it took. */
  readonly tries: number;
}

export interface Crawled {
  readonly pages: Page[];
  /** Titles of pages that only say which others may be meant. */
  readonly ambiguous: string[];
  readonly failed: { readonly title: string; readonly reason: string }[];
}

/** Each worker loads this file for itself, so each has its own bar. */
let bar: Progress<unknown> | undefined;

/** Reads these pages, one after the other. A page that fails does not stop the others. */
export async function crawl(site: Site, all: number, titles: readonly string[]): Promise<Crawled> {
  const crawled: Crawled = { pages: [], ambiguous: [], failed: [] };
  bar ??= progress(undefined, { desc: `worker ${worker()?.id}`, total: all, unit: ' pages' });
  for (const title of titles) {
    bar.setPostfixStr(title);
    const url = `${site.origin}/wiki/${encodeURIComponent(title.replaceAll(' ', '_'))}`;
    try {
      const { html, tries } = await read(url, site);
      if (isAmbiguous(html)) crawled.ambiguous.push(title);
      else crawled.pages.push({ title, url, tries, ...contentOf(html) });
    } catch (error) {
      crawled.failed.push({ title, reason: error instanceof Error ? error.message : String(error) });
    }
    bar.update();
  }
  return crawled;
}

/** What a worker has done is all that it had to do. */
export function closeBar(): void {
  if (!bar) return;
  bar.total = bar.n;
  bar.setPostfixStr('', { refresh: false });
  bar.close();
}

/** Faults that may pass are tried again: of the network, of a server in trouble, and silence. */
async function read(url: string, { timeoutMs, tries, backoffMs }: Site): Promise<{ html: string; tries: number }> {
  for (let number = 1; ; number++) {
    const limit = AbortSignal.timeout(timeoutMs);
    let waitMs = 0;
    let reason: string;
    try {
      const response = await fetch(url, { signal: limit });
      // The limit also holds for the body.
      if (response.ok) return { html: await response.text(), tries: number };
      await response.body?.cancel();
      if (response.status < 500 && response.status !== 429) throw new Final(`status ${response.status}`);
      waitMs = Math.min(30_000, 1_000 * (Number(response.headers.get('retry-after')) || 0));
      reason = `status ${response.status}`;
    } catch (error) {
      if (error instanceof Final) throw error;
      reason = limit.aborted ? `no answer in ${timeoutMs} ms` : String(error);
    }
    if (number === tries) throw new Error(`${reason}, ${tries} times`);
    // Anywhere up to the longest wait, so that workers which failed together do not come back together.
    await setTimeout(waitMs + Math.random() * backoffMs * 2 ** (number - 1));
  }
}

/** A fault that does not pass. */
class Final extends Error {}

const isAmbiguous = (html: string) => html.includes('id="disambigbox"') || html.includes('/wiki/Category:Disambiguation_pages');

/** The text of all paragraphs, in one pass. */
function contentOf(html: string): { text: string; words: number } {
  const [, ...pieces] = html.split(/<p(?=[\s>])/);
  const paragraphs = pieces
    .map((piece) => textOf(piece.slice(piece.indexOf('>') + 1).split('</p>', 1)[0] ?? ''))
    .filter((text) => text !== '');
  const text = paragraphs.join('\n');
  return { text, words: text.split(/\s+/).length };
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'", '#160': ' ' };

function textOf(html: string): string {
  const plain = html.replace(/<sup[^<>]*>[^<>]*<\/sup>/g, '').replace(/<[^<>]*>/g, '');
  return plain.replace(/&([a-z]+|#\d+);/g, (all, name: string) => entities[name] ?? all).trim();
}
