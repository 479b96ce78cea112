import { ImgparError } from '../errors.js';
import type { Method } from '../pixels/methods/method.js';
import { methodNamed, methods } from '../pixels/methods/methods.js';
import type { AnyOperation } from '../pixels/operation.js';
import { colourModes } from '../pixels/pictures/picture.js';
import { kindOf, parametersOf, parameterValue } from '../values/parameters.js';

/** What one column of the page shows, as the controls have it: texts, of which an empty one means the default. */
export interface Setting {
  readonly method: string;
  /** Parameters by name, `on` and `strength`. */
  readonly values: Readonly<Record<string, string>>;
  /** Number of the image that `match` takes as its model. */
  readonly reference: number;
}

/** A control of the page. */
export interface Control {
  readonly name: string;
  readonly help: string;
  /** What applies if it is empty. */
  readonly default: string;
  /** The possible texts. */
  readonly words?: readonly string[];
  /** For a slider. */
  readonly range?: readonly [min: number, max: number];
}

/** A method, as the page shows it. */
export interface MethodControls {
  readonly name: string;
  readonly summary: string;
  readonly needsReference: boolean;
  readonly controls: readonly Control[];
}

/** Every method with its controls, from the tables of their parameters. */
export function methodControls(): readonly MethodControls[] {
  return methods.map((method) => ({
    name: method.name,
    summary: method.summary,
    needsReference: Object.hasOwn(method.defaults, 'reference'),
    controls: [...parameterControls(method), ...commonControls],
  }));
}

const commonControls: readonly Control[] = [
  { name: 'on', help: 'what to equalise in a colour image', default: 'luma, or what the dialect does', words: colourModes },
  { name: 'strength', help: 'from 0, the original, to 1, the full effect', default: '1', range: [0, 1] },
];

function parameterControls(method: Method): Control[] {
  return Object.entries(parametersOf(method))
    .filter(([, row]) => !row.isInternal)
    .map(([name, row]) => {
      const kind = kindOf(row);
      const range = sliders[name];
      return {
        name,
        help: row.help ?? '',
        default: row.defaultText ?? kind.toText(row.default),
        ...(kind.words && { words: kind.words }),
        ...(range && { range }),
      };
    });
}

/** Where a slider ends for a parameter without a largest value; larger ones can be typed. */
const sliders: Readonly<Record<string, readonly [number, number]>> = { clipLimit: [0, 10] };

/** The operation that the command performs for a setting, without its reference. @throws {ImgparError} `usage`, for an impossible value */
export function operationOf({ method: name, values }: Setting): AnyOperation {
  const method = methodNamed(name);
  const { on = '', strength = '', dialect = '', ...others } = values;
  const mode = colourModes.find((each) => each === on);
  if (on !== '' && !mode) throw new ImgparError('usage', `on is ${on}, expected one of: ${colourModes.join(', ')}`);
  const amount = strength === '' ? 1 : Number(strength);
  if (!(amount >= 0 && amount <= 1)) throw new ImgparError('usage', `strength is ${strength}, expected a number from 0 to 1`);
  const known = parametersOf(method);
  const given = Object.entries(others).filter(([parameter, text]) => text !== '' && Object.hasOwn(known, parameter));
  const hasDialect = dialect !== '' && Object.hasOwn(known, 'dialect');
  return {
    method,
    ...(mode && { on: mode }),
    ...(hasDialect && { dialect: String(parameterValue(method, 'dialect', dialect)) }),
    params: Object.fromEntries(given.map(([parameter, text]) => [parameter, parameterValue(method, parameter, text)])),
    strength: amount,
    applyInside: false,
    frames: 'apart',
    autoOrient: false,
  };
}

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

/** The whole command, to be pasted into a shell. */
export function commandOf(setting: Setting, names: readonly string[]): string {
  // A name that begins with a dash would be taken for an option.
  const paths = names.map((name) => (name.startsWith('-') ? `./${name}` : name));
  const words = ['equalize', ...paths, 'out', ...argumentsOf(setting, paths[setting.reference] ?? '')];
  return `imgpar ${words.map(quoted).join(' ')}`;
}

function quoted(word: string): string {
  return /^[\w./,:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
