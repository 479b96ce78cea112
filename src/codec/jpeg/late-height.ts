import { isFrame } from './markers.js';
import { isRestart, nextMarker } from './scan.js';

/**
 * The file with its height in the frame header, if that says 0 and a DNL segment after the first scan has it (ITU-T T.81, B.2.5), as some
 * cameras and scanners write it that learn the height last. Decoders know only the header. Undefined for any other file.
 */
export function withHeightInHeader(file: Buffer): Buffer | undefined {
  let heightAt: number | undefined;
  for (let marker = nextMarker(file, 2); marker && marker.end + 2 <= file.length; ) {
    const { code, end } = marker;
    if (isFrame(code)) heightAt = end + 3;
    const next = end + file.readUInt16BE(end);
    if (code === startOfScan) return heightAt === undefined ? undefined : withLateHeight(file, heightAt, next);
    marker = nextMarker(file, next);
  }
  return undefined;
}

function withLateHeight(file: Buffer, heightAt: number, scanAt: number): Buffer | undefined {
  let marker = nextMarker(file, scanAt);
  while (marker && isRestart(marker.code)) marker = nextMarker(file, marker.end);
  if (heightAt + 2 > scanAt || file.readUInt16BE(heightAt) !== 0 || marker?.code !== numberOfLines) return undefined;
  const next = marker.end + 4;
  if (next > file.length || file.readUInt16BE(marker.end) !== 4) return undefined;
  const stated = Buffer.concat([file.subarray(0, marker.position), file.subarray(next)]);
  file.copy(stated, heightAt, next - 2, next);
  return stated;
}

const startOfScan = 0xda;
const numberOfLines = 0xdc;
