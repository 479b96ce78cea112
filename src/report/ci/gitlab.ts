import { createHash } from 'node:crypto';
import { visible } from '../visible.js';
import type { CiReport, Item, Surroundings } from './item.js';

/** GitLab's code quality report: a JSON array that its merge requests show. */
export function gitlabReport({ place }: Surroundings): CiReport {
  let separator = '\n';
  return {
    add(item) {
      if (item.state !== 'failed' && item.message === undefined) return '';
      const text = `${separator}${JSON.stringify(entryOf(item, place))}`;
      separator = ',\n';
      return text;
    },
    conclude: () => {},
    frame: () => ({ before: '[', after: '\n]\n' }),
  };
}

function entryOf({ state, path, code = 'failed', message = '' }: Item, place: Surroundings['place']) {
  // GitLab wants a place for everything.
  const file = path === undefined ? '.' : (place(path) ?? path);
  return {
    description: visible(message) || code,
    check_name: `imgpar/${code}`,
    // Of what does not change from run to run, so that GitLab can tell new problems from old ones.
    fingerprint: createHash('sha256')
      .update(`${file}\0${code}${path === undefined ? `\0${message}` : ''}`)
      .digest('hex'),
    severity: severityOf(state, code),
    location: { path: file, lines: { begin: 1 } },
  };
}

function severityOf(state: Item['state'], code: string): 'minor' | 'major' | 'critical' {
  if (state !== 'failed') return 'minor';
  return ['internal', 'environment', 'usage', 'worker-crashed', 'unwritable'].includes(code) ? 'critical' : 'major';
}
