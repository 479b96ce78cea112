import { asciiBlocks, bar, blocks, colourSequence } from './bar.js';
import { columnsOf, trim } from './columns.js';
import { formatInterval, formatSizeof } from './numbers.js';
import { type Formattable, fixed, formatPlain, formatText, formatValue } from './python-format.js';

/** What a meter shows. */
export interface MeterOptions {
  /** The amount done, in units, including `initial`. */
  readonly n: number;
  /** The total amount; undefined, Infinity or 0 if unknown. */
  readonly total?: number | undefined;
  /** Seconds since the start. */
  readonly elapsed: number;
  /** Columns of the whole meter; 0 omits the bar, undefined gives it 10. */
  readonly ncols?: number | undefined;
  /** Text before the meter, followed by a colon. */
  readonly prefix?: string | undefined;
  /** Whether the bar is made of ASCII; or its characters, from empty to full. Default: false. */
  readonly ascii?: boolean | string | undefined;
  /** Default: `it`. */
  readonly unit?: string | undefined;
  /** Whether numbers are shortened, as in `1.23k`; or their factor. Default: false. */
  readonly unitScale?: boolean | number | undefined;
  /** Units per second; default: the mean since the start. */
  readonly rate?: number | undefined;
  /** Seconds until the end. Default: what the rate makes of the rest. */
  readonly remaining?: number | undefined;
  /** Default: `{l_bar}{bar}{r_bar}`. */
  readonly barFormat?: string | undefined;
  /** Text at the end. */
  readonly postfix?: string | undefined;
  /** That of `unitScale`. Default: 1000. */
  readonly unitDivisor?: number | undefined;
  /** The amount done before the start. Default: 0. */
  readonly initial?: number | undefined;
  /** Colour of the bar: a name, or `#rrggbb`. */
  readonly colour?: string | undefined;
  /** Your own fields for `barFormat`. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
  /** The origin of `{eta}`: milliseconds since the epoch. Default: now. */
  readonly nowMs?: number | undefined;
}

/**
 * The text of a meter, byte for byte that of tqdm's `format_meter`: ` 23%|██▎       | 231/1000 [06:32<21:44,  1.70s/it]`.
 *
 * `barFormat` may name `l_bar`, `bar`, `r_bar`, `n`, `n_fmt`, `total`, `total_fmt`, `percentage`, `elapsed`, `elapsed_s`, `ncols`, `nrows`, `desc`,
 * `unit`, `rate`, `rate_fmt`, `rate_noinv`, `rate_noinv_fmt`, `rate_inv`, `rate_inv_fmt`, `postfix`, `unit_divisor`, `remaining`, `remaining_s`,
 * `eta`, and what is in `fields`.
 *
 * @throws {RangeError} for a `barFormat` that names what is not there
 */
export function formatMeter(options: MeterOptions): string {
  const fields = fieldsOf(options);
  const { barFormat, ncols, ascii = false, colour } = options;
  const { total } = fields;
  if (!total && barFormat === undefined)
    return `${fields.lead}${fields.n_fmt}${fields.unit} [${fields.elapsed}, ${fields.rate_fmt}${fields.postfix_fmt}]`;
  if (total && ncols === 0) return fields.l_bar.slice(0, -1) + fields.r_bar.slice(1);
  const template =
    barFormat === undefined ? '{l_bar}{bar}{r_bar}' : total && !fields.desc ? barFormat.replaceAll('{desc}: ', '') : barFormat;
  const characters = !total ? '  ' : ascii === true ? asciiBlocks : ascii || blocks;
  const style = { characters, colour: colour === undefined ? undefined : colourSequence(colour) };
  let hasBar = false;
  const noBar: Formattable = {
    format() {
      hasBar = true;
      return '';
    },
  };
  const rest = formatText(template, { ...fields, bar: noBar });
  if (!hasBar) return rest;
  const columns = ncols ? Math.max(1, ncols - columnsOf(rest)) : 10;
  const text = formatText(template, { ...fields, bar: bar(fields.share, columns, style) });
  return ncols ? trim(text, ncols) : text;
}

function fieldsOf(options: MeterOptions) {
  const { elapsed, prefix = '', unit = 'it', unitDivisor = 1000, initial = 0, ncols, fields = {}, nowMs = Date.now() } = options;
  const isKnown = options.total !== Number.POSITIVE_INFINITY && (options.total === 0 || options.n < (options.total ?? 0) + 0.5);
  const factor = typeof options.unitScale === 'number' && options.unitScale !== 1 ? options.unitScale : 1;
  const isShort = factor === 1 && Boolean(options.unitScale);
  const n = options.n * factor;
  const total = isKnown && options.total !== undefined ? options.total * factor : undefined;
  const rate = options.rate === undefined ? (elapsed ? (n - initial) / elapsed : undefined) : options.rate * factor;
  const inverse = rate ? 1 / rate : undefined;
  const perSecond = (value: number | undefined) => (value ? (isShort ? formatSizeof(value) : padded(value)) : '?');
  const isFloat = !Number.isInteger(factor);
  const plainText = (value: number) => (isFloat ? formatFloat(value) : formatPlain(value));
  const shown = (value: number) => (isShort ? formatSizeof(value, '', unitDivisor) : plainText(value));
  const plain = `${perSecond(rate)}${unit}/s`;
  const inverted = `${perSecond(inverse)}s/${unit}`;
  const rateText = inverse !== undefined && inverse > 1 ? inverted : plain;
  const postfix = options.postfix ? `, ${options.postfix}` : '';
  const remaining = options.remaining ?? (rate && total ? (total - n) / rate : 0);
  const remainingText = rate || options.remaining !== undefined ? formatInterval(remaining) : '?';
  const elapsedText = formatInterval(elapsed);
  const lead = prefix === '' ? '' : prefix.endsWith(': ') ? prefix : `${prefix}: `;
  const percentage = total ? (n / total) * 100 : 0;
  const totalText = total === undefined ? '?' : total === 0 && !isShort ? '0' : shown(total);
  return {
    ...fields,
    lead: prefix === '' ? '' : `${prefix}: `,
    postfix_fmt: postfix,
    share: total ? n / total : 0,
    n: isFloat ? float(n) : n,
    n_fmt: shown(n),
    total: isFloat && total ? float(total) : total,
    total_fmt: totalText,
    elapsed: elapsedText,
    elapsed_s: elapsed,
    ncols,
    desc: prefix,
    unit,
    rate: inverse !== undefined && inverse > 1 ? inverse : rate,
    rate_fmt: rateText,
    rate_noinv: rate,
    rate_noinv_fmt: plain,
    rate_inv: inverse,
    rate_inv_fmt: inverted,
    postfix: fields.postfix ?? postfix,
    unit_divisor: unitDivisor,
    remaining: remainingText,
    remaining_s: remaining,
    eta: new Date(nowMs + remaining * 1000),
    percentage,
    l_bar: total ? `${lead}${fixed(percentage, 0).padStart(3)}%|` : `${lead}|`,
    r_bar: `| ${shown(n)}/${totalText} [${elapsedText}<${remainingText}, ${rateText}${postfix}]`,
  };
}

/** In Python, a product with a fraction is a float, even without decimals. */
function float(value: number): Formattable {
  return { format: (spec) => (spec === '' ? formatFloat(value) : formatValue(value, spec)) };
}

function formatFloat(value: number): string {
  return formatPlain(value) + (Number.isInteger(value) ? '.0' : '');
}

/** `{:5.2f}`. */
function padded(value: number): string {
  return `${value < 0 ? '-' : ''}${fixed(Math.abs(value), 2)}`.padStart(5);
}
