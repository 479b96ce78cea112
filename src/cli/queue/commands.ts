import { setTimeout as wait } from 'node:timers/promises';
import { openServer } from '../../distributed/open-server.js';
import { progressOfRun, type RunProgress } from '../../distributed/progress-of-run.js';
import { leaseTimes } from '../../distributed/queue.js';
import type { QueuedRun, QueueServer } from '../../distributed/queue-server.js';
import { submit } from '../../distributed/submit.js';
import { type WorkEvent, work } from '../../distributed/work.js';
import { usage } from '../../errors.js';
import { visible } from '../../report/visible.js';
import { tuneProgram } from '../../v8-tuning.js';
import { counted } from '../../values/wording.js';
import { EXIT, signalled } from '../exit.js';
import { interruption } from '../interruption.js';
import type { Output } from '../output.js';
import type { Control, QueueCommand } from './args.js';
import { prometheusText, statusLines } from './status-text.js';

type Of<Kind> = Extract<QueueCommand, { kind: Kind }>;

/** Does what the command line asks of a queue. @returns the exit code */
export async function performOnQueue(command: QueueCommand, stdout: Output): Promise<number> {
  const { lockMs = leaseTimes.lockMs, checkMs = leaseTimes.checkMs } = command.kind === 'work' ? command : {};
  const server = await openServer(command.place.url, { lockMs, checkMs });
  try {
    if (server.notice !== undefined) tell(`note: ${server.notice}`);
    switch (command.kind) {
      case 'submit':
        return await submitAndFollow(server, command, stdout);
      case 'work':
        return await workUntilTold(server, command, { lockMs, checkMs });
      case 'status':
        return await showStatus(server, command, stdout);
      case 'control':
        return await controlRun(server, command);
    }
  } finally {
    await server.close();
  }
}

async function submitAndFollow(server: QueueServer, { options, images, follow }: Of<'submit'>, stdout: Output): Promise<number> {
  const { description, ranges, lines } = await submit(server, options, images);
  const { run, destination } = description;
  tell(`run ${run}: ${counted(lines, 'line')} in ${counted(ranges, 'range')}, to ${visible(destination)}`);
  await stdout.write(`${run}\n`);
  if (!follow) return EXIT.ok;
  const [last] = await untilOver(server, (each) => each.run === run, drawing());
  if (last?.state !== 'done' || last.broken.length > 0) return EXIT.stale;
  tell(`done; imgpar merge ${visible(destination)} proves that nothing is missing`);
  return last.images.failed > 0 ? EXIT.imagesFailed : EXIT.ok;
}

async function workUntilTold(server: QueueServer, command: Of<'work'>, times: { lockMs: number; checkMs: number }): Promise<number> {
  const { place, untilDone, workers, maxMemoryBytes, quiet } = command;
  const ending = interruption({ tell });
  tuneProgram();
  try {
    const why = await work(server, {
      run: place.run,
      untilDone,
      workers,
      maxMemoryBytes,
      times,
      worker: String(process.pid),
      signal: ending.signals.signal,
      tell: (event) => {
        if (!quiet || event.type === 'unreachable') tell(sentenceOf(event));
      },
    });
    if (typeof why === 'object') {
      tell(`imgpar: this machine failed three times in a row, so it leaves: ${visible(why.fault.message)}`);
      return EXIT.hostFault;
    }
    return ending.signal ? signalled(ending.signal) : EXIT.ok;
  } finally {
    ending.close();
  }
}

function sentenceOf(event: WorkEvent): string {
  if (event.type === 'unreachable') return visible(`${event.message}; trying again`);
  const { start, end } = event.range;
  const name = `run ${event.run}, range ${start}-${end}`;
  if (event.type === 'range-taken') return event.attempt > 1 ? `${name}: begun, attempt ${event.attempt}` : `${name}: begun`;
  const { how, images, fault } = event.end;
  const counts = `${counted(images.done, 'image')} done, ${images.failed} failed, ${images.skipped} skipped`;
  return visible(`${name}: ${endings[how]}${fault ? `: ${fault.message}` : ''}; ${counts}`);
}

const endings = {
  done: 'done',
  stopped: 'stopped, and the rest given back',
  lost: 'another worker has it now',
  cancelled: 'cancelled',
  fault: 'given back, as this machine failed',
  broken: 'cannot be done',
} as const;

async function showStatus(server: QueueServer, { place, form, follow }: Of<'status'>, stdout: Output): Promise<number> {
  const isWanted = ({ run }: QueuedRun) => place.run === undefined || run === place.run;
  if (place.run !== undefined) await theRun(server, place.run);
  if (follow && form === 'text') {
    await untilOver(server, isWanted, drawing());
    return EXIT.ok;
  }
  const print = async (runs: readonly RunProgress[]) => void (await stdout.write(textOf(runs, form)));
  if (follow) await untilOver(server, isWanted, print);
  else await print(await progressOf(server, isWanted));
  return EXIT.ok;
}

function textOf(runs: readonly RunProgress[], form: Of<'status'>['form']): string {
  if (form === 'json') return `${JSON.stringify({ runs })}\n`;
  if (form === 'prometheus') return prometheusText(runs);
  if (runs.length === 0) return 'no run was submitted to this queue\n';
  return runs.flatMap((run) => [...statusLines(run), '']).join('\n');
}

async function controlRun(server: QueueServer, { place, control }: Of<'control'>): Promise<number> {
  const run = await theRun(server, place.run);
  tell(`run ${run}: ${await controls[control](server, run)}`);
  return EXIT.ok;
}

const controls: Readonly<Record<Control, (server: QueueServer, run: string) => Promise<string>>> = {
  pause: async (server, run) => {
    await server.pause(run);
    return 'paused; workers finish the ranges that they have';
  },
  resume: async (server, run) => {
    await server.resume(run);
    return 'goes on';
  },
  cancel: async (server, run) => {
    await server.cancel(run);
    return 'cancelled; what is done stays, and submitting it again goes on from there';
  },
  'retry-failed': async (server, run) => `${counted(await server.retryFailed(run), 'range')} with failed images will be done again`,
};

/** The run that is meant. @throws {ImgparError} `usage`, if there is none, or several */
async function theRun(server: QueueServer, named: string | undefined): Promise<string> {
  const runs = (await server.runs()).map(({ run }) => run);
  const list = runs.length === 0 ? 'there is none' : `there are: ${runs.join(', ')}`;
  if (named !== undefined) {
    if (runs.includes(named)) return named;
    throw usage(`no run ${JSON.stringify(named)} in this queue, ${list}`);
  }
  const [only, ...others] = runs;
  if (only === undefined) throw usage('no run was submitted to this queue');
  if (others.length > 0) throw usage(`this queue has several runs; name one with --run, ${list}`);
  return only;
}

async function progressOf(server: QueueServer, isWanted: (run: QueuedRun) => boolean): Promise<RunProgress[]> {
  const progress: RunProgress[] = [];
  for (const run of (await server.runs()).filter(isWanted))
    progress.push(progressOfRun(run, await server.queue(run.run).status(), Date.now()));
  return progress;
}

/** Shows runs again and again until all are over. A status reads all ranges, so it may take only a part of the time. */
async function untilOver(
  server: QueueServer,
  isWanted: (run: QueuedRun) => boolean,
  show: (runs: readonly RunProgress[]) => void | Promise<void>,
): Promise<readonly RunProgress[]> {
  for (;;) {
    const startedAt = Date.now();
    const runs = await progressOf(server, isWanted).catch(() => undefined);
    if (runs) await show(runs);
    if (runs?.every(({ state }) => state === 'done' || state === 'cancelled')) return runs;
    await wait(Math.max(process.stderr.isTTY ? 1_000 : 5_000, 10 * (Date.now() - startedAt)));
  }
}

/** Draws over what it drew before; where that cannot be, it only adds a line. */
function drawing(): (runs: readonly RunProgress[]) => void {
  let drawn = 0;
  return (runs) => {
    const { isTTY, columns = 80, rows = 24 } = process.stderr;
    if (!isTTY) {
      for (const run of runs) process.stderr.write(`${statusLines(run).slice(0, 2).join('')}\n`);
      return;
    }
    const lines = runs.flatMap((run) => statusLines(run, columns));
    const shown = lines.slice(0, rows - 1).map((line) => line.slice(0, columns - 1));
    process.stderr.write(`${drawn > 0 ? `\x1b[${drawn}A\x1b[0J` : ''}${shown.join('\n')}\n`);
    drawn = shown.length;
  };
}

function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
