// %% [markdown]
// # A crawler: titles in, a table out
//
// ```python
// def get_page(title):
//     page = requests.get(url + title)
//     for p in tree.xpath('//p'):
//         text += tree.xpath('//p')[i].text_content()
//     spark.createDataFrame([(title, text)]).write...
//
// for part in np.array_split(titles, 10):
//     pool.apply_async(get_pages, (part,))
// ```
//
// *Wrong there:* there is no time limit, so one silent server holds a worker for ever. There is no second try, and each page is a new connection. `//p` is
// searched again for each paragraph, which is quadratic. A Spark session of the driver does not work in the workers of a pool, and nobody sees that, as nobody
// calls `get()`. Ten parts have nothing to do with the number of cores.
//
// Without an address the program reads a small encyclopedia on this machine, which fails now and then as servers do.
// %%
import { writeFile } from 'node:fs/promises';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { moduleOf, Pool, split } from 'imgpar/pool';
import { progress } from 'imgpar/progress';

const work = moduleOf<typeof import('./crawl.js')>(new URL('./crawl.ts', import.meta.url));
const { startSite, stopSite, titlesOf } = moduleOf<typeof import('./site.js')>(new URL('./site.ts', import.meta.url));
// %% [markdown]
// The server runs in a worker too.
// %%
const server = new Pool({ workers: 1 });
const origin = process.argv[2] ?? (await server.apply(startSite));
const site = { origin, timeoutMs: 1_000, tries: 5, backoffMs: 100 };
const titles = await server.apply(titlesOf);
console.log(titles.length, 'titles');
// %% [markdown]
// Even parts, four for each worker, so that none waits long for the slowest. The bar of a worker counts what it has read of all.
//
// `taskTimeoutMs` is for what no limit of a request would end. A worker that dies loses the part that it reads, and no other.
// %%
const workers = 4;
const parts = split(titles, 4 * workers);
const pool = new Pool({ workers, workerExit: work.closeBar, taskTimeoutMs: 60_000 * Math.ceil(titles.length / parts.length) });
const all = progress(undefined, { desc: 'total', total: titles.length, unit: ' pages' });

async function crawlPart(part: string[]) {
  const crawled = await pool.apply(work.crawl, [site, titles.length, part]).catch((error) => {
    return { pages: [], ambiguous: [], failed: part.map((title) => ({ title, reason: String(error) })) };
  });
  all.update(part.length);
  return crawled;
}

const found = await Promise.all(parts.map(crawlPart));
all.close();
pool.close();
await pool.join();
const pages = found.flatMap((each) => each.pages);
console.log(pages.length, 'pages');
console.log('ambiguous:', found.flatMap((each) => each.ambiguous).join(', ') || 'none');
console.log(
  'failed:',
  found
    .flatMap((each) => each.failed)
    .map(({ title, reason }) => `${title} (${reason})`)
    .join(', ') || 'none',
);
console.log(
  'more than one try:',
  pages
    .filter(({ tries }) => tries > 1)
    .map(({ title, tries }) => `${title} (${tries})`)
    .join(', '),
);
// %% [markdown]
// The table, as lines of JSON and as Parquet.
// %%
await writeFile('pages.ndjson', pages.map((page) => `${JSON.stringify(page)}\n`).join(''));
const columnData = [
  { name: 'title', data: pages.map(({ title }) => title), type: 'STRING' as const },
  { name: 'url', data: pages.map(({ url }) => url), type: 'STRING' as const },
  { name: 'text', data: pages.map(({ text }) => text), type: 'STRING' as const },
  { name: 'words', data: pages.map(({ words }) => words), type: 'INT32' as const },
  { name: 'tries', data: pages.map(({ tries }) => tries), type: 'INT32' as const },
];
await writeFile('pages.parquet', new Uint8Array(parquetWriteBuffer({ columnData })));
console.log(pages[0]?.title, '|', pages[0]?.text.replaceAll('\n', ' / '));
// %%
await server.apply(stopSite);
await server.terminate();
