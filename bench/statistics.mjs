/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** `1.23`, or `1.23 [1.20–1.31]`: median, smallest and largest. @param {readonly number[]} values @param {number} digits */
export function spread(values, digits) {
  if (values.length === 0) return '–';
  const range = values.length > 1 ? ` [${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)}]` : '';
  return `${median(values).toFixed(digits)}${range}`;
}

/** Three significant digits, or all digits before the point: 0.123, 1.23, 1,234. @param {number} value */
export function figure(value) {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return value.toLocaleString('en', { minimumFractionDigits: Math.min(digits, 3), maximumFractionDigits: Math.min(digits, 3) });
}
