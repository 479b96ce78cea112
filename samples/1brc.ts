// The One Billion Row Challenge: the lowest, mean and highest temperature of each station, from lines such as `Hamburg;12.0`.
// With Node.js 22.18 or newer, which reads TypeScript: node samples/1brc.ts measurements.txt
import { forEachLineBytes, splitFile } from 'imgpar/lines';
import { moduleOf, Pool } from 'imgpar/pool';

/** Temperatures are in tenths of a degree. */
type Station = { name: Uint8Array; min: number; max: number; sum: number; count: number };

/** Reads the lines that begin in a range of the file. */
export async function stationsIn(path: string, range: { start: number; end: number }): Promise<Station[]> {
  const stations = new Map<number, Station[]>();
  await forEachLineBytes(path, range, (buffer, start, end) => {
    let hash = 0;
    let at = start;
    for (let byte = buffer[at]!; byte !== 0x3b; byte = buffer[++at]!) hash = (Math.imul(hash, 31) + byte) | 0;
    const station = find(stations, hash, buffer, start, at);
    const sign = buffer[at + 1] === 0x2d ? -1 : 1;
    let tenths = 0;
    while (++at < end) if (buffer[at]! >= 0x30) tenths = tenths * 10 + buffer[at]! - 0x30;
    tenths *= sign;
    if (tenths < station.min) station.min = tenths;
    if (tenths > station.max) station.max = tenths;
    station.sum += tenths;
    station.count += 1;
  });
  return [...stations.values()].flat();
}

function find(stations: Map<number, Station[]>, hash: number, buffer: Uint8Array, start: number, end: number): Station {
  const sameHash = stations.get(hash) ?? [];
  for (const station of sameHash) {
    let at = end - start === station.name.length ? 0 : -1;
    while (at >= 0 && at < station.name.length) at = station.name[at] === buffer[start + at] ? at + 1 : -1;
    if (at >= 0) return station;
  }
  const station = { name: Uint8Array.from(buffer.subarray(start, end)), min: Infinity, max: -Infinity, sum: 0, count: 0 };
  stations.set(hash, [...sameHash, station]);
  return station;
}

if (process.argv[1] === import.meta.filename) {
  const path = process.argv[2]!;
  const pool = new Pool();
  const { stationsIn } = moduleOf<typeof import('./1brc.js')>(import.meta.url);
  const totals = new Map<string, Station>();
  const ranges = await splitFile(path, { chunkBytes: 32 * 2 ** 20 });
  for await (const stations of pool.imapUnordered(stationsIn, ranges, { args: [path] })) {
    for (const station of stations) {
      const name = Buffer.from(station.name).toString();
      const { min, max, sum, count } = totals.get(name) ?? { min: Infinity, max: -Infinity, sum: 0, count: 0 };
      const [least, most] = [Math.min(min, station.min), Math.max(max, station.max)];
      totals.set(name, { name: station.name, min: least, max: most, sum: sum + station.sum, count: count + station.count });
    }
  }
  await pool.terminate();
  const rounded = (tenths: number) => (Math.round(tenths) / 10).toFixed(1);
  const rows = [...totals].sort(([one], [other]) => (one < other ? -1 : 1));
  console.log(
    `{${rows.map(([name, { min, max, sum, count }]) => `${name}=${rounded(min)}/${rounded(sum / count)}/${rounded(max)}`).join(', ')}}`,
  );
}
