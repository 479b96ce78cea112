import { readFileSync } from 'node:fs';

/** The version of this package, from its own package.json, which lies above both `src` and `dist`. */
export const version: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
