import { ImgparError } from '../../errors.js';
import { type HeDialect, heDialects, heTable } from './he-dialects.js';
import type { TableMethod } from './method.js';

/** Global histogram equalisation: every level moves to its rank among the pixels. */
export const he: TableMethod<{ readonly dialect: HeDialect }> = {
  kind: 'table',
  name: 'he',
  summary: 'histogram equalisation: spreads the levels of the whole image evenly',
  defaults: { dialect: 'opencv' },

  check({ dialect }) {
    const known: readonly string[] = Object.keys(heDialects);
    if (known.includes(dialect)) return;
    throw new ImgparError('usage', `unknown dialect '${dialect}' of method 'he', expected one of: ${known.join(', ')}`);
  },

  colour: ({ dialect }) => heDialects[dialect].colour,
  table: (histogram, { dialect }, _plane, histograms) => heTable(dialect, histogram, histograms),
};
