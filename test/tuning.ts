import { onTestFinished } from 'vitest';
import { start } from './program.js';

/** True in the page once everything is shown. */
export const ready = "document.getElementById('status').textContent === 'ready'";

/** `imgpar tune`, and its address. */
export async function tuning(folder: string, ...images: string[]) {
  const running = start(['tune', ...images], { cwd: folder });
  onTestFinished(() => void running.process.kill('SIGKILL'));
  let stdout = '';
  running.process.stdout!.on('data', (text: string) => (stdout += text));
  await running.shows('Ctrl-C ends');
  return { ...running, url: stdout.trim() };
}

/** JavaScript for a page: the SHA-256 of an expression's bytes. */
export function sha256InPage(bytes: string): string {
  return `crypto.subtle.digest('SHA-256', ${bytes}).then((hash) => [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join(''))`;
}
