import { existsSync, linkSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import { fold, type NameFolding } from './case-folding.js';
import { NumberSet, type Results, refuseCollisions, refuseOverwriting } from './collisions.js';
import { destinationOf, joinBelow } from './destination.js';
import { type ListEntry, ListWriter, type TaskList } from './list.js';
import { resolveSources } from './sources.js';

const root = `${sep}out`;

function resultsIn(folder: string, format: 'keep' | 'webp' = 'keep', folding: NameFolding = 'exact'): Results {
  return { root: folder, folding, pathOf: ({ relative }) => joinBelow(folder, destinationOf(relative, format)) };
}

describe('collisions', () => {
  test('are found if and only if there are any', async () => {
    const stem = fc.string({ unit: fc.constantFrom('a', 'b', '\u00e9', 'E\u0301'), minLength: 1, maxLength: 2 });
    const names = fc.tuple(stem, fc.constantFrom('', '.jpg', '.JPG', '.png', '.webp', '.x')).map((parts) => parts.join(''));
    const foldings = fc.constantFrom<NameFolding>('exact', 'case', 'form', 'case-and-form');
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(names, { maxLength: 12 }),
        fc.constantFrom('keep' as const, 'webp' as const),
        foldings,
        async (relatives, format, folding) => {
          const results = resultsIn(root, format, folding);
          const entries = relatives.map((relative, index) => entry(`/in${index}/${relative}`, relative));
          const collide = new Set(entries.map((each) => fold(results.pathOf(each), folding))).size < entries.length;
          const list = await listOf(entries);
          const refused = await refuseCollisions(list, results).then(
            () => false,
            (error) => error.code === 'usage',
          );
          expect(refused).toBe(collide);
          await list.close();
        },
      ),
    );
  });

  test.each<[string, string, string, 'keep' | 'webp', NameFolding, RegExp]>([
    [
      'two formats',
      'a.png',
      'a.jpg',
      'webp',
      'exact',
      /\/in1\/a\.png and \/in2\/a\.jpg would both be written to .*out.a\.webp; keep their formats/,
    ],
    ['two sources', 'a.png', 'a.png', 'keep', 'exact', /would both be written to .*out.a\.png; write them to different output folders/],
    [
      'upper and lower case',
      'A.png',
      'a.png',
      'keep',
      'case',
      /would both be written to .*out.A\.png, because this disk treats a\.png as the same name; rename/,
    ],
  ])('of %s are refused with both names, the destination and what to do', async (_, one, two, format, folding, message) => {
    const list = await listOf([entry(`/in1/${one}`, one), entry(`/in2/${two}`, two)]);
    const refusal = refuseCollisions(list, resultsIn(root, format, folding));
    await expect(refusal).rejects.toMatchObject({ code: 'usage', message: expect.stringMatching(message) });
  });

  test('are not searched for among files passed over', async () => {
    const list = await listOf([
      entry('/in1/a', 'a', { kind: 'symbolic-link' }),
      entry('/in2/a', 'a'),
      entry('/in3/a', 'a', { kind: 'special-file' }),
    ]);
    expect((await refuseCollisions(list, resultsIn(root))).size).toBe(0);
  });

  test('of a file with itself make it superfluous, but keep the entry that was named', async () => {
    const twice = [
      entry('/in/a', 'a'),
      entry('/in/b', 'b'),
      entry('/in/a', 'a', { named: true }),
      entry('/in/b', 'b'),
      entry('/in/a', 'a'),
    ];
    const superfluous = await refuseCollisions(await listOf(twice), resultsIn(root));
    expect(twice.filter((_, index) => !superfluous.has(index))).toEqual([entry('/in/b', 'b'), entry('/in/a', 'a', { named: true })]);
  });

  test('are found among many entries', async () => {
    const many = Array.from({ length: 20_000 }, (_, index) => entry(`/in/${index}.png`, `${index}.png`));
    await expect(refuseCollisions(await listOf(many), resultsIn(root, 'webp'))).resolves.toMatchObject({ size: 0 });
    const list = await listOf([...many, entry('/in/19999.jpg', '19999.jpg')]);
    await expect(refuseCollisions(list, resultsIn(root, 'webp'))).rejects.toMatchObject({
      message: expect.stringContaining('/in/19999.png and /in/19999.jpg'),
    });
  });
});

describe('overwriting', () => {
  async function check(
    given: string[],
    entries: ListEntry[],
    destination: string,
    format: 'keep' | 'webp' = 'keep',
    folding: NameFolding = 'exact',
  ): Promise<void> {
    await refuseOverwriting(await listOf(entries), resultsIn(destination, format, folding), await resolveSources(given));
  }
  const inFolder = (folder: string, ...names: string[]) => names.map((name) => entry(join(folder, name), join(...name.split('/'))));
  const refusal = (message: RegExp) => expect.objectContaining({ code: 'usage', message: expect.stringMatching(message) });

  test('a source with its own result is refused', async () => {
    const folder = throwAwayFolder('a.jpg');
    await expect(check([`${folder}/*`], inFolder(folder, 'a.jpg'), folder)).rejects.toEqual(
      refusal(/a\.jpg would be overwritten by its own result; choose another/),
    );
  });

  test('is allowed where the result has another name or its folder does not exist yet', async () => {
    const folder = throwAwayFolder('a.jpg', 'b.png');
    await check([`${folder}/*`], inFolder(folder, 'a.jpg', 'b.png'), folder, 'webp');
    await check([folder], inFolder(folder, 'a.jpg'), join(folder, 'new'));
    await check([folder], inFolder(folder, 'a.jpg'), `${folder}-beside`);
  });

  test('another source is refused', async () => {
    const folder = throwAwayFolder('a.jpg', 'a.webp');
    const entries = [entry(join(folder, 'a.jpg'), 'a.jpg'), entry(join(folder, 'a.webp'), 'b.webp')];
    await expect(check([`${folder}/*`], entries, folder, 'webp')).rejects.toEqual(
      refusal(/the source .*a\.webp would be overwritten by the result of .*a\.jpg/),
    );
    await expect(check([`${folder}/*`], entries.reverse(), folder, 'webp')).rejects.toEqual(refusal(/the source .*a\.webp would be/));
  });

  test('a source inside the destination is refused', async () => {
    const folder = throwAwayFolder('raw/x.jpg', 'raw/raw/x.jpg');
    const raw = join(folder, 'raw');
    await check([raw], inFolder(raw, 'x.jpg'), folder);
    await expect(check([raw], inFolder(raw, 'x.jpg', 'raw/x.jpg'), folder)).rejects.toEqual(
      refusal(/raw.x\.jpg would be overwritten by the result of .*raw.raw.x\.jpg/),
    );
  });

  test('through a link to the destination, or inside it, is refused', async () => {
    const folder = throwAwayFolder('in/sub/a.jpg', 'out/');
    const links = throwAwayFolder();
    symlinkSync(join(folder, 'in'), join(links, 'to-in'), 'dir');
    symlinkSync(join(folder, 'in', 'sub'), join(folder, 'out', 'sub'), 'dir');
    const entries = inFolder(join(folder, 'in'), 'sub/a.jpg');
    await expect(check([join(folder, 'in')], entries, join(links, 'to-in'))).rejects.toEqual(refusal(/by its own result/));
    await expect(check([join(folder, 'in')], entries, join(folder, 'out'))).rejects.toEqual(refusal(/by its own result/));
    await expect(check([join(links, 'to-in')], inFolder(join(links, 'to-in'), 'sub/a.jpg'), join(folder, 'in'))).rejects.toEqual(
      refusal(/by its own result/),
    );
  });

  test('the target of a link that was named is refused', async () => {
    const folder = throwAwayFolder('out/a.jpg');
    const link = join(folder, 'a.jpg');
    symlinkSync(join(folder, 'out', 'a.jpg'), link);
    await expect(check([link], [entry(link, 'a.jpg', { named: true })], join(folder, 'out'))).rejects.toEqual(refusal(/by its own result/));
  });

  test('a link that was found and passed over is refused', async () => {
    const folder = throwAwayFolder('a.jpg');
    const entries = [entry(join(folder, 'b.webp'), 'b.webp', { kind: 'symbolic-link' }), entry(join(folder, 'b.jpg'), 'b.jpg')];
    await expect(check([`${folder}/*`], entries, folder, 'webp')).rejects.toEqual(
      refusal(/b\.webp would be overwritten by the result of .*b\.jpg/),
    );
  });

  test('is noticed on a disk that treats both names as one', async () => {
    const folder = throwAwayFolder('a.JPG');
    const entries = [entry(join(folder, 'a.WEBP'), 'other.webp'), entry(join(folder, 'A.jpg'), 'A.jpg')];
    await check([`${folder}/*`], entries, folder, 'webp');
    await expect(check([`${folder}/*`], entries, folder, 'webp', 'case')).rejects.toEqual(refusal(/a\.WEBP would be overwritten/));
  });

  test('does not happen to a file in another folder, nor through a hard link', async () => {
    const folder = throwAwayFolder('in/a.jpg', 'file/b.jpg', 'out/a.jpg');
    linkSync(join(folder, 'in', 'a.jpg'), join(folder, 'out', 'hard.jpg'));
    mkdirSync(join(folder, 'in-2'));
    await check(
      [join(folder, 'in')],
      [...inFolder(join(folder, 'in'), 'a.jpg'), entry(join(folder, 'in', 'a.jpg'), 'hard.jpg')],
      join(folder, 'out'),
    );
    await check([join(folder, 'in')], inFolder(join(folder, 'in'), 'a.jpg'), join(folder, 'in-2'));
  });

  test('is found if and only if a result falls on a source', async () => {
    const folder = throwAwayFolder('x/x/x/');
    const path = fc.array(fc.constantFrom('x', 'a.jpg', 'b.webp'), { minLength: 1, maxLength: 3 }).map((parts) => join(...parts));
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(path, { maxLength: 5 }),
        fc.array(path, { minLength: 5, maxLength: 5 }),
        fc.constantFrom('', 'x'),
        async (sources, relatives, below) => {
          const destination = join(folder, below);
          const entries = sources.map((source, index) => entry(join(folder, source), relatives[index]!));
          const pathsOfSources = new Set(entries.map(({ source }) => source));
          const results = resultsIn(destination, 'webp');
          // A folder that does not exist cannot hold a source either.
          const falls = entries.map(results.pathOf).some((result) => pathsOfSources.has(result) && existsSync(dirname(result)));
          const refused = await check([folder], entries, destination, 'webp').then(
            () => false,
            () => true,
          );
          expect(refused).toBe(falls);
        },
      ),
    );
  });
});

test('a set of numbers holds what was added', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100_000)), fc.array(fc.nat(100_000)), (added, asked) => {
      const set = new NumberSet();
      for (const number of added) set.add(number);
      expect(set.size).toBe(new Set(added).size);
      for (const number of [...added, ...asked]) expect(set.has(number)).toBe(added.includes(number));
    }),
  );
});

function entry(source: string, relative: string, more: Partial<ListEntry> = {}): ListEntry {
  return { source, relative, named: false, ...more };
}

async function listOf(entries: readonly ListEntry[]): Promise<TaskList> {
  const writer = new ListWriter();
  for (const each of entries) await writer.append(each);
  const list = await writer.finish();
  onTestFinished(() => list.close());
  return list;
}
