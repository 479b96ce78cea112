// What the page has in place of Node's modules, for the little that src/pixels uses of them.

export function inspect(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

export const types = { isFloat64Array: (value: unknown) => Object.prototype.toString.call(value) === '[object Float64Array]' };

export function fileURLToPath(url: string): string {
  return url;
}

export function readFileSync(): never {
  throw new Error('pages have no files');
}
