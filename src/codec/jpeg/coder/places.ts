import { slackBytes } from './coded-data.js';

/** Divides memory into places, one after the other, from 0 on. */
export function placer(): { place(bytes: number): number; placedTo(): number } {
  let at = 0;
  return {
    place(bytes) {
      const start = at;
      at += Math.ceil((bytes + slackBytes) / 64) * 64;
      return start;
    },
    placedTo: () => at,
  };
}
