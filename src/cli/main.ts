import { basename, resolve } from 'node:path';
import { codeOf, failureOf, ImgparError, messageOf, usage } from '../errors.js';
import { addTo, emptySummary, type Reporter, type RunEvent, type Totals } from '../events.js';
import { asGiven } from '../given-paths.js';
import type { WorkerHost } from '../parallel/host.js';
import type { ReporterChoice } from '../report/ci/reporters.js';
import { progressStyle } from '../report/progress-styles.js';
import { wantsColour } from '../report/terminal.js';
import { together } from '../report/together.js';
import { visible } from '../report/visible.js';
import type { Stale } from '../run/check.js';
import type { Intention } from '../run/dry-run.js';
import { startWorkers } from '../run/start-workers.js';
import { reasonOf } from '../storage/reasons.js';
import { tuneProgram, tuneProgramFor } from '../v8-tuning.js';
import type { Command, Job } from './args.js';
import type { CiReports } from './ci-reports.js';
import { EXIT, exitCode } from './exit.js';
import { interruption } from './interruption.js';

import { Output } from './output.js';
import type { MeterRequest } from './pipe-meter.js';
import { restoreOriginals } from './restore.js';

/** Runs the program; gives the exit code. Loads only what the command needs, so that `--help` appears at once. */
export async function main(argv: readonly string[]): Promise<number> {
  // An unreadable progress display is no reason to end a run.
  process.stderr.on('error', () => {});
  const stdout = new Output(process.stdout, 'stdout');
  let workers: WorkerHost | undefined;
  try {
    if (argv[0] === 'complete') return await complete(argv.slice(1), stdout);
    if (needsWorkers(argv)) workers = startWorkers();
    const [{ parseArgs }, { configFor }] = await Promise.all([import('./args.js'), import('./config.js')]);
    const command = parseArgs(argv, helpColumns(), await configFor(argv));
    const reports = await reportsOf(command, stdout);
    const code = await perform(command, { stdout, workers, reports }).catch((error) => complain(error, reports));
    await reports?.close();
    return code;
  } catch (error) {
    return await complain(error);
  } finally {
    await workers?.kill();
  }
}

/** What a command works with. */
interface Surroundings {
  readonly stdout: Output;
  /** Started already, as that takes time. */
  readonly workers: WorkerHost | undefined;
  /** The reports for a CI system; undefined if there are none. */
  readonly reports: CiReports | undefined;
}

async function reportsOf(command: Command, stdout: Output): Promise<CiReports | undefined> {
  const choices = command.kind === 'jobs' ? command.jobs.flatMap((job) => choicesOf(job.command)) : choicesOf(command);
  if (choices.length === 0) return undefined;
  const { CiReports } = await import('./ci-reports.js');
  const distinct = new Map(choices.map((choice) => [JSON.stringify(choice), choice]));
  return CiReports.start([...distinct.values()], stdout);
}

function choicesOf(command: Command): readonly ReporterChoice[] {
  return 'reporters' in command ? command.reporters : [];
}

/** Shows why a command, or a job, ended. @returns the exit code */
async function complain(error: unknown, reports?: CiReports, job?: string): Promise<number> {
  await reports?.fail(error);
  const where = job === undefined ? '' : `job ${job}: `;
  process.stderr.write(`imgpar: ${visible(where + (await sentenceOf(error)))}\n`);
  return error instanceof ImgparError && error.code === 'usage' ? EXIT.usage : EXIT.imagesFailed;
}

/**
 * Whether the arguments look like a run. Workers take as long to start as the arguments to parse, 0.1 s, so they are started first; after a
 * wrong guess they are ended again.
 */
function needsWorkers([command, ...others]: readonly string[]): boolean {
  return (command === 'equalize' || command === 'run') && !others.some((word) => workless.includes(word));
}

const workless: readonly string[] = ['--help', '-h', '--version', '--dry-run', '--print-config'];

async function perform(command: Command, surroundings: Surroundings): Promise<number> {
  const { stdout } = surroundings;
  switch (command.kind) {
    case 'text':
      await stdout.write(`${command.text}\n`);
      return EXIT.ok;
    case 'help':
      return helpWithMethod(command, stdout);
    case 'methods':
      return listMethods(stdout);
    case 'formats':
      return listFormats(stdout);
    case 'doctor':
      return doctor(stdout);
    case 'preview':
      return drawPreview(command.image, command.output);
    case 'progress':
      return meter(command.request, stdout);
    case 'check':
      return listStale(command, surroundings);
    case 'verify':
      return listDifferences(command, stdout);
    case 'report':
      await (await import('./eye/report.js')).performReport(command.request);
      return EXIT.ok;
    case 'restore':
      return restoreOriginals(command.backup, command.options, command.quiet, stdout);
    case 'equalize':
      return command.dryRun ? listIntentions(command, stdout) : equalize(command, surroundings);
    case 'watch':
      await (await import('./watch.js')).watchFolders(command, { ...surroundings, complain });
      return EXIT.ok;
    case 'jobs':
      return performAll(command.jobs, surroundings);
    case 'init':
      return init();
    case 'completion':
      await stdout.write((await import('./shell/scripts.js')).completionScripts[command.shell]);
      return EXIT.ok;
    case 'list':
      await (await import('./machines/list.js')).performList(command.request);
      return EXIT.ok;
    case 'queue':
      return (await import('./queue/commands.js')).performOnQueue(command.command, stdout);
    case 'tune':
      return (await import('./eye/tune.js')).performTune(command.request, stdout);
    case 'stats':
      return (await import('./eye/stats.js')).performStats(command.request, stdout);
    case 'merge':
      return (await import('./machines/merge.js')).performMerge(command.request, stdout);
  }
}

/** Does one job after the other, whatever becomes of those before; a signal ends them all. @returns the worst exit code */
async function performAll(jobs: readonly Job[], surroundings: Surroundings): Promise<number> {
  let worst: number = EXIT.ok;
  let { workers } = surroundings;
  for (const { name, command } of jobs) {
    if (jobs.length > 1 && !('quiet' in command && command.quiet)) process.stderr.write(`job ${visible(name)}\n`);
    worst = Math.max(
      worst,
      await perform(command, { ...surroundings, workers }).catch((error) => complain(error, surroundings.reports, name)),
    );
    if (worst > 128) break;
    // A run ends its workers.
    workers = undefined;
  }
  return worst;
}

/** Answers a shell that completes a command. Wrong configurations are no business of it, and those that are programs are not run. */
async function complete([separator, ...words]: readonly string[], stdout: Output): Promise<number> {
  const [{ completionsOf, completionText }, { configFor }] = await Promise.all([import('./shell/complete.js'), import('./config.js')]);
  const trimmed = [...(separator === '--' ? [] : [separator ?? '']), ...words].map((word, index, all) =>
    index === all.length - 1 ? word.trim() : word,
  );
  const config = await configFor(trimmed, { dataOnly: true }).catch(() => undefined);
  await stdout.write(completionText(completionsOf(trimmed, config)));
  return EXIT.ok;
}

async function init(): Promise<number> {
  const { writeStarter } = await import('./init.js');
  process.stderr.write(`wrote ${writeStarter()}; imgpar run does its jobs\n`);
  return EXIT.ok;
}

async function helpWithMethod({ command, method }: Extract<Command, { kind: 'help' }>, stdout: Output): Promise<number> {
  const [{ describeModule }, { helpText }] = await Promise.all([import('../run/trial.js'), import('./help.js')]);
  const described = await describeModule(method);
  await stdout.write(`${helpText(command, helpColumns(), described)}\n`);
  return EXIT.ok;
}

async function listMethods(stdout: Output): Promise<number> {
  const { methods } = await import('../index.js');
  const width = Math.max(...methods.map(({ name }) => name.length));
  await stdout.write(methods.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}\n`).join(''));
  return EXIT.ok;
}

async function listFormats(stdout: Output): Promise<number> {
  const { formatLines } = await import('./formats.js');
  await stdout.write(`${formatLines().join('\n')}\n`);
  return EXIT.ok;
}

async function doctor(stdout: Output): Promise<number> {
  const { diagnose } = await import('./doctor.js');
  const { text, healthy } = await diagnose();
  await stdout.write(text);
  return healthy ? EXIT.ok : EXIT.imagesFailed;
}

async function meter(request: MeterRequest, stdout: Output): Promise<number> {
  const { meterPipe } = await import('./pipe-meter.js');
  await meterPipe(request, process.stdin, stdout);
  return EXIT.ok;
}

async function drawPreview(image: string, output = `${basename(image)}.preview.png`): Promise<number> {
  const [{ previewFile }, { isSameFile }] = await Promise.all([import('../index.js'), import('../storage/file.js')]);
  if (isSameFile(image, output)) throw usage(`the preview would replace ${image}; name another file with --output`);
  await previewFile(image, output);
  process.stderr.write(`wrote ${visible(output)}\n`);
  return EXIT.ok;
}

async function listStale({ options, quiet }: Extract<Command, { kind: 'check' }>, { stdout, reports }: Surroundings): Promise<number> {
  const [{ check }, { formatMisnamed, formatWithheld }] = await Promise.all([import('../index.js'), import('../report/summary.js')]);
  const told = await listener(quiet);
  const report = together(told.report, reports?.forRun());
  let stale = 0;
  for await (const { source, destination, reason } of check(options, { report })) {
    stale += 1;
    const named = reason === 'source-gone' || reason === 'result-missing' || reason === 'result-changed' ? destination : source;
    await reports?.add({ state: 'failed', path: named, code: reason, message: `${told.shown(named)}: ${staleWords[reason]}` });
    // One line is enough to know the exit code.
    if (!(await stdout.write(`${visible(told.shown(named))}: ${staleWords[reason]}\n`))) return EXIT.stale;
  }
  process.stderr.write(formatWithheld(told.summary));
  if (!quiet) process.stderr.write(formatMisnamed(told.summary));
  const isUpToDate = stale === 0 && told.summary.withheld.length === 0;
  if (!quiet) process.stderr.write(isUpToDate ? 'everything is up to date\n' : `${stale} missing or out of date; nothing was written\n`);
  return isUpToDate ? EXIT.ok : EXIT.stale;
}

const staleWords: Readonly<Record<Stale['reason'], string>> = {
  'no-result': 'not done yet',
  failed: 'failed last time',
  'options-changed': 'done with other options',
  'source-changed': 'has changed since it was done',
  'mask-changed': 'its mask has changed since it was done',
  'result-missing': 'the result is missing',
  'result-changed': 'the result is not what was written',
  'source-gone': 'its source is gone',
};

async function listDifferences({ destination, manifest, quiet }: Extract<Command, { kind: 'verify' }>, stdout: Output): Promise<number> {
  const { verify } = await import('../index.js');
  const shown = asGiven([{ path: resolve(destination), given: destination }]);
  const counts = { intact: 0, missing: 0, changed: 0, unreadable: 0 };
  for (const { destination: path, state } of verify(destination, manifest === undefined ? {} : { manifest })) {
    counts[state] += 1;
    if (state !== 'intact' && !(await stdout.write(`${visible(shown(path))}: ${state}\n`))) return EXIT.imagesFailed;
  }
  const { intact, ...different } = counts;
  const differences = Object.values(different).reduce((sum, count) => sum + count, 0);
  if (!quiet) process.stderr.write(`${intact} as written${differences > 0 ? `, ${differences} not` : ''}\n`);
  return differences > 0 ? EXIT.imagesFailed : EXIT.ok;
}

type EqualizeCommand = Extract<Command, { kind: 'equalize' }>;

async function equalize({ options, progress, quiet, report }: EqualizeCommand, surroundings: Surroundings): Promise<number> {
  const { stdout, workers = startWorkers(), reports } = surroundings;
  const [{ runWith }, { formatSummary, formatTroubles }] = await Promise.all([import('../run/run.js'), import('../report/summary.js')]);
  const { start, writesData } = progressStyle(progress, quiet, process.stderr);
  const shown = await start({ stdout: stdout.stream, stderr: process.stderr });
  const ending = interruption({ tell: (sentence) => shown?.note?.(sentence), events: writesData && stdout.stream });
  const warn = quiet ? undefined : await warner(shown?.note ?? writeLine);
  const page = report && (await (await import('./eye/report.js')).reportOfRun(report, options, () => workers));
  // Node recompiles its own modules under flags other than those it was built with, so set the flags after they are loaded.
  tuneProgram();
  try {
    const listeners = { report: together(shown, keepMemorySmall, warn, reports?.forRun(), page?.report), ...ending.signals };
    const summary = await runWith(page?.start ?? (() => workers), options, listeners, undefined, undefined, undefined, page?.looks);
    shown?.close?.();
    process.stderr.write(quiet ? formatTroubles(summary) : formatSummary(summary, { colour: wantsColour(process.stderr) }));
    const written = await page?.write(summary);
    if (written !== undefined && !quiet) writeLine(written);
    // The same Ctrl-C may have ended the reader of the events.
    if (writesData && !ending.signal) await stdout.requireDelivery();
    return exitCode(summary, ending);
  } finally {
    await page?.end();
    shown?.close?.();
    ending.close();
  }
}

/** Keeps the memory of a long run small. */
function keepMemorySmall(event: RunEvent): void {
  if (event.type === 'planned') tuneProgramFor(event.found);
}

async function listIntentions({ options, quiet, report }: EqualizeCommand, stdout: Output): Promise<number> {
  const { dryRun } = await import('../index.js');
  if (report && !quiet) writeLine('no report is written: with --dry-run, nothing is done that it could show');
  const told = await listener(quiet);
  const counts = { equalize: 0, skip: 0, fail: 0 };
  for await (const item of dryRun(options, { report: told.report })) {
    counts[item.action] += 1;
    if (!(await stdout.write(`${visible(told.shown(intentionLine(item)))}\n`))) return EXIT.ok;
  }
  if (!quiet)
    process.stderr.write(`${counts.equalize} to equalise, ${counts.skip} to skip, ${counts.fail} would fail; nothing was written\n`);
  return counts.fail > 0 ? EXIT.imagesFailed : EXIT.ok;
}

function intentionLine(item: Intention): string {
  switch (item.action) {
    case 'equalize':
      return `${item.source} -> ${item.destination}`;
    case 'skip':
      return `${item.source} skipped: ${item.reason}${item.looksLike === undefined ? '' : ` (${item.looksLike})`}`;
    case 'fail':
      return `${item.source} fails: ${item.failure.message}`;
  }
}

/** Collects events while nothing is run, and prints warnings. */
async function listener(quiet: boolean) {
  const warn = quiet ? undefined : await warner(writeLine);
  const told = {
    summary: { ...emptySummary } as Totals,
    /** A text with its paths as the user wrote them. */
    shown: (text: string) => text,
    report(event: RunEvent) {
      addTo(told.summary, event);
      if (event.type === 'planned') told.shown = asGiven(told.summary.given);
      warn?.(event);
    },
  };
  return told;
}

/** Prints warnings as soon as they arrive. */
async function warner(write: (sentence: string) => void): Promise<Reporter> {
  const { withFlagNames } = await import('./flag-names.js');
  return (event) => {
    if (event.type === 'warning') write(`warning: ${withFlagNames(event.warning.message)}`);
  };
}

function writeLine(sentence: string): void {
  process.stderr.write(`${visible(sentence)}\n`);
}

/** Wide enough to read, never wider than the terminal, which is also where a pager shows it. */
function helpColumns(): number {
  return Math.min(100, process.stdout.columns ?? process.stderr.columns ?? 80);
}

/** Gives the sentence that a user sees; an error that nothing else explains is a fault of imgpar. */
async function sentenceOf(error: unknown): Promise<string> {
  if (error instanceof ImgparError) {
    if (error.code !== 'usage') return error.message;
    const { withFlagNames } = await import('./flag-names.js');
    return withFlagNames(error.message);
  }
  if (isSystemError(error)) return systemSentence(error);
  const { code, message } = failureOf(error);
  if (code !== 'internal') return message;
  return `internal error: ${messageOf(error)}; please report it`;
}

interface SystemError extends Error {
  readonly code: string;
  readonly syscall: string;
  readonly path?: string;
}

function isSystemError(error: unknown): error is SystemError {
  return codeOf(error) !== undefined && 'syscall' in (error as object);
}

/** Explains a system error that no caller has put into words. */
function systemSentence(error: SystemError): string {
  if (error.syscall === 'uv_cwd') return 'the current folder no longer exists; change to another one';
  return `${error.path ?? `the system refused "${error.syscall}"`}: ${reasonOf(error)}`;
}
