import { dirname, join } from 'node:path';
import { usage } from '../../errors.js';
import type { RunEvent, RunSummary } from '../../events.js';
import type { RunOptions } from '../../options/run-options.js';
import { visible } from '../../report/visible.js';
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
  refuseFolder('--output', request.output);
  if (comparedWith === undefined) await (await import('../../page/write-report.js')).writeReport(request);
  else {
    const { writeComparison } = await import('../../page/comparison/write-comparison.js');
    await writeComparison({ ...request, destinations: [request.destination, comparedWith] });
  }
  if (!quiet) process.stderr.write(`wrote ${visible(request.output)}\n`);
}

/** Keeps what a report needs of the events of a run, and writes it when that has ended. */
export async function reportOfRun({ file, samples }: ReportChoice, { destination, inPlace }: RunOptions) {
  refuseFolder('--report', file);
  const [{ runLog }, { earlyLooks }] = await Promise.all([import('../../page/run-log.js'), import('../../page/early-looks.js')]);
  const log = runLog();
  const early = earlyLooks(samples);
  return {
    looks: early,
    /** @throws {ImgparError} `usage`, before any image is begun, if nothing will be on record to report */
    report(event: RunEvent) {
      if (event.type === 'planned' && event.complete && event.manifest === undefined)
        throw usage('--report needs the manifest, and this run keeps none: a single image has none unless --manifest names it');
      return log.report(event);
    },
    /** @returns a sentence about it; undefined for a run that ended before it had a manifest */
    async write({ manifest }: RunSummary): Promise<string | undefined> {
      if (manifest === undefined) return undefined;
      const { writeReport } = await import('../../page/write-report.js');
      const folder = inPlace ? undefined : destination;
      await writeReport({ destination: String(folder ?? dirname(manifest)), manifest, output: file, samples, log, early });
      return `wrote ${file}`;
    },
  };
}

/** Before the work, which may take hours, and not after it. */
function refuseFolder(flag: string, file: string): void {
  if (isFolder(file)) throw unexpected(flag, file, `a file; that is a folder, so name a file such as ${join(file, 'report.html')}`);
}
