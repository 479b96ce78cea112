import { displayFor } from './display/choose-display.js';
import type { Place } from './display/display.js';

/** Node's own formatting; pages have none. */
const format: (...values: unknown[]) => string =
  globalThis.process?.getBuiltinModule?.('node:util').format ?? ((...values) => values.map(String).join(' '));

/** The methods of loggers that write a line. */
const lineMethods = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;

/** A console, or a logger with some of its methods. */
export type ConsoleLike = { readonly [Name in (typeof lineMethods)[number]]?: (...values: never[]) => unknown };

/** Streams of a console of Node; it lets them be replaced. */
interface NodeConsole {
  _stdout: object;
  _stderr: object;
}

/**
 * Redirects the output of a console or a logger to above the bars of a place. On a terminal this is automatic while there are bars; use
 * this for other places.
 *
 * @returns a function that ends it
 */
export function wrapConsole(wrapped: ConsoleLike = console, { file }: { readonly file?: Place } = {}): () => void {
  const write = (text: string) => displayFor(file).write(text);
  return isNodeConsole(wrapped) ? redirectStreams(wrapped, write) : replaceMethods(wrapped as Replaceable, write);
}

function isNodeConsole(console: object): console is NodeConsole {
  return '_stdout' in console && '_stderr' in console && typeof console._stdout === 'object' && console._stdout !== null;
}

/** Thus a console formats as ever: groups, tables, colours, its own options. */
function redirectStreams(console: NodeConsole, write: (text: string) => void): () => void {
  const own = { _stdout: console._stdout, _stderr: console._stderr };
  const sink = (stream: object) =>
    Object.create(stream, {
      write: {
        value(text: string, _: unknown, done?: unknown) {
          write(text);
          if (typeof done === 'function') done();
          return true;
        },
      },
      // The console watches its streams while it writes.
      listenerCount: { value: () => 1 },
      once: { value: () => {} },
      removeListener: { value: () => {} },
    });
  console._stdout = sink(own._stdout);
  console._stderr = sink(own._stderr);
  return () => {
    Object.assign(console, own);
  };
}

type Replaceable = Record<string, unknown>;

function replaceMethods(logger: Replaceable, write: (text: string) => void): () => void {
  const own = lineMethods
    .filter((name) => typeof logger[name] === 'function')
    .map((name) => [name, Object.getOwnPropertyDescriptor(logger, name)] as const);
  for (const [name] of own) logger[name] = (...values: unknown[]) => write(format(...values));
  return () => {
    for (const [name, descriptor] of own) {
      if (descriptor) Object.defineProperty(logger, name, descriptor);
      // It was that of its class.
      else delete logger[name];
    }
  };
}
