import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
/**
 * What a module exports. One that ends in `.cjs` is loaded without starting what loads ES modules, which takes time in every thread.
 *
 * @param url a file's
 */
export async function load(url) {
    return url.endsWith('.cjs') ? createRequire(url)(fileURLToPath(url)) : import(url);
}
