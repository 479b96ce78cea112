import type { Control, MethodControls, Setting } from '../settings.js';
import { element, isolated, labelled, select } from './elements.js';
import { askOfSetting, names, shownNames } from './workers.js';

/** The controls of one of the settings that are compared, and its command. */
export class Panel {
  readonly element = element('fieldset');
  readonly #methods: readonly MethodControls[];
  readonly #controls = element('div');
  readonly #command = element('code', { tabIndex: 0 });
  readonly #wrong = element('p', { className: 'wrong' });
  readonly #show: (setting: Setting) => Promise<unknown>;
  #values: Readonly<Record<string, string>> = {};
  #method: string;
  #reference = 0;

  constructor(letter: string, method: string, methods: readonly MethodControls[], show: (setting: Setting) => Promise<unknown>) {
    this.#methods = methods;
    this.#method = method;
    this.#show = show;
    const choice = select(
      methods.map(({ name }) => [name, name]),
      method,
    );
    choice.onchange = () => {
      this.#method = choice.value;
      this.#build();
      void this.update();
    };
    this.#command.ariaLabel = `Command of setting ${letter}`;
    this.element.append(
      element('legend', { textContent: `Setting ${letter}` }),
      labelled('method', choice),
      this.#controls,
      element('div', { className: 'command' }, [this.#command, this.#copyButton()]),
      this.#wrong,
    );
    this.#build();
  }

  /** Shows the results and the command of the controls as they are now. */
  async update(): Promise<void> {
    const setting: Setting = { method: this.#method, values: this.#values, reference: this.#reference };
    try {
      const command = askOfSetting<string>({ kind: 'command', setting, names });
      // No command is better than that of another setting.
      this.#command.replaceChildren(...isolated(await command.catch(() => '')));
      await command;
      this.#wrong.textContent = '';
      await this.#show(setting);
    } catch (error) {
      this.#wrong.textContent = (error as Error).message;
    }
  }

  #copyButton(): HTMLElement {
    const copy = element('button', { type: 'button', textContent: 'Copy' });
    copy.onclick = async () => {
      await navigator.clipboard.writeText(this.#command.textContent);
      copy.textContent = 'Copied';
      setTimeout(() => (copy.textContent = 'Copy'), 1500);
    };
    return copy;
  }

  /** Makes the controls of the method. What was chosen stays where the method has it, too. */
  #build(): void {
    const { controls: byDialect, needsReference } = this.#methods.find(({ name }) => name === this.#method)!;
    const controls = byDialect[this.#values.dialect ?? ''] ?? byDialect['']!;
    this.#values = Object.fromEntries(
      Object.entries(this.#values).filter(([name, value]) => controls.some((each) => each.name === name && allows(each, value))),
    );
    this.#controls.replaceChildren(...controls.map((control) => this.#row(control)));
    if (!needsReference) return;
    const choice = select(
      shownNames.map((name, index) => [String(index), name]),
      String(this.#reference),
    );
    choice.onchange = () => {
      this.#reference = Number(choice.value);
      void this.update();
    };
    this.#controls.append(labelled('reference', choice));
  }

  #row(control: Control): HTMLElement {
    const { name, help, default: byDefault, words, sliders = [], separator = ' ' } = control;
    const value = this.#values[name] ?? '';
    const set = (text: string) => {
      this.#values = { ...this.#values, [name]: text };
      void this.update();
    };
    if (words) {
      const choice = select([['', `default: ${byDefault}`], ...words.map((word): [string, string] => [word, word])], value);
      choice.onchange = () => {
        set(choice.value);
        // Other dialects have other defaults.
        if (name === 'dialect') this.#rebuild(choice);
      };
      return labelled(name, choice, help);
    }
    const text = element('input', { type: 'text', value, placeholder: byDefault });
    const numbers = () => (text.value.trim() || byDefault).split(separator);
    const ranges = sliders.map(({ name: ariaLabel, min, max, step }) =>
      element('input', { type: 'range', ariaLabel, min: String(min), max: String(max), step: String(step) }),
    );
    const moveSliders = () => {
      for (const [index, number] of numbers().entries()) if (ranges[index]) ranges[index].value = number;
    };
    for (const [index, range] of ranges.entries())
      range.oninput = () => {
        // The other numbers stay as they were written.
        text.value = numbers().with(index, range.value).join(separator);
        set(text.value);
      };
    text.oninput = () => {
      moveSliders();
      set(text.value.trim());
    };
    moveSliders();
    return labelled(name, element('div', { className: 'numbers' }, [element('div', {}, ranges), text]), help);
  }

  #rebuild(focused: HTMLElement): void {
    const index = [...this.#controls.querySelectorAll('select')].indexOf(focused as HTMLSelectElement);
    this.#build();
    this.#controls.querySelectorAll('select')[index]?.focus();
  }
}

/** Whether a control can have a value that was chosen for another method. */
function allows({ words }: Control, value: string): boolean {
  return !words || value === '' || words.includes(value);
}
