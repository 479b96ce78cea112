import { expect, test } from 'vitest';
import { progress, range } from '../index.js';
import { htmlDisplay } from './html-display.js';

/** A notebook: the contents of its places, as they are in the end. */
function notebook() {
  const places: string[] = [];
  const newPlace = () => {
    const number = places.push('') - 1;
    return {
      set(html: string) {
        places[number] = html;
      },
    };
  };
  const display = htmlDisplay({ newPlace, write: (text) => places.push(text) });
  const states = () => places.map((html) => (html === '' ? '' : /data-state="(\w+)"/.exec(html)?.[1]));
  return { display, places, states };
}

test('a bar whose source throws is red, and stays even if it should not', () => {
  const { display, states } = notebook();
  function* breaking() {
    yield 1;
    throw new Error('broken');
  }
  expect(() => [...progress(breaking(), { display, leave: false })]).toThrow('broken');
  expect(states()).toEqual(['failed']);
});

test('so is one whose asynchronous source rejects', async () => {
  const { display, states } = notebook();
  async function* breaking() {
    yield 1;
    throw new Error('broken');
  }
  const loop = async () => {
    for await (const _ of progress(breaking(), { display }));
  };
  await expect(loop()).rejects.toThrow('broken');
  expect(states()).toEqual(['failed']);
});

test('a bar is red if its loop was left before its total, as by an exception', () => {
  const { display, states } = notebook();
  expect(() => {
    for (const i of range(5, { display })) if (i === 3) throw new Error('stop');
  }).toThrow('stop');
  for (const _ of range(5, { display }));
  for (const _ of progress([1, 2].values(), { display })) break;
  expect(states()).toEqual(['failed', 'done', 'done']);
});

test('inner bars that do not stay share one place', () => {
  const { display, states } = notebook();
  for (const _ of range(4, { display })) for (const _ of range(3, { display, leave: false }));
  expect(states()).toEqual(['done', '']);
});

test('a bar of a later cell gets a place of its own', () => {
  const { display, states } = notebook();
  for (const _ of range(4, { display, leave: false }));
  for (const _ of range(4, { display }));
  expect(states()).toEqual(['', 'done']);
});

test('a description has its colon, also where the total is unknown', () => {
  const { display, places } = notebook();
  for (const _ of progress([1].values(), { display, desc: 'unknown' }));
  for (const _ of progress([1], { display, desc: 'known' }));
  const texts = places.map((html) => html.replace(/<[^>]*>/g, '').replace(/ +\[.*/, ''));
  expect(texts).toEqual(['unknown: 1it', 'known: 100% 1/1'].map((text) => expect.stringMatching(text.replace(/ /g, ' +'))));
});
