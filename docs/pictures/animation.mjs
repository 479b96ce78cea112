const charWidth = 8.4;
const lineHeight = 20;
const fontSize = 14;
const margin = 16;
const titleHeight = 34;

/** The blocks of a bar, from an eighth of a character to a whole one; and what stands for the rest of it. */
const blocks = '▏▎▍▌▋▊▉█';
const rest = '░';

/**
 * A recorded screen as an SVG that plays itself: no script, no font, no image. The frames lie below each other like a film, which CSS moves
 * by one frame at a time. Readers who want no motion see the last one.
 *
 * @param {{ atMs: number, rows: { column: number, look: string, text: string }[][] }[]} frames
 */
export function animation(frames, { rows, columns, endMs }) {
  const width = Math.ceil(2 * margin + columns * charWidth);
  const height = titleHeight + rows * lineHeight + margin;
  const step = rows * lineHeight;
  const totalMs = frames.at(-1).atMs + endMs;
  const lines = new Map();
  const strip = frames.flatMap(({ rows }, frame) => rows.map((runs, row) => placed(runs, frame * step + row * lineHeight, lines)));
  const moves = frames.map(
    ({ atMs }, frame) => `${(Math.max(0, (atMs / totalMs) * 100)).toFixed(2)}%{transform:translateY(${-frame * step}px)}`,
  );
  const last = `transform:translateY(${-(frames.length - 1) * step}px)`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="t">`,
    '<title id="t">A terminal: imgpar equalises a folder of photographs, then is run again and finds them up to date</title>',
    `<style>${style}#film{animation:film ${(totalMs / 1000).toFixed(1)}s step-end infinite}@keyframes film{${moves.join('')}}`,
    `@media(prefers-reduced-motion:reduce){#film{animation:none;${last}}}</style>`,
    `<rect class="paper" width="${width}" height="${height}" rx="8"/>`,
    ...['#ff5f57', '#febc2e', '#28c840'].map((fill, i) => `<circle cx="${margin + 6 + i * 20}" cy="18" r="6" fill="${fill}"/>`),
    `<defs>${[...lines].map(([drawing, id]) => `<g id="l${id}">${drawing}</g>`).join('\n')}</defs>`,
    `<svg x="${margin}" y="${titleHeight}" width="${Math.ceil(columns * charWidth)}" height="${step}">`,
    `<g id="film">${strip.join('')}</g></svg></svg>`,
    '',
  ].join('\n');
}

const style =
  `.paper{fill:#161b22}text{font:${fontSize}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;` +
  'fill:#e6edf3;white-space:pre}.c6{fill:#39c5cf}.c1{fill:#ff7b72}.dim{fill:#8b949e}.rest{opacity:.25}';

/** A row where it stands in the film. Each different one is drawn once. */
function placed(runs, y, lines) {
  const drawing = runs.map(drawn).join('');
  if (drawing === '') return '';
  if (!lines.has(drawing)) lines.set(drawing, lines.size);
  return `<use href="#l${lines.get(drawing)}" y="${y}"/>`;
}

function drawn({ column, look, text }) {
  const pieces = text.match(/[▏▎▍▌▋▊▉█]+|░+|[^▏▎▍▌▋▊▉█░]+/g) ?? [];
  let at = column;
  return pieces
    .map((piece) => {
      const start = at;
      at += piece.length;
      return `${blocks}${rest}`.includes(piece[0]) ? barOf(piece, start, look) : textOf(piece, start, look);
    })
    .join('');
}

/** Bars are drawn as rectangles, as in many fonts their characters leave gaps. */
function barOf(piece, column, look) {
  const isRest = piece[0] === rest;
  const eighths = isRest ? 8 * piece.length : [...piece].reduce((sum, block) => sum + blocks.indexOf(block) + 1, 0);
  return `<rect${classOf(isRest ? `${look} rest` : look)} x="${x(column)}" y="4" width="${round((eighths / 8) * charWidth)}" height="13"/>`;
}

function textOf(piece, column, look) {
  const text = piece.trimEnd();
  const start = text.length - text.trimStart().length;
  if (text.trim() === '') return '';
  const words = text.trimStart();
  const length = round(words.length * charWidth);
  return `<text${classOf(look)} x="${x(column + start)}" y="15" textLength="${length}" lengthAdjust="spacingAndGlyphs">${escaped(words)}</text>`;
}

function classOf(look) {
  return look === '' ? '' : ` class="${look}"`;
}

function x(column) {
  return round(column * charWidth);
}

function round(number) {
  return Math.round(number * 10) / 10;
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
