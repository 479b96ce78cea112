import { variables } from '../environment.js';
import { consoleDisplay, elementDisplay } from './browser-display.js';
import type { Display, Place } from './display.js';
import { jsonDisplay } from './json-display.js';
import { logDisplay } from './log-display.js';
import { notebookDisplay } from './notebook-display.js';
import { relayed } from './relay.js';
import { canDrawBars } from './terminal-abilities.js';
import { type TerminalStream, terminalDisplay } from './terminal-display.js';

/** Kinds of displays that can be requested by name. */
export const displayKinds = ['terminal', 'log', 'json', 'none'] as const;
/** A kind of display that can be requested by name. */
export type DisplayKind = (typeof displayKinds)[number];

const displaysKey = Symbol.for('imgpar.progress.displays');

// A program may hold several copies of this file, as imgpar/pool and imgpar/progress are bundled apart; two displays on one terminal would
// overwrite each other.
const shared = globalThis as { [displaysKey]?: WeakMap<Place, Display> };
shared[displaysKey] ??= new WeakMap();
const displays = shared[displaysKey];

/** Displays of terminals, whatever is chosen for a loop there. */
const terminalsKey = Symbol.for('imgpar.progress.terminals');
const sharedTerminals = globalThis as { [terminalsKey]?: WeakMap<Place, Display> };
sharedTerminals[terminalsKey] ??= new WeakMap();
const terminals = sharedTerminals[terminalsKey];

/**
 * The display of a place, which all of its bars share. Default: the notebook if there is one, the console of a page, otherwise standard
 * error. Standard output and error count as one if both lead to the terminal.
 */
export function displayFor(place: Place | undefined): Display {
  if (place && 'innerHTML' in place) return known(place, () => elementDisplay(place));
  if (!place && !wantedKind()) {
    const notebook = displays.get(globalThis as never) ?? notebookDisplay();
    if (notebook) return known(globalThis as never, () => notebook);
  }
  const { stdout, stderr } = globalThis.process ?? {};
  const parent = !place || place === stderr || place === stdout ? relayed() : undefined;
  if (parent) return parent;
  const isShared = canDrawBars(stdout) && canDrawBars(stderr);
  const stream: TerminalStream | undefined = !place || (place === stdout && isShared) ? stderr : place;
  // A page, which has a console only.
  if (!stream) return known(console as never, consoleDisplay);
  return known(stream, () => displayOf(stream, stream === stderr && isShared ? [stdout] : []));
}

/** The display of a terminal, for somebody who has made sure that bars can be drawn in place there. Loops draw on the same one. */
export function terminalDisplayOf(stream: TerminalStream, others: readonly TerminalStream[] = othersOf(stream)): Display {
  const found = terminals.get(stream) ?? terminalDisplay(stream, others);
  terminals.set(stream, found);
  return found;
}

/** Standard output, if it leads to the same terminal as standard error. */
function othersOf(stream: TerminalStream): TerminalStream[] {
  const { stdout, stderr } = globalThis.process ?? {};
  return stream === stderr && canDrawBars(stdout) && canDrawBars(stderr) ? [stdout] : [];
}

function known(place: Place, make: () => Display): Display {
  const found = displays.get(place) ?? make();
  displays.set(place, found);
  return found;
}

function displayOf(stream: TerminalStream, others: readonly TerminalStream[]): Display {
  switch (wantedKind() ?? (canDrawBars(stream) ? 'terminal' : 'log')) {
    case 'terminal':
      return terminalDisplayOf(stream, others);
    case 'json':
      return jsonDisplay(stream);
    case 'none':
      return noDisplay;
    default:
      return logDisplay(stream);
  }
}

/** What the environment requests, wherever the program runs. */
function wantedKind(): DisplayKind | undefined {
  return displayKinds.find((kind) => kind === variables().IMGPAR_PROGRESS);
}

const noDisplay: Display = {
  isTerminal: false,
  freePosition: () => 0,
  add() {},
  draw() {},
  remove() {},
  write: (text) => console.log(text.replace(/\n$/, '')),
  clear() {},
};
