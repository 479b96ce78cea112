import { usage } from '../../errors.js';
import { commandOptions, reportOptions, valuesIn } from '../flags.js';
import type { Parsed } from '../settings.js';
import type { ReportChoice, ReportRequest } from './report.js';

/** What `imgpar report` was asked for. @throws {ImgparError} `usage` */
export function readReport(parsed: Parsed): ReportRequest {
  const [destination, ...others] = parsed._.slice(1).map(String);
  if (destination === undefined || others.length > 0)
    throw usage(`expected one output folder, received ${parsed._.length - 1}: imgpar report <output folder>`);
  const {
    manifest,
    output = 'report.html',
    reportSamples: samples = reportOptions.reportSamples.default,
    quiet = false,
  } = valuesIn(reportOptions, parsed);
  return { destination, manifest: manifest || undefined, output, samples, quiet };
}

/** The page that a run is to leave; undefined for none. @throws {ImgparError} `usage` */
export function reportOf(parsed: Parsed): ReportChoice | undefined {
  const { report, reportSamples = commandOptions.reportSamples.default, noManifest } = valuesIn(commandOptions, parsed);
  if (report === undefined) return undefined;
  if (noManifest) throw usage('--report is made from the manifest; leave out --no-manifest');
  return { file: report, samples: reportSamples };
}
