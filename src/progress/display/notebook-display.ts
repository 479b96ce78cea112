import type { Display } from './display.js';
import { type HtmlPlace, htmlDisplay } from './html-display.js';

/** The supported kernels for TypeScript: tslab, and Deno's. */
interface Kernels {
  readonly __tslab__?: { require(name: 'tslab'): { newDisplay(): { html(html: string): void } } };
  readonly Deno?: {
    readonly jupyter?: { broadcast(type: string, content: object): Promise<void> | undefined };
  };
}

/** The display of the notebook that this program runs in; undefined outside one. */
export function notebookDisplay(scope: Kernels = globalThis as Kernels): Display | undefined {
  const newPlace = placesOfTslab(scope) ?? placesOfDeno(scope);
  if (!newPlace) return undefined;
  return htmlDisplay({ newPlace, write: (text) => console.log(text.replace(/\n$/, '')) });
}

function placesOfTslab({ __tslab__ }: Kernels): (() => HtmlPlace) | undefined {
  if (!__tslab__) return undefined;
  return () => {
    const display = __tslab__.require('tslab').newDisplay();
    return { set: (html) => display.html(html) };
  };
}

function placesOfDeno({ Deno }: Kernels): (() => HtmlPlace) | undefined {
  const jupyter = denoJupyter(Deno);
  if (!jupyter) return undefined;
  return () => {
    const transient = { display_id: globalThis.crypto.randomUUID() };
    let type = 'display_data';
    return {
      set(html) {
        const message = { data: { 'text/html': html }, metadata: {}, transient };
        // At once, as what is sent after the end of a cell is lost. Messages keep the order in which they are handed over.
        Promise.resolve(jupyter.broadcast(type, message)).catch(() => {});
        type = 'update_display_data';
      },
    };
  };
}

/** Deno has the name outside notebooks, too, where reading it is an error. */
function denoJupyter(Deno: Kernels['Deno']): NonNullable<Kernels['Deno']>['jupyter'] {
  try {
    return Deno?.jupyter;
  } catch {
    return undefined;
  }
}
