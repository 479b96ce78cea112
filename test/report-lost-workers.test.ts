import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { imgpar } from './program.js';
import { throwAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

/** A method that kills its process at an image of a single level. */
const killing = `
const table = (histogram) => {
  if (histogram.filter((count) => count > 0).length === 1) {
    process.kill(process.pid, 'SIGKILL');
    // Wait until it is dead.
    for (;;);
  }
  return Uint8Array.from(histogram, (_, level) => 255 - level);
};
export default { kind: 'table', name: 'killing', summary: 'kills its process', defaults: {}, table };
`;

test.skipIf(process.platform === 'win32')(
  'the report of a run whose workers were killed says so, at once and later',
  { timeout: 60_000 },
  async () => {
    const folder = throwAwayFolder();
    await writeTinyImages(join(folder, 'in'), ['a.png', 'b.png', 'c.png']);
    const flat = sharp({ create: { width: 8, height: 8, channels: 3, background: '#777' } });
    writeFileSync(join(folder, 'in/flat.png'), await flat.png().toBuffer());
    writeFileSync(join(folder, 'killing.mjs'), killing);
    const { code } = await imgpar(['equalize', 'in', 'out', '--method', './killing.mjs', '--report', 'page.html'], { cwd: folder });
    expect(code).toBe(1);
    const again = /<li class="warning">Tried again, as their worker was lost: \d+ images?\.<\/li>/;
    const page = readFileSync(join(folder, 'page.html'), 'utf8');
    expect(page).toMatch(/<li class="warning">\d workers? lost and replaced: \d killed from outside\.<\/li>/);
    expect(page).toMatch(again);
    expect(page).toContain('<dt>Equalised</dt><dd>3</dd>');
    await imgpar(['report', 'out', '-o', 'later.html'], { cwd: folder });
    expect(readFileSync(join(folder, 'later.html'), 'utf8')).toMatch(again);
  },
);
