const told = new Set<string>();

/** Tells a program, once, about what it asked for and cannot get. Bars go on without it. */
export function warnOnce(message: string): void {
  if (told.has(message)) return;
  told.add(message);
  if (globalThis.process?.emitWarning) globalThis.process.emitWarning(message, 'ImgparWarning');
  else console.warn(message);
}
