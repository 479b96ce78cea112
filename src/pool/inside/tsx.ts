import { createRequire } from 'node:module';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

/**
 * Has tsx load the TypeScript of this thread, if the program runs with it. Threads inherit the flag that names it, but before Node 22.13 it does nothing in
 * them unless it is asked.
 *
 * @param url of a module that is to be loaded
 * @returns whether it is worth another try
 */
export async function registerLoader(url: string): Promise<boolean> {
  try {
    const loader = loaderIn(process.execArgv, url);
    if (loader === undefined) return false;
    const { register } = await import(new URL('./esm/api/index.mjs', loader).href);
    register();
    return true;
  } catch {
    return false;
  }
}

/** Where tsx's loader is, if one of these flags names it. */
function loaderIn(flags: readonly string[], url: string): string | undefined {
  for (const [i, flag] of flags.entries()) {
    const name = flag.startsWith('--import=') ? flag.slice('--import='.length) : flag === '--import' ? flags[i + 1] : undefined;
    if (name === 'tsx') return pathToFileURL(createRequire(url).resolve(name)).href;
    if (name && /\/tsx\/dist\/loader\.mjs$/.test(name)) return name;
  }
  return undefined;
}
