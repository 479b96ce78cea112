#!/usr/bin/env node
import { createRequire } from 'node:module';

try {
  // Required this way, so that a system too short of files to open those of the program gets an error in words. Built as CommonJS:
  // bundle.js.
  const { main }: typeof import('./main.js') = createRequire(import.meta.url)('./main.cjs');
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isOutOfFiles =
    typeof error === 'object' && error !== null && 'code' in error && (error.code === 'EMFILE' || error.code === 'ENFILE');
  process.stderr.write(
    `imgpar: ${isOutOfFiles ? 'too many open files; raise the limit (ulimit -n)' : `cannot be loaded: ${error}; reinstall it`}\n`,
  );
  process.exitCode = 1;
}
