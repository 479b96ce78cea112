export type { ImageFormat } from './codec/formats.js';
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
export type { GivenPath } from './given-paths.js';
export { type Restored, type RestoreOptions, restore } from './history/restore.js';
export type { StaleReason } from './history/up-to-date.js';
export { type Verified, type VerifyOptions, verify } from './history/verify.js';
export type {
  InPlaceOptions,
  LimitOptions,
  OperationOptions,
  OutputOptions,
  RecordOptions,
  RunOptions,
  SelectOptions,
  SharingOptions,
} from './options/run-options.js';
export type { Method, PlaneMethod, TableMethod } from './pixels/methods/method.js';
export { methods } from './pixels/methods/methods.js';
export type { Operation } from './pixels/operation.js';
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
export { check, type Stale } from './run/check.js';
export { dryRun, type Intention } from './run/dry-run.js';
export { run } from './run/run.js';
export type { RunContext } from './run/run-context.js';
export { runEvents } from './run/run-events.js';
export { version } from './version.js';
export { type EqualizeImageOptions, equalizeImage } from './worker/equalize-image.js';
