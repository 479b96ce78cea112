// Elements of the page.

export function byId(id: string): HTMLElement {
  return document.getElementById(id)!;
}

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
  children: readonly Node[] = [],
): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

export function select(options: ReadonlyArray<readonly [value: string, text: string]>, value: string): HTMLSelectElement {
  const choices = options.map(([each, textContent]) => element('option', { value: each, textContent }));
  const chosen = element('select', {}, choices);
  chosen.value = value;
  return chosen;
}

export function button(textContent: string, name: string, onclick: () => void): HTMLButtonElement {
  return element('button', { type: 'button', textContent, ariaLabel: name, onclick });
}

export function labelled(name: string, control: HTMLElement, title = ''): HTMLElement {
  return element('label', { title }, [element('span', { textContent: name }), control]);
}

/** A text as it is, none of whose characters can reverse what follows: the command that is copied is the one that is read. */
export function isolated(text: string): ReadonlyArray<string | HTMLElement> {
  return text.split(/(\p{Bidi_Control})/u).map((piece, index) => (index % 2 === 0 ? piece : element('bdi', { textContent: piece })));
}
