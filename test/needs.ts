import { spawnSync } from 'node:child_process';

/**
 * Whether to run tests that need a program of the system. Where it is missing they are skipped, and named so; in continuous integration,
 * which installs it, they run and fail.
 */
export function canUse(program: string): boolean {
  return process.env.CI !== undefined || spawnSync(program, ['--version']).error === undefined;
}
