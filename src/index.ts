export type { ImageFormat } from './codec/formats.js';
export { check, type Stale } from './engine/check.js';
export { dryRun, type Intention } from './engine/dry-run.js';
export { type EqualizeImageOptions, equalizeImage } from './engine/equalize-image.js';
export type { LimitOptions } from './engine/limits.js';
export type {
  InPlaceOptions,
  OperationOptions,
  OutputOptions,
  RecordOptions,
  RunOptions,
  SelectOptions,
  SharingOptions,
} from './engine/options.js';
export { type Restored, type RestoreOptions, restore } from './engine/restore.js';
export { type RunContext, run } from './engine/run.js';
export { runEvents } from './engine/run-events.js';
export type { StaleReason } from './engine/up-to-date.js';
export { type Verified, type VerifyOptions, verify } from './engine/verify.js';
export { type ErrorCode, errorCodes, type Failure, ImgparError, type Warning } from './errors.js';
export {
  emptySummary,
  type Reporter,
  type RunEvent,
  type RunSummary,
  type SkipReason,
  type StageTimings,
  summarize,
  type Withheld,
} from './events.js';
export type { GivenPath } from './given.js';
export type { Operation } from './pixels/equalize.js';
export type { Method, PlaneMethod, TableMethod } from './pixels/methods/method.js';
export { methods } from './pixels/methods/methods.js';
export type { ColourMode } from './pixels/pictures/picture.js';
export type { Histogram, ImageShape, Lut, Plane } from './pixels/raster.js';
export { previewFile, previewSheet } from './preview/sheet.js';
export {
  type BarsReporterOptions,
  barsReporter,
  type ClosableReporter,
  type JsonReporterOptions,
  jsonReporter,
  type LinesReporterOptions,
  linesReporter,
  type TerminalStream,
} from './report/reporters.js';
export { version } from './version.js';
