// A method of one's own: imgpar equalize ./samples ./out --method ./samples/plugins/gamma.mjs
//
// A module exports one object. Of kind 'table' it turns the histogram of a plane into a table, of kind 'plane' one plane into
// another. It runs in the workers, and its content is part of what decides a result. What it throws fails the image only.

/**
 * Chooses the gamma that brings the mean level to the middle.
 *
 * @type {Omit<import('imgpar').TableMethod<{ middle: number }>, 'defaults'>}
 */
export default {
  kind: 'table',
  name: 'gamma',
  summary: 'brightens or darkens until the mean is in the middle',
  // What --help tells, and which values there are: --param middle=0.4 is another one.
  parameters: { middle: { default: 0.5, min: 0.01, max: 0.99, help: 'the level that the mean is brought to, of 0 to 1' } },

  // `histogram[v]` pixels have the level v; there are 256 levels, or 65,536. The table says what becomes of each.
  table(histogram, { middle }) {
    const top = histogram.length - 1;
    let pixels = 0;
    let sum = 0;
    histogram.forEach((count, level) => {
      pixels += count;
      sum += count * level;
    });
    const mean = Math.min(Math.max(sum / pixels / top, 0.01), 0.99);
    const gamma = Math.log(middle) / Math.log(mean);
    const table = top === 255 ? new Uint8Array(256) : new Uint16Array(65536);
    return table.map((_, level) => Math.round(top * (level / top) ** gamma));
  },
};
