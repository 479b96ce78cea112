import type { Option } from '../options/row.js';
import { type Flags, keyOf } from './read.js';

type Schema = Readonly<Record<string, unknown>>;

/** The JSON Schema of configuration files, by which editors complete and check them. */
export function configSchema(flags: Flags): Schema {
  const definitions = Object.fromEntries(Object.entries(flags).map(([flag, row]) => [keyOf(flag), schemaOf(row)]));
  const options = Object.fromEntries(Object.keys(definitions).map((key) => [key, { $ref: `#/definitions/${key}` }]));
  const { preset: _, ...ofPresets } = options;
  const ofJobs = { ...places, ...options };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of imgpar',
    description: 'Options of imgpar equalize, check and run. Paths are relative to this file.',
    // Read by the JSON service of VS Code.
    allowComments: true,
    allowTrailingCommas: true,
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      ...ofJobs,
      presets: { description: 'Options by name, taken with preset or --preset.', ...objectsOf(ofPresets) },
      jobs: { description: 'Runs by name: imgpar run does all of them, imgpar run NAME one.', ...objectsOf(ofJobs) },
    },
    definitions,
  };
}

const places: Readonly<Record<string, Schema>> = {
  sources: {
    description: 'Folders, files and glob patterns to read; !PATTERN leaves files out.',
    anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
  },
  destination: { description: 'The output folder.', type: 'string' },
};

function objectsOf(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', additionalProperties: { type: 'object', additionalProperties: false, properties } };
}

function schemaOf({ kind, help, default: byDefault, defaultText }: Option<unknown, unknown>): Schema {
  const standard = defaultText ?? (byDefault === undefined || kind.isSwitch ? undefined : kind.toText(byDefault));
  return { description: `${help}.${standard === undefined ? '' : ` Default: ${standard}.`}`, ...valuesOf(kind) };
}

function valuesOf({ isSwitch, words, isOpen, merge, json }: Option<unknown, unknown>['kind']): Schema {
  if (isSwitch) return { type: 'boolean' };
  if (words?.includes('yes')) return { type: 'boolean' };
  if (json) return json;
  // A text of a few words offers these; a number is fine where the text would be one.
  const one =
    words === undefined ? { type: ['string', 'number'] } : isOpen ? { anyOf: [{ enum: words }, { type: 'string' }] } : { enum: words };
  return merge ? { anyOf: [one, { type: 'array', items: one }] } : one;
}
