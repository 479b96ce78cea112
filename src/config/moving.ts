import { dirname, isAbsolute, relative } from 'node:path';

/** Makes paths of a configuration file, which are relative to its folder, relative to another folder. Absolute ones stay. */
export function pathsFrom(config: string, here: string): (path: string) => string {
  const folder = relative(here, dirname(config));
  if (folder === '') return (path) => path;
  return (path) => (path === '-' || isAbsolute(path) ? path : `${isGlob(path) ? literally(folder) : folder}/${path.replace(/^\.\//, '')}`);
}

/** Whether something in a path may be a pattern, so that the name of the folder before it must not be read as one. */
function isGlob(path: string): boolean {
  return /[*?[\]{}()!+@]/.test(path);
}

function literally(folder: string): string {
  return process.platform === 'win32' ? folder.replaceAll('\\', '/') : folder.replace(/[\\*?[\]{}()!+@]/g, '\\$&');
}
