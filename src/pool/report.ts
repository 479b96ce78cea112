import process from 'node:process';

/** Tells the user of what no call can tell. */
export function report(message: string): void {
  process.emitWarning(message, 'ImgparWarning');
}
