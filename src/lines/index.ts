/** Files of any size, line by line, on every core. */
export { type LineIndex, type LineIndexOptions, lineIndex, type ReadLineOptions, readLine } from './line-index.js';
export {
  forEachLine,
  forEachLineBytes,
  type LineBlock,
  type ReadOptions,
  type ReadTextOptions,
  readRange,
  type UseBytes,
} from './lines.js';
export type { LineSource, Streamed } from './source.js';
export { type FileRange, type SplitOptions, splitFile } from './split-file.js';
export type { TextOptions, UseText } from './text.js';
export { type ByteRange, type LineOptions, wholeFile } from './window.js';
