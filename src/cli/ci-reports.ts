import { appendFileSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { failureOf, ImgparError, messageOf } from '../errors.js';
import { addTo, emptySummary, type RunEvent, type Totals } from '../events.js';
import { asGiven } from '../given-paths.js';
import { requireReplaceable } from '../history/replaceable.js';
import { Spool } from '../plan/spool.js';
import { type CiReport, type Item, itemOf } from '../report/ci/item.js';
import { type ReporterChoice, startReport } from '../report/ci/reporters.js';
import { newToken, retireToken } from '../storage/run-token.js';
import { writePartsAtomic } from '../storage/write-atomic.js';
import type { Output } from './output.js';

/** GitHub drops a page of more than 1 MiB whole. */
const maxPageBytes = 900_000;

interface Running {
  readonly choice: ReporterChoice;
  readonly report: CiReport;
  /** What the items have added: in memory while it is little. */
  readonly body: Spool;
}

/** The reports for the system that a pipeline runs on: of one run, or of several that write into the same ones. */
export class CiReports {
  readonly #reports: readonly Running[];
  readonly #stdout: Output;

  static async start(choices: readonly ReporterChoice[], stdout: Output): Promise<CiReports> {
    for (const { file } of choices) if (file !== undefined) requireReplaceable('--reporter', file);
    const reports = choices.map(async (choice) => ({
      choice,
      report: await startReport(choice, { place: placeIn(repository()) }),
      body: new Spool(),
    }));
    return new CiReports(await Promise.all(reports), stdout);
  }

  private constructor(reports: readonly Running[], stdout: Output) {
    this.#reports = reports;
    this.#stdout = stdout;
  }

  /** A reporter for one run. */
  forRun(): (event: RunEvent) => Promise<void> {
    let shown = (text: string) => text;
    const summary: Totals = { ...emptySummary };
    return async (event) => {
      addTo(summary, event);
      if (event.type === 'planned') shown = asGiven(event.given ?? []);
      if (event.type === 'run-finished') for (const { report } of this.#reports) report.conclude(event.summary);
      const item = itemOf(event);
      if (item) await this.add(item.message === undefined ? item : { ...item, message: shown(named(item.path, item.message)) });
    };
  }

  async add(item: Item): Promise<void> {
    for (const { report, body } of this.#reports) {
      const text = report.add(item);
      if (text !== '') await body.append(Buffer.from(text));
    }
  }

  /** Tells why a command ended, or a job. */
  async fail(error: unknown): Promise<void> {
    const code = error instanceof ImgparError ? error.code : failureOf(error).code;
    await this.add({ state: 'failed', code, message: messageOf(error) });
  }

  /** Writes all reports. @throws {ImgparError} `unwritable` */
  async close(): Promise<void> {
    for (const { choice, report, body } of this.#reports) {
      try {
        await this.#write(choice, partsOf(report, body));
        writePage(report);
      } finally {
        await body.close();
      }
    }
  }

  async #write({ file }: ReporterChoice, parts: AsyncIterable<Buffer>): Promise<void> {
    if (file === undefined) {
      for await (const part of parts) await this.#stdout.write(part);
      return;
    }
    const token = newToken();
    try {
      await writePartsAtomic(resolve(file), parts, { owner: { token, id: 'report' } });
    } finally {
      retireToken(token);
    }
  }
}

/** A message that names its file. */
function named(path: string | undefined, message: string): string {
  return path === undefined || message.includes(path) ? message : `${path}: ${message}`;
}

async function* partsOf(report: CiReport, body: Spool): AsyncGenerator<Buffer> {
  const { before, after } = report.frame();
  yield Buffer.from(before);
  for (let offset = 0; offset < body.size; offset += 2 ** 20) yield await body.read(offset, Math.min(2 ** 20, body.size - offset));
  yield Buffer.from(after);
}

/** Adds to the page of the step that GitHub shows. */
function writePage(report: CiReport): void {
  const path = process.env.GITHUB_STEP_SUMMARY;
  if (!path || report.page === undefined) return;
  const present = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  try {
    appendFileSync(path, report.page(maxPageBytes - present));
  } catch (error) {
    throw new ImgparError('unwritable', `cannot write the summary of the step to ${path}: ${messageOf(error)}`, { cause: error });
  }
}

/** The root of the repository as the systems name it; by default the current folder. */
function repository(): string {
  return resolve(process.env.GITHUB_WORKSPACE || process.env.CI_PROJECT_DIR || '');
}

function placeIn(root: string): (path: string) => string | undefined {
  return (path) => {
    const place = relative(root, resolve(path));
    return place === '' || place.startsWith('..') || isAbsolute(place) ? undefined : place.split(sep).join('/');
  };
}
