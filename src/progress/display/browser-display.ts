import type { Display, PageElement } from './display.js';
import { htmlDisplay } from './html-display.js';
import { logDisplay } from './log-display.js';

/** Bars in an element of a page. */
export function elementDisplay(element: PageElement): Display {
  const newPlace = () => {
    const place = element.ownerDocument.createElement('div');
    element.insertAdjacentElement('beforeend', place);
    return {
      set(html: string) {
        place.innerHTML = html;
      },
    };
  };
  return htmlDisplay({ newPlace, write: (text) => console.log(text.replace(/\n$/, '')) });
}

/** Bars as lines of a page's console. */
export function consoleDisplay(): Display {
  return logDisplay({ write: (text) => console.log(String(text).replace(/\n$/, '')) });
}
