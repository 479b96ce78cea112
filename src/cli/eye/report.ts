import { dirname, join } from 'node:path';
import { usage } from '../../errors.js';
import type { RunEvent, RunSummary } from '../../events.js';
import { requireReplaceable } from '../../history/replaceable.js';
import type { RunOptions } from '../../options/run-options.js';
import type { Viewing } from '../../page/looks.js';
import type { WorkerHost } from '../../parallel/host.js';
import { visible } from '../../report/visible.js';
import { startWorkers } from '../../run/start-workers.js';
import { isFolder } from '../../storage/file.js';
import { unexpected } from '../../values/wording.js';

/** What a run is to leave besides its results. */
export interface ReportChoice {
  readonly file: string;
  readonly samples: number;
}

/** What `imgpar report` is asked for. */
export interface ReportRequest {
  readonly destination: string;
  /** The other run, to compare two. */
  readonly comparedWith: string | undefined;
  readonly manifest: string | undefined;
  readonly output: string;
  readonly samples: number;
  readonly quiet: boolean;
}

/** Writes the page of a folder of results. */
export async function performReport({ quiet, comparedWith, ...request }: ReportRequest): Promise<void> {
  refuseUnfit('--output', request.output);
  const viewing = await view(startWorkers);
  try {
    if (comparedWith === undefined) await (await import('../../page/write-report.js')).writeReport({ ...request, ...viewing });
    else {
      const { writeComparison } = await import('../../page/comparison/write-comparison.js');
      await writeComparison({ ...request, ...viewing, destinations: [request.destination, comparedWith] });
    }
  } finally {
    await viewing.end();
  }
  if (!quiet) process.stderr.write(`wrote ${visible(request.output)}\n`);
}

/** Workers that stay until all is seen: those that a run leaves have the code that a look takes ready. */
async function view(start: () => WorkerHost): Promise<Viewing & { readonly end: () => Promise<void> }> {
  const [{ WarmWorkers }, { lookSpool }] = await Promise.all([
    import('../../distributed/warm-workers.js'),
    import('../../page/look-spool.js'),
  ]);
  const warm = new WarmWorkers(start);
  const spool = lookSpool();
  const end = async () => {
    await warm.end();
    spool.close();
  };
  return { start: warm.lend, spool, end };
}

/**
 * Keeps what a report needs of the events of a run, and writes it when that has ended.
 *
 * @param start gives the workers, which `start` of what is returned lends to the run
 */
export async function reportOfRun({ file, samples }: ReportChoice, { destination, inPlace }: RunOptions, start: () => WorkerHost) {
  refuseUnfit('--report', file);
  const [{ runLog }, { earlyLooks }] = await Promise.all([import('../../page/run-log.js'), import('../../page/early-looks.js')]);
  const log = runLog();
  const viewing = await view(start);
  const early = earlyLooks(samples, viewing.spool.folder);
  return {
    looks: early,
    start: viewing.start,
    /** Ends the workers. */
    end: viewing.end,
    /** @throws {ImgparError} `usage`, before any image is begun, if nothing will be on record to report */
    report(event: RunEvent) {
      if (event.type === 'planned' && event.complete && event.manifest === undefined)
        throw usage('--report needs the manifest, and this run keeps none: a single image has none unless --manifest names it');
      return log.report(event);
    },
    /** @returns a sentence about it; undefined for a run that ended before it had a manifest */
    async write({ manifest }: RunSummary): Promise<string | undefined> {
      if (manifest === undefined) return undefined;
      // It may be a result by now, or the manifest.
      requireReplaceable('--report', file);
      const { writeReport } = await import('../../page/write-report.js');
      const folder = inPlace ? undefined : destination;
      await writeReport({ destination: String(folder ?? dirname(manifest)), manifest, output: file, samples, log, early, ...viewing });
      return `wrote ${file}`;
    },
  };
}

/** Before the work, which may take hours, and not after it. */
function refuseUnfit(flag: string, file: string): void {
  if (file === '-') throw unexpected(flag, file, 'a file; pages do not go to stdout');
  if (isFolder(file)) throw unexpected(flag, file, `a file; that is a folder, so name a file such as ${join(file, 'report.html')}`);
  requireReplaceable(flag, file);
}
