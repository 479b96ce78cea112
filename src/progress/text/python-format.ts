// Texts as Python formats them, so that a `barFormat` written for tqdm means the same here: the format strings of `str.format`
// (docs.python.org, "Format String Syntax"), with decimals that are rounded half to even.

/** A value that formats itself; `spec` is the part after the colon. */
export interface Formattable {
  format(spec: string): string;
}

/**
 * Fills in a format string: `{name}`, `{name:spec}`, `{name[key].attribute}`; `{{` and `}}` are braces.
 *
 * @throws {RangeError} for an unknown field, and for an invalid format string
 */
export function formatText(template: string, fields: Readonly<Record<string, unknown>>): string {
  let text = '';
  let at = 0;
  while (at < template.length) {
    const next = template.slice(at).search(/[{}]/);
    if (next < 0) return text + template.slice(at);
    text += template.slice(at, at + next);
    at += next;
    if (template[at + 1] === template[at]) {
      text += template[at];
      at += 2;
      continue;
    }
    const end = template.indexOf('}', at);
    if (template[at] === '}' || end < 0) throw new RangeError(`there is a single brace in ${JSON.stringify(template)}; write it twice`);
    text += formatField(template.slice(at + 1, end), fields);
    at = end + 1;
  }
  return text;
}

function formatField(field: string, fields: Readonly<Record<string, unknown>>): string {
  const colon = field.indexOf(':');
  const [path, spec] = colon < 0 ? [field, ''] : [field.slice(0, colon), field.slice(colon + 1)];
  return formatValue(valueAt(path, fields), spec);
}

/** Follows `name`, and then each `.attribute` and `[key]`. */
function valueAt(path: string, fields: Readonly<Record<string, unknown>>): unknown {
  const [, name = '', rest = ''] = /^([^.[]*)(.*)$/s.exec(path) ?? [];
  let value = ownValue(fields, name, path);
  for (const [, attribute, key] of rest.matchAll(/\.([^.[]*)|\[([^\]]*)\]/g)) value = ownValue(value, attribute ?? key ?? '', path);
  return value;
}

function ownValue(of: unknown, name: string, path: string): unknown {
  if (typeof of === 'object' && of !== null && Object.hasOwn(of, name)) return (of as Record<string, unknown>)[name];
  throw new RangeError(`the format string names {${path}}, which does not exist`);
}

/** One value, like `format(value, spec)`. */
export function formatValue(value: unknown, spec: string): string {
  if (typeof value === 'object' && value !== null && 'format' in value && typeof value.format === 'function') return value.format(spec);
  if (isDate(value)) return formatDate(value, spec);
  const found = /^(?:(.)?([<>=^]))?([+\- ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su.exec(spec);
  if (!found) throw new RangeError(`${JSON.stringify(spec)} is not a format of Python's`);
  const [, fill, align, sign, , zero, width, grouping, precision, type] = found;
  const digits = precision === undefined ? undefined : Number(precision);
  const isNumber = typeof value === 'number';
  const plain = isNumber ? formatNumber(value, type, digits, grouping, sign) : textOf(value, digits);
  const missing = Number(width ?? 0) - Array.from(plain).length;
  if (missing <= 0) return plain;
  const padding = (fill ?? (zero ? '0' : ' ')).repeat(missing);
  switch (align ?? (zero && isNumber ? '=' : isNumber ? '>' : '<')) {
    case '<':
      return plain + padding;
    case '>':
      return padding + plain;
    case '^':
      return padding.slice(0, missing >> 1) + plain + padding.slice(missing >> 1);
    default: {
      const [, before = '', number = ''] = /^([+\- ]?)(.*)$/s.exec(plain) ?? [];
      return before + padding + number;
    }
  }
}

/** In whatever realm it was made. */
function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]';
}

function textOf(value: unknown, length: number | undefined): string {
  const text = value === undefined || value === null ? 'None' : value === true ? 'True' : value === false ? 'False' : String(value);
  return length === undefined ? text : Array.from(text).slice(0, length).join('');
}

function formatNumber(
  value: number,
  type: string | undefined,
  digits: number | undefined,
  grouping: string | undefined,
  sign: string | undefined,
): string {
  const magnitude = Math.abs(value);
  const isNegative = value < 0 || Object.is(value, -0);
  const text = grouped(unsigned(magnitude, type, digits), grouping);
  return (isNegative ? '-' : sign === '+' || sign === ' ' ? sign : '') + text;
}

function unsigned(value: number, type: string | undefined, digits: number | undefined): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : 'inf';
  switch (type) {
    case 'f':
    case 'F':
      return fixed(value, digits ?? 6);
    case '%':
      return `${fixed(value * 100, digits ?? 6)}%`;
    case 'e':
    case 'E':
      return withTwoDigits(exponential(value, digits ?? 6), type);
    case 'g':
    case 'G':
    case 'n':
      return general(value, digits ?? 6);
    case 'd':
      return BigInt(Math.trunc(value)).toString();
    case 'x':
      return Math.trunc(value).toString(16);
    case 'o':
      return Math.trunc(value).toString(8);
    case 'b':
      return Math.trunc(value).toString(2);
    default:
      return digits === undefined ? formatPlain(value) : general(value, digits);
  }
}

/** A number, like `str`. */
export function formatPlain(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : value < 0 ? '-inf' : 'nan';
  if (Number.isInteger(value)) return BigInt(value).toString();
  const text = String(value);
  if (text.includes('e') || Math.abs(value) >= 1e-4) return withTwoDigits(text, 'e');
  return withTwoDigits(value.toExponential(), 'e');
}

/** With `digits` decimals, rounding half to even; `toFixed` rounds half up. */
export function fixed(value: number, digits: number): string {
  if (value >= 1e21) return BigInt(value).toString() + (digits > 0 ? `.${'0'.repeat(digits)}` : '');
  const text = value.toFixed(digits);
  const tail = value.toFixed(Math.min(100, digits + 25)).slice(text.length + (digits === 0 ? 1 : 0));
  const isMiddle = /^50*$/.test(tail);
  if (!isMiddle || Number(text.at(-1)) % 2 === 0) return text;
  // One less in the last place: `toFixed` went up to an odd one.
  return (value - 0.5 * 10 ** -digits).toFixed(digits);
}

function exponential(value: number, digits: number): string {
  return value.toExponential(Math.min(100, digits));
}

function general(value: number, precision: number): string {
  const digits = Math.max(1, precision);
  if (value === 0) return '0';
  const text = exponential(value, digits - 1);
  const exponent = Number(text.slice(text.indexOf('e') + 1));
  if (exponent >= -4 && exponent < digits) return withoutZeros(fixed(value, digits - 1 - exponent));
  return withTwoDigits(withoutZeros(text.slice(0, text.indexOf('e'))) + text.slice(text.indexOf('e')), 'e');
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Python's exponents have at least two digits. */
function withTwoDigits(text: string, mark: string): string {
  return text.replace(/e([+-])(\d+)$/, (_, sign: string, digits: string) => mark + sign + digits.padStart(2, '0'));
}

function grouped(text: string, mark: string | undefined): string {
  if (mark === undefined) return text;
  const [, whole = '', rest = ''] = /^(\d*)(.*)$/s.exec(text) ?? [];
  const groups = [];
  for (let end = whole.length; end > 0; end -= 3) groups.unshift(whole.slice(Math.max(0, end - 3), end));
  return groups.join(mark) + rest;
}

/** The fields of `strftime` that state when something will end. Without any, ISO 8601 in local time. */
function formatDate(date: Date, spec: string): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const fields: Readonly<Record<string, string>> = {
    Y: String(date.getFullYear()),
    y: two(date.getFullYear() % 100),
    m: two(date.getMonth() + 1),
    d: two(date.getDate()),
    H: two(date.getHours()),
    I: two(date.getHours() % 12 || 12),
    M: two(date.getMinutes()),
    S: two(date.getSeconds()),
    p: date.getHours() < 12 ? 'AM' : 'PM',
    '%': '%',
  };
  return (spec || '%Y-%m-%d %H:%M:%S').replace(/%(.)/g, (found, letter: string) => fields[letter] ?? found);
}
