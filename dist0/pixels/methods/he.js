import { oneOf } from '../../values/kinds.js';
import { defaultsOf, parameter } from '../../values/parameters.js';
import { heDialects, heTable } from './he-dialects.js';
// Its own keys are the dialects there are.
const names = Object.keys(heDialects);
const parameters = { dialect: parameter(oneOf(names), 'opencv', 'whose definition') };
/** Global histogram equalisation: every level moves to its rank among the pixels. */
export const he = {
    kind: 'table',
    name: 'he',
    summary: 'histogram equalisation: spreads the levels of the whole image evenly',
    defaults: defaultsOf(parameters),
    parameters,
    colour: ({ dialect }) => heDialects[dialect].colour,
    table: (histogram, { dialect }, _plane, histograms) => heTable(dialect, histogram, histograms),
};
