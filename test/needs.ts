import { spawnSync } from 'node:child_process';

/**
 * Whether to run tests that need a program of the system. They are skipped where it is missing, except on CI, which installs it: there they
 * run and fail.
 */
export function canUse(program: string): boolean {
  return process.env.CI !== undefined || spawnSync(program, ['--version']).error === undefined;
}
