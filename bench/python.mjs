import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * A rival that is a Python script in `rivals/`, which gets the job as JSON.
 *
 * @param {Pick<import('./questions.mjs').Rival, 'name' | 'does'> & { module: string, script: string }} rival
 * @returns {import('./questions.mjs').Rival}
 */
export function pythonRival({ name, does, module, script }) {
  const found = pythonWith(module);
  const path = fileURLToPath(new URL(`rivals/${script}`, import.meta.url));
  return {
    name,
    does,
    available: () => found !== undefined,
    version: () => found?.version ?? '',
    command: (job) => [found?.python ?? 'python3', path, JSON.stringify(job)],
  };
}

/**
 * The first Python that has a module, trying $PYTHON first.
 *
 * @param {string} module
 */
function pythonWith(module) {
  const pythons = [process.env.PYTHON, 'python3', '/usr/bin/python3'].filter((python) => python !== undefined);
  for (const python of pythons) {
    const { status, stdout } = spawnSync(python, ['-c', `import sys, ${module} as m; print(m.__version__, sys.version.split()[0])`]);
    if (status !== 0) continue;
    const [version, pythonVersion] = String(stdout).trim().split(' ');
    return { python, version: `${version}, Python ${pythonVersion}` };
  }
  return undefined;
}
