import { expect, test } from 'vitest';
import { range } from '../index.js';
import { notebookDisplay } from './notebook-display.js';

interface Message {
  readonly type: string;
  readonly content: { readonly data: { readonly 'text/html': string }; readonly transient: { readonly display_id: string } };
}

test("in Deno's kernel a bar has got its last state when its loop ends, as the cell may end with it", () => {
  const messages: Message[] = [];
  // The kernel of Deno 2.9 returns nothing, earlier ones a promise.
  const broadcast = (type: string, content: object) => void messages.push({ type, content: content as Message['content'] }) as undefined;
  const display = notebookDisplay({ Deno: { jupyter: { broadcast } } })!;
  for (const _ of range(3, { display }));
  expect(messages.map(({ type }) => type)).toEqual(['display_data', 'update_display_data']);
  expect(messages[1]?.content.data['text/html']).toContain('data-state="done"');
  expect(messages[1]?.content.transient).toEqual(messages[0]?.content.transient);
});

test('in tslab a bar is one display, updated in place', () => {
  const displays: string[][] = [];
  const newDisplay = () => {
    const shown: string[] = [];
    displays.push(shown);
    return { html: (html: string) => void shown.push(/data-state="(\w+)"/.exec(html)?.[1] ?? '') };
  };
  const display = notebookDisplay({ __tslab__: { require: () => ({ newDisplay }) } })!;
  for (const _ of range(3, { display }));
  expect(displays).toEqual([['running', 'done']]);
});

test('outside of notebooks there is none, though Deno throws where its kernel is asked for', () => {
  const Deno = {
    get jupyter(): never {
      throw new Error('only in a kernel');
    },
  };
  expect(notebookDisplay({ Deno })).toBeUndefined();
  expect(notebookDisplay({})).toBeUndefined();
});
