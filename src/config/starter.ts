import { type Flags, keyOf } from './read.js';

/** Options that most configurations begin with. */
const common: Readonly<Record<string, unknown>> = {
  method: 'he',
  on: 'luma',
  format: 'keep',
  quality: 90,
  exclude: ['thumbs/**'],
  'copy-others': true,
  prune: true,
  'max-failures': '5%',
  timeout: 120,
};

/**
 * A configuration file to begin with: JSON with comments, which say what each option does.
 *
 * @param schema the path of the schema for editors; undefined if it is not installed beside the file
 */
export function starterConfig(flags: Flags, schema: string | undefined): string {
  const options = Object.entries(common).flatMap(([flag, value]) => [
    `  // ${flags[flag]!.help}`,
    `  // ${JSON.stringify(keyOf(flag))}: ${JSON.stringify(value)},`,
  ]);
  return [
    '{',
    '  // The configuration of imgpar. Paths are relative to this file; options of the command line win over it.',
    '  // imgpar run --print-config shows what applies, and imgpar equalize --help all options: --mask-dir is maskDir here.',
    schema === undefined
      ? '  // For help in editors: "$schema": "./node_modules/imgpar/schema.json",'
      : `  "$schema": ${JSON.stringify(schema)},`,
    '',
    '  // Options of every run. Remove the slashes before those that you need.',
    ...options,
    '',
    '  // Options by name, for jobs ("preset": "scans") and for the command line (--preset scans).',
    '  "presets": {',
    '    "scans": { "method": "clahe", "tiles": "8x8" }',
    '  },',
    '',
    '  // What to do: imgpar run does all jobs, imgpar run photos one, and imgpar check tells whether all are up to date.',
    '  "jobs": {',
    '    "photos": { "sources": ["./photos"], "destination": "./equalized/photos" },',
    '    "scans": { "sources": ["./scans/**/*.tif"], "destination": "./equalized/scans", "preset": "scans" }',
    '  }',
    '}',
    '',
  ].join('\n');
}
