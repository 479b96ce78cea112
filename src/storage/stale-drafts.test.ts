import { spawnSync } from 'node:child_process';
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import { newDraftName } from './drafts.js';
import { isLivingRun, newToken, retireToken } from './run-token.js';
import { removeStaleDrafts } from './stale-drafts.js';

/** The token of a process that has ended. */
function deadToken(): string {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const token = newToken();
  retireToken(token);
  const [place, , random, start] = token.split('.');
  return [place, pid, random, start].join('.');
}

test('a run lives until it has ended', () => {
  const token = newToken();
  expect(isLivingRun(token)).toBe(true);
  retireToken(token);
  expect(isLivingRun(token)).toBe(false);
  expect(isLivingRun(deadToken())).toBe(false);
});

test('nobody can tell whether a run of another machine or program lives', () => {
  for (const token of ['00000000.1.abc', 'preview', '', '..', `${newToken().split('.')[0]}.x.1`])
    expect(isLivingRun(token)).toBeUndefined();
});

test('drafts of dead runs are removed, those of living ones and all other files stay', async () => {
  const folder = throwAwayFolder('a.png', '.imgpar.jsonl', '.imgpar-x.draft.png', 'sub/');
  const living = newToken();
  const foreign = '00000000.1.abc';
  const [dead, ...drafts] = [deadToken(), living, foreign].map((token) => newDraftName({ token, id: 3 }));
  // As version 0.1.0 named them.
  for (const name of [dead!, ...drafts, `.imgpar-${deadToken()}-3.draft`]) writeFileSync(join(folder, name), 'half');
  // The modification time may be that of a source.
  utimesSync(join(folder, drafts[1]!), 0, 0);
  await removeStaleDrafts(folder);
  expect(readdirSync(folder).sort()).toEqual([...drafts, '.imgpar-x.draft.png', '.imgpar.jsonl', 'a.png', 'sub'].sort());
  retireToken(living);
});

test('a missing folder holds no drafts', async () => {
  await expect(removeStaleDrafts(join(throwAwayFolder(), 'nowhere'))).resolves.toBeUndefined();
});
