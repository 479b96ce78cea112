import type { RunEvent } from '../events.js';
import { progressStyle } from '../report/progress-styles.js';
import { formatSummary, formatTroubles } from '../report/summary.js';
import { wantsColour } from '../report/terminal.js';
import { together } from '../report/together.js';
import { visible } from '../report/visible.js';
import { startWorkers } from '../run/start-workers.js';
import { watch } from '../watch/watch.js';
import type { Command } from './args.js';
import type { CiReports } from './ci-reports.js';
import { interruption } from './interruption.js';
import type { Output } from './output.js';

interface Surroundings {
  readonly stdout: Output;
  readonly reports: CiReports | undefined;
  /** Shows why something could not be done. */
  readonly complain: (error: unknown) => Promise<unknown>;
}

/** Equalises again whenever something changes, until a signal ends it. */
export async function watchFolders(
  { options, progress, quiet }: Extract<Command, { kind: 'watch' }>,
  { stdout, reports, complain }: Surroundings,
): Promise<void> {
  const style = progressStyle(progress, quiet, process.stderr);
  const tell = (sentence: string) => void process.stderr.write(`${visible(sentence)}\n`);
  const ending = interruption({ tell: () => {}, events: style.writesData && stdout.stream });
  let shown: Awaited<ReturnType<typeof style.start>>;
  let told: unknown;
  try {
    await watch(options, {
      start: startWorkers,
      ...ending.signals,
      report: async () => {
        shown = await style.start({ stdout: stdout.stream, stderr: process.stderr });
        return together(shown, reports?.forRun(), reset);
      },
      onRun: (summary) => {
        shown?.close?.();
        process.stderr.write(quiet ? formatTroubles(summary) : formatSummary(summary, { colour: wantsColour(process.stderr) }));
      },
      onIdle: () => quiet || tell('watching for changes; Ctrl-C ends'),
      onTrouble: (error) => {
        // The same trouble comes back with every look.
        if (String(error) !== told) void complain(error);
        told = String(error);
      },
      onPolling: (why) => tell(`warning: ${why}`),
    });
    if (style.writesData) await stdout.requireDelivery();
  } finally {
    shown?.close?.();
    ending.close();
  }

  function reset({ type }: RunEvent): void {
    if (type === 'run-finished') told = undefined;
  }
}
