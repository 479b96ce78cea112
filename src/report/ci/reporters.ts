import { type Kind, text } from '../../values/kinds.js';
import type { CiReport, Surroundings } from './item.js';

type MakeReport = (surroundings: Surroundings) => CiReport;

/** The choices of `--reporter`. To add one, write a report in a separate file and add a line here. */
const reports = {
  github: async () => (await import('./github.js')).githubReport,
  gitlab: async () => (await import('./gitlab.js')).gitlabReport,
  junit: async () => (await import('./junit.js')).junitReport,
} as const satisfies Readonly<Record<string, () => Promise<MakeReport>>>;

// `Object.keys` says `string`; the table has no keys beyond its type.
const names = Object.keys(reports) as ReadonlyArray<keyof typeof reports>;

/** A report, and where it goes. */
export interface ReporterChoice {
  readonly name: keyof typeof reports;
  /** Default: stdout. */
  readonly file?: string;
}

/** `NAME`, or `NAME=FILE`. */
export const reporterKind: Kind<string> = {
  ...text,
  expected: `one of: ${names.join(', ')}; or one of them with a file, such as junit=report.xml`,
  words: names,
  isOpen: true,
  fromText: (given) => (choiceOf(given) === undefined ? undefined : given),
  movePath(given, move) {
    const { name, file } = choiceOf(given) ?? {};
    return file === undefined ? given : `${name}=${move(file)}`;
  },
};

/** What a text chooses; undefined if there is no such reporter. */
export function choiceOf(given: string): ReporterChoice | undefined {
  const at = given.indexOf('=');
  const name = names.find((each) => each === (at < 0 ? given : given.slice(0, at)));
  const file = at < 0 ? undefined : given.slice(at + 1);
  if (name === undefined || file === '') return undefined;
  return file === undefined || file === '-' ? { name } : { name, file };
}

/** Starts a report. */
export async function startReport({ name }: ReporterChoice, surroundings: Surroundings): Promise<CiReport> {
  return (await reports[name]())(surroundings);
}
