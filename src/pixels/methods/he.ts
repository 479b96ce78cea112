import { oneOf } from '../../values/kinds.js';
import { defaultsOf, parameter } from '../../values/parameters.js';
import { type HeDialect, heDialects, heTable } from './he-dialects.js';
import { equalizedReal } from './he-real.js';
import type { TableMethod } from './method.js';

// The keys are the dialects.
const names = Object.keys(heDialects) as HeDialect[];

const parameters = { dialect: parameter(oneOf(names), 'opencv', 'program whose definition to follow') };

/** Global histogram equalisation: every level moves to its rank among the pixels. */
export const he: TableMethod<{ readonly dialect: HeDialect }> = {
  kind: 'table',
  levels: 'any',
  name: 'he',
  summary: 'histogram equalisation: spreads the levels of the whole image evenly',
  defaults: defaultsOf(parameters),
  parameters,
  colour: ({ dialect }) => heDialects[dialect].colour,
  table: (histogram, { dialect }, _plane, histograms) => heTable(dialect, histogram, histograms),
  real: (counted, { dialect }) => (dialect === 'skimage' ? equalizedReal(counted) : undefined),
};
