import { expect, test } from 'vitest';
import { uprightXmp } from './metadata.js';

const upright = (packet: string) => Buffer.from(uprightXmp(Buffer.from(packet))).toString();

test('uprightXmp changes an orientation to upright, as attribute and as element, and nothing else', () => {
  const packet = (number: number) =>
    `<a tiff:Orientation = "${number}" b='tiff:Orientation'/><tiff:Orientation> ${number} </tiff:Orientation> tiff:Orientation="12"`;
  expect(upright(packet(6))).toBe(packet(1));
});

test.each(['tiff:Orientation', 'tiff:Orientation ', 'tiff:Orientation="', 'tiff:Orientation> ', ' '])(
  'uprightXmp reads a megabyte of "%s" in time',
  (unit) => {
    const packet = `tiff:Orientation${unit.repeat(1_000_000 / unit.length)}`;
    expect(upright(packet)).toBe(packet);
  },
);
