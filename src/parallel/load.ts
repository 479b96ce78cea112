import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * The exports of a module. A module that ends in `.cjs` loads without the ES module loader, which takes time in every thread.
 *
 * @param url URL of a file
 */
export async function load(url: string): Promise<{ readonly default?: unknown }> {
  return url.endsWith('.cjs') ? createRequire(url)(fileURLToPath(url)) : import(url);
}
