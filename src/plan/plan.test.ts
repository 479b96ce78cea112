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

/** Every source with its result, both relative to the folder. */
async function pairs(folder: string, options: Parameters<typeof planned>[0]): Promise<string[]> {
  const { list, destinationOf } = await planned(options);
  const entries = await list.read({ start: 0, end: list.length });
  const below = (path: string) => relative(folder, path).split(sep).join('/');
  return entries.map((entry) => `${below(entry.source)} > ${below(destinationOf(entry))}`).sort();
}

const refusal = (message: RegExp) =>
  expect.objectContaining({ name: 'ImgparError', code: 'usage', message: expect.stringMatching(message) });

test('plan mirrors folders, and places files and patterns by their paths from where they start', async () => {
  const folder = throwAwayFolder('in/a.jpg', 'in/sub/b.png', 'one/c.tif', 'more/x/d.jpg');
  const sources = [join(folder, 'in'), join(folder, 'one', 'c.tif'), `${folder}/more/**/*.jpg`];
  expect(await pairs(folder, { sources, destination: join(folder, 'out') })).toEqual([
    'in/a.jpg > out/a.jpg',
    'in/sub/b.png > out/sub/b.png',
    'more/x/d.jpg > out/x/d.jpg',
    'one/c.tif > out/c.tif',
  ]);
});

test('plan gives results the extension of the requested format', async () => {
  const folder = throwAwayFolder('in/a.jpg', 'in/b.webp', 'in/c');
  const options = { sources: [join(folder, 'in')], destination: join(folder, 'out'), format: 'webp' } as const;
  expect(await pairs(folder, options)).toEqual(['in/a.jpg > out/a.webp', 'in/b.webp > out/b.webp', 'in/c > out/c.webp']);
});

test('plan reports how many files were found, and last the total', async () => {
  const folder = throwAwayFolder(...Array.from({ length: 1201 }, (_, index) => `in/${index}.jpg`));
  const told: number[] = [];
  const { list } = await plan({ sources: [join(folder, 'in')], destination: join(folder, 'out'), format: 'keep' }, (found) =>
    told.push(found),
  );
  await list.close();
  expect(told).toEqual([500, 1000, 1201]);
});

test('plan touches nothing', async () => {
  const folder = throwAwayFolder('in/a.jpg');
  await planned({ sources: [join(folder, 'in')], destination: join(folder, 'new', 'out') });
  expect(readdirSync(folder)).toEqual(['in']);
});

test('plan does a file once if two sources lead to it by the same name', async () => {
  const folder = throwAwayFolder('in/a.jpg', 'in/b.jpg');
  const sources = [`${folder}/in/*.jpg`, `${folder}/in/a*`, join(folder, 'in', 'b.jpg')];
  const { list } = await planned({ sources, destination: join(folder, 'out') });
  const entries = await list.read({ start: 0, end: 9 });
  expect(entries.map(({ relative: name, named }) => [name, named]).sort()).toEqual([
    ['a.jpg', false],
    ['b.jpg', true],
  ]);
});

test('plan does a file once if one pattern leads to it twice', async () => {
  const folder = throwAwayFolder('a.jpg', 'b.jpg');
  const options = { sources: [`${folder}/{a,*}.jpg`], destination: join(folder, 'out') };
  expect(await pairs(folder, options)).toEqual(['a.jpg > out/a.jpg', 'b.jpg > out/b.jpg']);
});

describe('a destination that is a file name', () => {
  test('is the name of the only result, and its extension decides the format', async () => {
    const folder = throwAwayFolder('a.jpg');
    const options = { sources: [join(folder, 'a.jpg')], destination: join(folder, 'new', 'b.PNG') };
    expect(await pairs(folder, options)).toEqual(['a.jpg > new/b.PNG']);
    expect(await planned(options)).toMatchObject({ format: 'png', destinationRoot: join(folder, 'new') });
  });

  test('may be an existing file with any extension', async () => {
    const folder = throwAwayFolder('a.jpg', 'result', 'scan.2024');
    const sources = [join(folder, 'a.jpg')];
    expect(await planned({ sources, destination: join(folder, 'result') })).toMatchObject({ format: 'keep' });
    expect(await pairs(folder, { sources, destination: join(folder, 'scan.2024'), format: 'png' })).toEqual(['a.jpg > scan.2024']);
  });

  test('may name the requested format', async () => {
    const folder = throwAwayFolder('a.jpg');
    expect(await pairs(folder, { sources: [join(folder, 'a.jpg')], destination: join(folder, 'b.jpeg'), format: 'jpeg' })).toEqual([
      'a.jpg > b.jpeg',
    ]);
  });

  test('is refused if it names another format', async () => {
    const folder = throwAwayFolder('a.jpg');
    const options = { sources: [join(folder, 'a.jpg')], destination: join(folder, 'b.png'), format: 'webp' } as const;
    await expect(planned(options)).rejects.toEqual(refusal(/b\.png is named like png, but the format is webp/));
  });

  test('is refused if it is the source', async () => {
    const folder = throwAwayFolder('a.jpg', 'sub/');
    const options = { sources: [join(folder, 'a.jpg')], destination: `${folder}/sub/../a.jpg` };
    await expect(planned(options)).rejects.toEqual(refusal(/a\.jpg would be overwritten by its own result/));
  });

  test.each(['folder.png', 'new.png/', 'plain'])('is still a folder as %j', async (name) => {
    const folder = throwAwayFolder('a.jpg', 'folder.png/');
    expect(await pairs(folder, { sources: [join(folder, 'a.jpg')], destination: `${folder}/${name}` })).toEqual([
      `a.jpg > ${name.replace('/', '')}/a.jpg`,
    ]);
  });

  test.each([
    ['a pattern', ['a*.jpg']],
    ['a folder', ['in']],
    ['two files', ['a.jpg', 'b.jpg']],
  ])('is refused when the source is %s, unless a slash marks it as a folder', async (_, sources) => {
    const folder = throwAwayFolder('a.jpg', 'b.jpg', 'in/a.jpg');
    const options = { sources: sources.map((name) => `${folder}/${name}`), destination: `${folder}/x.png` };
    await expect(planned(options)).rejects.toEqual(refusal(/x\.png is named like one image.*write .*x\.png\/ if you mean a folder/));
    await expect(planned({ ...options, destination: `${folder}/x.jxl` })).rejects.toEqual(refusal(/x\.jxl is named like one image/));
    expect(await pairs(folder, { ...options, destination: `${folder}/x.png/` })).toContain(
      `${sources[0] === 'in' ? 'in/' : ''}a.jpg > x.png/a.jpg`,
    );
  });

  test('is refused if its format is not written', async () => {
    const folder = throwAwayFolder('a.jpg');
    const options = { sources: [join(folder, 'a.jpg')], destination: join(folder, 'x.jxl') };
    await expect(planned(options)).rejects.toEqual(
      refusal(/x\.jxl is named like an image of a format that imgpar cannot write; expected \.jpg/),
    );
  });
});

describe('a pattern without effect', () => {
  test('is refused as a source, or reported with allowNoMatch', async () => {
    const folder = throwAwayFolder('in/a.jpg', 'in/b.jpeg', 'x [1]/c.jpg');
    const options = { sources: [`${folder}/in/*.jpg`, `${folder}/**/*.jepg`], destination: join(folder, 'out') };
    await expect(planned(options)).rejects.toEqual(refusal(/^no file matches \S*\*\.jepg: .*allowNoMatch/));
    const { list, warnings } = await planned({ ...options, allowNoMatch: true });
    expect([list.length, warnings]).toEqual([1, [{ code: 'no-match', message: expect.stringMatching(/^no file matches/) }]]);
    await expect(planned({ ...options, sources: [`${folder}/in`, `${folder}/*/d[0-9]/*`] })).rejects.toEqual(refusal(/\\\[ for a bracket/));
  });

  test('is no error with allowNoMatch, even if nothing is found at all', async () => {
    const folder = throwAwayFolder('in/');
    const { list, warnings } = await planned({ sources: [`${folder}/in/*.jpg`], destination: join(folder, 'out'), allowNoMatch: true });
    expect([list.length, warnings]).toMatchObject([0, [{ code: 'no-match' }]]);
  });

  test('is reported as include or exclude', async () => {
    const folder = throwAwayFolder('in/a.jpg', 'in/.b/c.jpg', 'in/out/d.jpg', 'in/sub/e.jpg');
    const options = { sources: [join(folder, 'in')], destination: join(folder, 'in', 'out') };
    const warned = async (more: Partial<PlanOptions>) =>
      (await planned({ ...options, ...more })).warnings.filter(({ code }) => code === 'no-match').map(({ message }) => message);
    expect(await warned({ exclude: ['subb/**'] })).toEqual([expect.stringMatching(/^exclude is subb\/\*\*, which matches nothing/)]);
    expect(await warned({ include: ['*.jpg', '*.jepg'] })).toEqual([expect.stringMatching(/^include is \*\.jepg/)]);
    // What is left out anyway may be named.
    expect(await warned({ include: ['*.jpg'], exclude: ['sub/**', '.b', 'out', '.b/**'] })).toEqual([]);
    expect(await warned({ sources: [`${folder}/in/**/*.jpg`], exclude: ['sub/**', 'out'] })).toEqual([]);
  });

  test('that begins with ! leaves out files of every source', async () => {
    const folder = throwAwayFolder('in/a.jpg', 'in/sub/b.jpg', 'more/sub/c.jpg', 'd.jpg');
    const sources = [join(folder, 'in'), `${folder}/more/**`, join(folder, 'd.jpg'), `!${folder}/*/sub/**`, `!${folder}/d.jpg`];
    expect(await pairs(folder, { sources, destination: join(folder, 'out') })).toEqual(['in/a.jpg > out/a.jpg']);
    await expect(planned({ sources: [join(folder, 'in')], destination: '!in/sub' })).rejects.toEqual(
      refusal(/last argument is the destination/),
    );
  });
});

describe('results among the sources', () => {
  test('are left out and reported if they are in the destination', async () => {
    const folder = throwAwayFolder('in/a.jpg', 'in/out/old.jpg');
    const destination = join(folder, 'in', 'out');
    for (const source of [join(folder, 'in'), `${folder}/in/**`]) {
      expect(await planned({ sources: [source], destination })).toMatchObject({
        list: { length: 1 },
        warnings: [{ code: 'destination-in-source', message: expect.stringContaining('out is the output folder') }],
      });
    }
    await expect(planned({ sources: [`${folder}/in/*/*.jpg`], destination })).rejects.toEqual(
      refusal(/files in the output folder are skipped/),
    );
  });

  test('are reported if another run wrote them, but not if they are the source itself', async () => {
    const folder = throwAwayFolder('in/a.jpg', 'in/out/.imgpar.jsonl', 'in/out/a.jpg');
    const destination = join(folder, 'new');
    for (const source of [join(folder, 'in'), `${folder}/in/**`]) {
      expect((await planned({ sources: [source], destination })).warnings).toEqual([
        { code: 'earlier-results', message: expect.stringMatching(/out holds results of another run/) },
      ]);
    }
    expect((await planned({ sources: [join(folder, 'in/out')], destination })).warnings).toEqual([]);
  });

  test('are not mentioned if the destination is empty', async () => {
    const folder = throwAwayFolder('in/a.jpg', 'in/out/');
    expect((await planned({ sources: [join(folder, 'in')], destination: join(folder, 'in/out') })).warnings).toEqual([]);
  });
});

describe('plan refuses with a sentence', () => {
  test('a destination that is a file where a folder is needed', async () => {
    const folder = throwAwayFolder('in/a.jpg', 'out.jpg');
    const sources = [join(folder, 'in')];
    await expect(planned({ sources, destination: join(folder, 'out.jpg') })).rejects.toEqual(
      refusal(/out\.jpg is a file, expected a folder/),
    );
    await expect(planned({ sources, destination: join(folder, 'out.jpg', 'sub') })).rejects.toEqual(
      refusal(/cannot be created, because .*out\.jpg is not a folder/),
    );
    const file = [join(folder, 'in', 'a.jpg')];
    await expect(planned({ sources: file, destination: join(folder, 'out.jpg') + sep })).rejects.toEqual(
      refusal(/is a file, expected a folder/),
    );
  });

  test('an empty destination, and one that is a dangling link', async () => {
    const folder = throwAwayFolder('in/a.jpg');
    symlinkSync(join(folder, 'nothing'), join(folder, 'out'));
    await expect(planned({ sources: [join(folder, 'in')], destination: '' })).rejects.toEqual(refusal(/destination is empty/));
    await expect(planned({ sources: [join(folder, 'in')], destination: join(folder, 'out') })).rejects.toEqual(
      refusal(/broken symbolic link/),
    );
  });

  test('a folder that is its own destination, by any name', async () => {
    const folder = throwAwayFolder('in/a.jpg', 'in/sub/b.jpg');
    symlinkSync(join(folder, 'in'), join(folder, 'link'), 'dir');
    for (const destination of [join(folder, 'in'), join(folder, 'link'), `${folder}/in/../in/`]) {
      await expect(planned({ sources: [join(folder, 'in')], destination })).rejects.toEqual(refusal(/in is also the output folder/));
    }
  });

  test('a pattern whose results would replace its files, unless their names differ', async () => {
    const folder = throwAwayFolder('a.jpg');
    const options = { sources: [`${folder}/*.jpg`], destination: folder };
    await expect(planned(options)).rejects.toEqual(refusal(/a\.jpg would be overwritten by its own result/));
    expect(await pairs(folder, { ...options, format: 'webp' })).toEqual(['a.jpg > a.webp']);
  });

  test('two sources with the same result, in one folder or two', async () => {
    const folder = throwAwayFolder('in/a.jpg', 'in/a.png', 'in-2/a.png');
    const destination = join(folder, 'out');
    await expect(planned({ sources: [join(folder, 'in')], destination, format: 'webp' })).rejects.toEqual(
      refusal(/would both be written to .*a\.webp/),
    );
    await expect(planned({ sources: [join(folder, 'in'), join(folder, 'in-2')], destination })).rejects.toEqual(
      refusal(/would both be written to .*a\.png/),
    );
  });

  test('sources without files, and says what was left out', async () => {
    const folder = throwAwayFolder('in/.a.jpg', 'in/b.txt', 'empty/');
    symlinkSync(join(folder, 'in', 'b.txt'), join(folder, 'in', 'link.jpg'));
    const destination = join(folder, 'out');
    const from = (source: string, more: Partial<PlanOptions> = {}) => planned({ sources: [source], destination, ...more });
    await expect(from(join(folder, 'empty'))).rejects.toEqual(refusal(/^no image found in \S*empty$/));
    await expect(from(join(folder, 'in'), { include: ['*.jpg'] })).rejects.toEqual(
      refusal(
        /: 1 hidden name skipped \(the option hidden includes them\); 1 name skipped by include and exclude; 1 link, pipe or device not followed$/,
      ),
    );
    await expect(from(`${folder}/i*`)).rejects.toEqual(refusal(/: 1 folder matched \(add \/\*\* /));
    await expect(from(`${folder}/x*`)).rejects.toEqual(refusal(/^no image found in \S*x\*$/));
  });

  test('without leaving a temporary file behind', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('imgpar-list-'));
    const folder = throwAwayFolder('in/a.jpg', 'in/a.png');
    await expect(planned({ sources: [join(folder, 'in')], destination: join(folder, 'out'), format: 'webp' })).rejects.toThrow();
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('imgpar-list-') && !before.includes(name))).toEqual([]);
  });
});

test('plan throws the reason of an aborted signal', async () => {
  const folder = throwAwayFolder(...Array.from({ length: 600 }, (_, index) => `in/${index}.jpg`));
  const options = { sources: [join(folder, 'in')], destination: join(folder, 'out'), format: 'keep' } as const;
  const reason = new Error('enough');
  await expect(plan({ ...options, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const controller = new AbortController();
  await expect(plan({ ...options, signal: controller.signal }, () => controller.abort(reason))).rejects.toBe(reason);
});
