import { dirname } from 'node:path';
import type { RunSummary } from '../../events.js';
import type { RunOptions } from '../../options/run-options.js';
import { visible } from '../../report/visible.js';

/** What a run is to leave besides its results. */
export interface ReportChoice {
  readonly file: string;
  readonly samples: number;
}

/** What `imgpar report` is asked for. */
export interface ReportRequest {
  readonly destination: string;
  readonly manifest: string | undefined;
  readonly output: string;
  readonly samples: number;
  readonly quiet: boolean;
}

/** Writes the page of a folder of results. */
export async function performReport({ quiet, ...request }: ReportRequest): Promise<void> {
  const { writeReport } = await import('../../page/write-report.js');
  await writeReport(request);
  if (!quiet) process.stderr.write(`wrote ${visible(request.output)}\n`);
}

/** Keeps what a report needs of the events of a run, and writes it when that has ended. */
export async function reportOfRun({ file, samples }: ReportChoice, { destination, inPlace }: RunOptions) {
  const { runLog } = await import('../../page/run-log.js');
  const log = runLog();
  return {
    report: log.report,
    /** @returns a sentence about it */
    async write({ manifest }: RunSummary): Promise<string> {
      if (manifest === undefined) return `${file} was not written: a single image has no manifest; name one with --manifest`;
      const { writeReport } = await import('../../page/write-report.js');
      const folder = inPlace ? undefined : destination;
      await writeReport({ destination: String(folder ?? dirname(manifest)), manifest, output: file, samples, log });
      return `wrote ${file}`;
    },
  };
}
