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

/** A control of the page: a text, of which sliders are another way to write the numbers. */
export interface Control {
  readonly name: string;
  readonly help: string;
  /** What applies if it is empty. */
  readonly default: string;
  /** The possible texts. */
  readonly words?: readonly string[];
  /** One for each number in the text. */
  readonly sliders?: readonly Slider[];
  /** What stands between the numbers. */
  readonly separator?: string;
}

/** The range of a number; larger ones can be typed. */
interface Slider {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** A method, as the page shows it. */
export interface MethodControls {
  readonly name: string;
  readonly summary: string;
  readonly needsReference: boolean;
  /** For each dialect; an empty text is the default one. */
  readonly controls: Readonly<Record<string, readonly Control[]>>;
}

/** Every method with its controls, from the tables of their parameters. */
export function methodControls(): readonly MethodControls[] {
  return methods.map((method) => ({
    name: method.name,
    summary: method.summary,
    needsReference: Object.hasOwn(method.defaults, 'reference'),
    controls: Object.fromEntries(
      ['', ...(dialectsOf(method) ?? [])].map((dialect) => [dialect, [...parameterControls(method, dialect), ...commonControls]]),
    ),
  }));
}

const commonControls: readonly Control[] = [
  { name: 'on', help: 'what to equalise in a colour image', default: 'luma, or what the dialect does', words: colourModes },
  {
    name: 'strength',
    help: 'from 0, the original, to 1, the full effect',
    default: '1',
    sliders: [{ name: 'strength', min: 0, max: 1, step: 0.01 }],
  },
];

function dialectsOf(method: Method): readonly string[] | undefined {
  const { dialect } = parametersOf(method);
  return dialect && kindOf(dialect).words;
}

function parameterControls(method: Method, dialect: string): Control[] {
  // A dialect may decide what an open choice means.
  const params = { ...method.defaults, ...(dialect !== '' && { dialect }) };
  const settled: Readonly<Record<string, unknown>> = { ...(method.settled?.(params) ?? params) };
  return Object.entries(parametersOf(method))
    .filter(([, row]) => !row.isInternal)
    .map(([name, row]) => {
      const kind = kindOf(row);
      const byDefault = name === 'dialect' ? kind.toText(row.default) : kind.toText(settled[name]);
      const { words } = kind;
      return { name, help: row.help ?? '', default: byDefault, ...(words ? { words } : numbersOf(name, dialect, byDefault)) };
    });
}

/** The sliders for the numbers of a parameter: for those of imgpar's own methods where they are useful, for others by the default. */
function numbersOf(name: string, dialect: string, byDefault: string): Pick<Control, 'sliders' | 'separator'> {
  if (name === 'tiles') {
    const tiles = { min: 1, max: 32, step: 1 };
    return {
      sliders: [
        { name: 'columns of tiles', ...tiles },
        { name: 'rows of tiles', ...tiles },
      ],
      separator: 'x',
    };
  }
  if (name === 'percentiles')
    return {
      sliders: [
        { name: 'low percentile', min: 0, max: 49.95, step: 0.05 },
        { name: 'high percentile', min: 50, max: 100, step: 0.05 },
      ],
      separator: ',',
    };
  if (name === 'clipLimit') {
    const range = dialect === 'skimage' ? { min: 0, max: 0.1, step: 0.001 } : { min: 0, max: 10, step: 0.1 };
    return { sliders: [{ name: 'clip limit', ...range }] };
  }
  const value = Number(byDefault);
  if (byDefault === '' || !Number.isFinite(value)) return {};
  const most = Math.abs(value) * 4 || 1;
  return { sliders: [{ name, min: Math.min(value, 0) * 4, max: most, step: most / 100 }] };
}

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
