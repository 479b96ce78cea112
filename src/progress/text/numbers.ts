import { fixed, formatPlain, formatValue } from './python-format.js';

// The numbers of a meter, as tqdm writes them (`format_interval`, `format_num`, `format_sizeof`).

/** Seconds as `MM:SS`, or `H:MM:SS` from an hour on. */
export function formatInterval(seconds: number): string {
  const whole = Math.trunc(Math.abs(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const text = `${hours > 0 ? `${hours}:` : ''}${two(minutes)}:${two(whole % 60)}`;
  return Math.trunc(seconds) < 0 ? `-${text}` : text;
}

/** A number with three digits and an exponent, if that is shorter than all of its digits. */
export function formatNum(value: number): string {
  const short = formatValue(value, '.3g').replace('e+0', 'e+').replace('e-0', 'e-');
  const long = formatPlain(value);
  return short.length < long.length ? short : long;
}

/** A number with three digits and a letter for its thousands: `9.99k`. */
export function formatSizeof(value: number, suffix = '', divisor = 1000): string {
  let rest = value;
  for (const letter of ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Z']) {
    const magnitude = Math.abs(rest);
    const sign = rest < 0 ? '-' : '';
    if (magnitude < 999.5)
      return `${sign}${fixed(magnitude, magnitude < 9.995 ? 2 : magnitude < 99.95 ? 1 : 0)}`.padStart(3) + letter + suffix;
    rest /= divisor;
  }
  return `${rest < 0 ? '-' : ''}${fixed(Math.abs(rest), 1)}Y${suffix}`;
}
