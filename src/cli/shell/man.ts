import { sections } from '../../options/row.js';
import { version } from '../../version.js';
import { type CommandPage, commandPages } from '../commands.js';
import type { Flags } from '../flags.js';

/**
 * The manual page, for `man imgpar`.
 *
 * @param date of the build, as 2026-11-29
 */
export function manualPage(date: string): string {
  const { equalize, ...others } = commandPages;
  return [
    `.TH IMGPAR 1 "${date}" "imgpar ${version}" "User Commands"`,
    '.SH NAME',
    `imgpar \\- equalise the histograms of whole folders of images, in parallel`,
    '.SH SYNOPSIS',
    ...Object.entries(commandPages).flatMap(([name, { usage }], index) => [
      ...(index > 0 ? ['.br'] : []),
      `.B imgpar ${name}`,
      ...(usage ? [escaped(usage)] : []),
    ]),
    '.SH DESCRIPTION',
    escaped('The commands equalize, check and run take the same options, and so does a configuration file.'),
    ...commandParts('equalize', equalize!, false),
    '.SH OPTIONS',
    ...optionParts(equalize!.flags),
    '.SH OTHER COMMANDS',
    ...Object.entries(others).flatMap(([name, page]) => commandParts(name, page, page.flags !== equalize!.flags)),
    '.SH EXAMPLES',
    ...Object.values(commandPages).flatMap(({ examples = [] }) => examples.flatMap(exampleParts)),
    '.SH FILES',
    '.TP',
    '.I imgpar.config.json, imgpar.config.mjs, imgpar.config.ts, package.json',
    'Options, presets and jobs, here or in a folder above, within the repository.',
    '.TP',
    '.I .imgpar.jsonl',
    'The manifest in the output folder: what was made from what.',
    '',
  ].join('\n');
}

function commandParts(name: string, { usage, about, ending, flags }: CommandPage, withOptions: boolean): string[] {
  return [
    `.SS ${escaped(`imgpar ${name} ${usage}`.trim())}`,
    escaped(about),
    ...(ending ? ['.PP', ...ending.split('\n').flatMap((line, index) => (index > 0 ? ['.br', escaped(line)] : [escaped(line)]))] : []),
    ...(withOptions ? optionParts(flags, false) : []),
  ];
}

function optionParts(flags: Flags, titled = true): string[] {
  return sections.flatMap((section) => {
    const rows = Object.entries(flags).filter(([, row]) => row.section === section);
    if (rows.length === 0) return [];
    return [...(titled ? [`.SS ${escaped(section)}`] : []), ...rows.flatMap(([flag, row]) => optionPart(flag, row))];
  });
}

function optionPart(flag: string, { kind, help, alias, default: byDefault, defaultText }: Flags[string]): string[] {
  const standard = defaultText ?? (byDefault === undefined || kind.isSwitch ? undefined : kind.toText(byDefault));
  const short = alias === undefined ? '' : `\\fB\\-${alias}\\fR, `;
  const value = kind.isSwitch ? '' : ' \\fIVALUE\\fR';
  const words = kind.words && !kind.isOpen ? ` One of: ${kind.words.join(', ')}.` : '';
  return [
    '.TP',
    `${short}\\fB${escaped(`--${flag}`)}\\fR${value}`,
    escaped(`${help}.${words}${standard === undefined ? '' : ` Default: ${standard}.`}`),
  ];
}

function exampleParts([does, command]: readonly [string, string]): string[] {
  return ['.TP', `.B ${escaped(command)}`, escaped(`${does[0]!.toUpperCase()}${does.slice(1)}.`)];
}

/** Text in which nothing is a request or an escape. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replace(/^(?=[.'])/gm, '\\&')
    .replace(/'/g, '\\(aq');
}
