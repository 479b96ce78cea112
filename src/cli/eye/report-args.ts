import { usage } from '../../errors.js';
import { commandOptions, reportOptions, valuesIn } from '../flags.js';
import type { Parsed } from '../settings.js';
import type { ReportChoice, ReportRequest } from './report.js';

/** What `imgpar report` was asked for. @throws {ImgparError} `usage` */
export function readReport(parsed: Parsed): ReportRequest {
  const [destination, comparedWith, ...others] = parsed._.slice(1).map(String);
  if (destination === undefined || others.length > 0)
    throw usage(`expected one output folder, or two to compare, received ${parsed._.length - 1}: imgpar report <output folder>`);
  const {
    manifest,
    output = 'report.html',
    reportSamples: samples = reportOptions.reportSamples.default,
    quiet = false,
  } = valuesIn(reportOptions, parsed);
  if (comparedWith !== undefined && manifest)
    throw usage('--manifest is for the report of one run; to compare two, name their folders or manifests: imgpar report A B');
  return { destination, comparedWith, manifest: manifest || undefined, output, samples, quiet };
}

/** The page that a run is to leave; undefined for none. @throws {ImgparError} `usage` */
export function reportOf(parsed: Parsed): ReportChoice | undefined {
  const { report, reportSamples = commandOptions.reportSamples.default, noManifest } = valuesIn(commandOptions, parsed);
  if (report === undefined) return undefined;
  if (noManifest) throw usage('--report is made from the manifest; leave out --no-manifest');
  return { file: report, samples: reportSamples };
}
