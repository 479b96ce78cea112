import { figure, median } from './statistics.mjs';

/** Pixels. */
const panelWidth = 400;
const nameWidth = 112;
const figureWidth = 46;
const rowHeight = 19;
const headHeight = 44;
const gap = 28;
const margin = 24;
const titleHeight = 58;
const barWidth = panelWidth - nameWidth - figureWidth;

/**
 * Bars of CPU time, one panel per question, in two columns. Each panel has its own axis, which starts at zero.
 *
 * @param {import('./run.mjs').Results} results
 * @returns {string} an SVG that needs no fonts or scripts and follows the reader's light or dark mode
 */
export function chart({ answers, date, machine, quick }) {
  const panels = inColumns(answers.map(panelOf).filter((panel) => panel !== undefined));
  const width = 2 * (margin + panelWidth) + gap;
  const height = Math.max(...panels.map(({ y, bars }) => y + panelHeight(bars))) + margin;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">`,
    '<title id="title">CPU time of imgpar and of other programs</title>',
    `<desc id="description">${escaped(panels.map(inWords).join(' '))}</desc>`,
    `<style>${style}</style>`,
    `<rect class="paper" width="${width}" height="${height}" rx="8"/>`,
    `<text class="title" x="${margin}" y="34">CPU time beside imgpar’s; shorter is better</text>`,
    `<text class="small" x="${margin}" y="52">${escaped(`${quick ? 'A quick run, rough: ' : ''}${date}, ${machine}. Each panel has its own axis from 0.`)}</text>`,
    ...panels.flatMap(drawn),
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

/** Sets both background and text colour, so that the picture stays readable on a light page when the reader's system is dark. */
const style = `
  .paper { fill: #ffffff } text { font: 13px system-ui, sans-serif; fill: #24292f } .title { font-size: 18px; font-weight: 600 }
  .head { font-size: 14px; font-weight: 600 } .small { font-size: 12px; fill: #57606a } .name { text-anchor: end }
  .ours { fill: #0a7d6c; font-weight: 600 } .bar { fill: #9aa5b1 } .floor { fill: none; stroke: #6e7781 } .axis { stroke: #6e7781 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117 } text { fill: #e6edf3 } .small { fill: #9da7b3 }
    .ours { fill: #2fc4aa } .bar { fill: #5d6875 } .floor { fill: none; stroke: #9da7b3 } .axis { stroke: #9da7b3 }
  }
`;

/**
 * The content of a panel; undefined for a question that does not compare programs.
 *
 * @param {import('./run.mjs').Answer} answer
 */
function panelOf({ title, per, rows }) {
  if (!per || rows[0].failure) return undefined;
  const [first] = rows;
  const parts = per === 'image' ? first.images : first.megapixels;
  const bars = rows
    .filter(({ failure }) => !failure)
    .map(({ name, cpuRatios }, i) => ({ name, times: i === 0 ? 1 : median(cpuRatios) }))
    .sort((a, b) => a.times - b.times);
  const unit = `imgpar 1× = ${figure((median(first.cpu) * 1000) / parts)} ms of CPU ${per === 'image' ? 'an image' : 'a megapixel'}`;
  return { title, unit, bars };
}

/** Puts each panel below the shorter column. */
function inColumns(panels) {
  const ends = [titleHeight, titleHeight];
  return panels.map((panel) => {
    const column = ends[0] <= ends[1] ? 0 : 1;
    const y = ends[column] + gap / 2;
    ends[column] = y + panelHeight(panel.bars);
    return { ...panel, x: margin + column * (panelWidth + gap), y };
  });
}

/** @param {unknown[]} bars */
const panelHeight = (bars) => headHeight + bars.length * rowHeight;

function drawn({ title, unit, bars, x, y }) {
  const longest = Math.max(...bars.map(({ times }) => times));
  const [left, top] = [x + nameWidth, y + headHeight];
  const rows = bars.flatMap(({ name, times }, i) => {
    const [rowTop, length] = [top + i * rowHeight, (times / longest) * barWidth];
    const baseline = rowTop + 13;
    return [
      `<text class="name${name === 'imgpar' ? ' ours' : ''}" x="${left - 8}" y="${baseline}">${escaped(name)}</text>`,
      `<rect class="${kind(name)}" x="${left}" y="${rowTop + 2}" width="${length.toFixed(1)}" height="${rowHeight - 5}"/>`,
      `<text x="${(left + length + 6).toFixed(1)}" y="${baseline}">${times.toFixed(2)}×</text>`,
    ];
  });
  return [
    `<text class="head" x="${x}" y="${y + 18}">${escaped(title)}</text>`,
    `<text class="small" x="${x}" y="${y + 35}">${escaped(unit)}</text>`,
    ...rows,
    `<path class="axis" d="M${left} ${top}V${top + bars.length * rowHeight - 1}"/>`,
  ];
}

/** @param {string} name */
function kind(name) {
  if (name === 'imgpar') return 'ours';
  return name.startsWith('floor') ? 'floor' : 'bar';
}

function inWords({ title, unit, bars }) {
  return `${title} (${unit}): ${bars.map(({ name, times }) => `${name} ${times.toFixed(2)}×`).join(', ')}.`;
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
