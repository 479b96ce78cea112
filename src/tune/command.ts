import { methodNamed } from '../pixels/methods/methods.js';
import { parametersOf } from '../values/parameters.js';
import { operationOf, type Setting } from './settings.js';

/** The arguments of `imgpar equalize` for a setting, besides sources and destination. */
export function argumentsOf(setting: Setting, referenceName: string): readonly string[] {
  const { method: name, values } = setting;
  const known = parametersOf(methodNamed(name));
  const given = Object.entries(values).filter(
    ([each, text]) => text !== '' && (each === 'on' || each === 'strength' || Object.hasOwn(known, each)),
  );
  const flags = given.flatMap(([each, text]) => [`--${each.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, text]);
  const model = Object.hasOwn(known, 'reference') ? ['--reference', referenceName] : [];
  return ['--method', name, ...flags, ...model];
}

/** The whole command, to be pasted into a shell. @throws {ImgparError} `usage`, for an impossible value */
export function commandOf(setting: Setting, names: readonly string[]): string {
  operationOf(setting);
  // A name that begins with a dash would be taken for an option.
  const paths = names.map((name) => (name.startsWith('-') ? `./${name}` : name));
  const words = ['equalize', ...paths, 'out', ...argumentsOf(setting, paths[setting.reference] ?? '')];
  return `imgpar ${words.map(quoted).join(' ')}`;
}

function quoted(word: string): string {
  // A word that begins with = is a program to zsh.
  return /^[\w./,:@%+-][\w./,:=@%+-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
