import { readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import { type Plan, type PlanOptions, plan } from './plan.js';

async function planned(options: Partial<PlanOptions> & Pick<PlanOptions, 'sources' | 'destination'>): Promise<Plan> {
  const made = await plan({ format: 'keep', ...options });
  onTestFinished(() => made.list.close());
  return made;
}

/** Every source with its result, both below the folder. */
async function pairs(folder: string, options: Parameters<typeof planned>[0]): Promise<string[]> {
  const { list, destinationOf } = await planned(options);
  const entries = await list.read({ start: 0, end: list.length });
  const below = (path: string) => relative(folder, path).split(sep).join('/');
  return entries.map((entry) => `${below(entry.source)} > ${below(destinationOf(entry))}`).sort();
}

const refusal = (message: RegExp) =>
  expect.objectContaining({ name: 'ImgparError', code: 'usage', message: expect.stringMatching(message) });

test('mirrors folders, takes files by their names and patterns from where they begin', async () => {
  const folder = throwAwayFolder('in/a.jpg', 'in/sub/b.png', 'one/c.tif', 'more/x/d.jpg');
  const sources = [join(folder, 'in'), join(folder, 'one', 'c.tif'), `${folder}/more/**/*.jpg`];
  expect(await pairs(folder, { sources, destination: join(folder, 'out') })).toEqual([
    'in/a.jpg > out/a.jpg',
    'in/sub/b.png > out/sub/b.png',
    'more/x/d.jpg > out/x/d.jpg',
    'one/c.tif > out/c.tif',
  ]);
});

test('gives results the ending of the format asked for', async () => {
  const folder = throwAwayFolder('in/a.jpg', 'in/b.webp', 'in/c');
  const options = { sources: [join(folder, 'in')], destination: join(folder, 'out'), format: 'webp' } as const;
  expect(await pairs(folder, options)).toEqual(['in/a.jpg > out/a.webp', 'in/b.webp > out/b.webp', 'in/c > out/c.webp']);
});

test('tells how many files were found, the last time of all', async () => {
  const folder = throwAwayFolder(...Array.from({ length: 1201 }, (_, index) => `in/${index}.jpg`));
  const told: number[] = [];
  const { list } = await plan({ sources: [join(folder, 'in')], destination: join(folder, 'out'), format: 'keep' }, (found) =>
    told.push(found),
  );
  await list.close();
  expect(told).toEqual([500, 1000, 1201]);
});

test('touches nothing', async () => {
  const folder = throwAwayFolder('in/a.jpg');
  await planned({ sources: [join(folder, 'in')], destination: join(folder, 'new', 'out') });
  expect(readdirSync(folder)).toEqual(['in']);
});

test('does a file once that two sources lead to by the same name', async () => {
  const folder = throwAwayFolder('in/a.jpg', 'in/b.jpg');
  const sources = [`${folder}/in/*.jpg`, `${folder}/in/a*`, join(folder, 'in', 'b.jpg')];
  const { list } = await planned({ sources, destination: join(folder, 'out') });
  const entries = await list.read({ start: 0, end: 9 });
  expect(entries.map(({ relative: name, named }) => [name, named]).sort()).toEqual([
    ['a.jpg', false],
    ['b.jpg', true],
  ]);
});

test('does a file once that one pattern leads to twice', async () => {
  const folder = throwAwayFolder('a.jpg', 'b.jpg');
  const options = { sources: [`${folder}/{a,*}.jpg`], destination: join(folder, 'out') };
  expect(await pairs(folder, options)).toEqual(['a.jpg > out/a.jpg', 'b.jpg > out/b.jpg']);
});

describe('a destination that is a file name', () => {
  test('is the very name of the only result, and its ending decides the format', async () => {
    const folder = throwAwayFolder('a.jpg');
    const options = { sources: [join(folder, 'a.jpg')], destination: join(folder, 'new', 'b.PNG') };
    expect(await pairs(folder, options)).toEqual(['a.jpg > new/b.PNG']);
    expect(await planned(options)).toMatchObject({ format: 'png', destinationRoot: join(folder, 'new') });
  });

  test('may be a file that is there, whatever its ending', async () => {
    const folder = throwAwayFolder('a.jpg', 'result', 'scan.2024');
    const sources = [join(folder, 'a.jpg')];
    expect(await planned({ sources, destination: join(folder, 'result') })).toMatchObject({ format: 'keep' });
    expect(await pairs(folder, { sources, destination: join(folder, 'scan.2024'), format: 'png' })).toEqual(['a.jpg > scan.2024']);
  });

  test('may say the same format as was asked for', async () => {
    const folder = throwAwayFolder('a.jpg');
    expect(await pairs(folder, { sources: [join(folder, 'a.jpg')], destination: join(folder, 'b.jpeg'), format: 'jpeg' })).toEqual([
      'a.jpg > b.jpeg',
    ]);
  });

  test('is refused when it says another', async () => {
    const folder = throwAwayFolder('a.jpg');
    const options = { sources: [join(folder, 'a.jpg')], destination: join(folder, 'b.png'), format: 'webp' } as const;
    await expect(planned(options)).rejects.toEqual(refusal(/b\.png ends as png does, but the format asked for is webp/));
  });

  test('is refused when it is the source', async () => {
    const folder = throwAwayFolder('a.jpg', 'sub/');
    const options = { sources: [join(folder, 'a.jpg')], destination: `${folder}/sub/../a.jpg` };
    await expect(planned(options)).rejects.toEqual(refusal(/a\.jpg would be overwritten by its own result/));
  });

  test.each(['folder.png', 'new.png/', 'plain'])('%j is a folder all the same', async (name) => {
    const folder = throwAwayFolder('a.jpg', 'folder.png/');
    expect(await pairs(folder, { sources: [join(folder, 'a.jpg')], destination: `${folder}/${name}` })).toEqual([
      `a.jpg > ${name.replace('/', '')}/a.jpg`,
    ]);
  });

  test('is a folder when the source is a pattern, or there are two', async () => {
    const folder = throwAwayFolder('a.jpg', 'b.jpg');
    expect(await pairs(folder, { sources: [`${folder}/a*.jpg`], destination: join(folder, 'x.png') })).toEqual(['a.jpg > x.png/a.jpg']);
    const two = [join(folder, 'a.jpg'), join(folder, 'b.jpg')];
    expect(await pairs(folder, { sources: two, destination: join(folder, 'x.png') })).toEqual([
      'a.jpg > x.png/a.jpg',
      'b.jpg > x.png/b.jpg',
    ]);
  });
});

describe('refuses with a sentence', () => {
  test('a destination that is a file, where a folder is needed', async () => {
    const folder = throwAwayFolder('in/a.jpg', 'out.jpg');
    const sources = [join(folder, 'in')];
    await expect(planned({ sources, destination: join(folder, 'out.jpg') })).rejects.toEqual(
      refusal(/out\.jpg is a file, expected a folder/),
    );
    await expect(planned({ sources, destination: join(folder, 'out.jpg', 'sub') })).rejects.toEqual(
      refusal(/cannot be made, because .*out\.jpg is not a folder/),
    );
    const file = [join(folder, 'in', 'a.jpg')];
    await expect(planned({ sources: file, destination: join(folder, 'out.jpg') + sep })).rejects.toEqual(
      refusal(/is a file, expected a folder/),
    );
  });

  test('an empty destination and one that is a link to nothing', async () => {
    const folder = throwAwayFolder('in/a.jpg');
    symlinkSync(join(folder, 'nothing'), join(folder, 'out'));
    await expect(planned({ sources: [join(folder, 'in')], destination: '' })).rejects.toEqual(refusal(/destination is empty/));
    await expect(planned({ sources: [join(folder, 'in')], destination: join(folder, 'out') })).rejects.toEqual(
      refusal(/link that leads nowhere/),
    );
  });

  test('a folder that is its own destination, by any name', async () => {
    const folder = throwAwayFolder('in/a.jpg', 'in/sub/b.jpg');
    symlinkSync(join(folder, 'in'), join(folder, 'link'), 'dir');
    for (const destination of [join(folder, 'in'), join(folder, 'link'), `${folder}/in/../in/`]) {
      await expect(planned({ sources: [join(folder, 'in')], destination })).rejects.toEqual(refusal(/in is the destination itself/));
    }
  });

  test('a pattern whose results would replace its files, unless their names differ', async () => {
    const folder = throwAwayFolder('a.jpg');
    const options = { sources: [`${folder}/*.jpg`], destination: folder };
    await expect(planned(options)).rejects.toEqual(refusal(/a\.jpg would be overwritten by its own result/));
    expect(await pairs(folder, { ...options, format: 'webp' })).toEqual(['a.jpg > a.webp']);
  });

  test('two sources with one result, of one folder and of two', async () => {
    const folder = throwAwayFolder('in/a.jpg', 'in/a.png', 'in-2/a.png');
    const destination = join(folder, 'out');
    await expect(planned({ sources: [join(folder, 'in')], destination, format: 'webp' })).rejects.toEqual(
      refusal(/would both become .*a\.webp/),
    );
    await expect(planned({ sources: [join(folder, 'in'), join(folder, 'in-2')], destination })).rejects.toEqual(
      refusal(/would both become .*a\.png/),
    );
  });

  test('sources in which nothing is found, and says what was left out', async () => {
    const folder = throwAwayFolder('in/.a.jpg', 'in/b.txt', 'empty/');
    symlinkSync(join(folder, 'in', 'b.txt'), join(folder, 'in', 'link.jpg'));
    const destination = join(folder, 'out');
    const from = (source: string, more: Partial<PlanOptions> = {}) => planned({ sources: [source], destination, ...more });
    await expect(from(join(folder, 'empty'))).rejects.toEqual(refusal(/^no image found in \S*empty$/));
    await expect(from(join(folder, 'in'), { include: ['*.jpg'] })).rejects.toEqual(
      refusal(
        /: 1 hidden name left out \(the option hidden takes them\); 1 name left out by include and exclude; 1 link, pipe or device not followed$/,
      ),
    );
    await expect(from(`${folder}/i*`)).rejects.toEqual(refusal(/: 1 folder matched \(add \/\*\* /));
    await expect(from(`${folder}/x*`)).rejects.toEqual(refusal(/^no image found in \S*x\*$/));
  });

  test('and leaves no temporary file behind then', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('imgpar-list-'));
    const folder = throwAwayFolder('in/a.jpg', 'in/a.png');
    await expect(planned({ sources: [join(folder, 'in')], destination: join(folder, 'out'), format: 'webp' })).rejects.toThrow();
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('imgpar-list-') && !before.includes(name))).toEqual([]);
  });
});

test('ends with the reason of the signal', async () => {
  const folder = throwAwayFolder(...Array.from({ length: 600 }, (_, index) => `in/${index}.jpg`));
  const options = { sources: [join(folder, 'in')], destination: join(folder, 'out'), format: 'keep' } as const;
  const reason = new Error('enough');
  await expect(plan({ ...options, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const controller = new AbortController();
  await expect(plan({ ...options, signal: controller.signal }, () => controller.abort(reason))).rejects.toBe(reason);
});
