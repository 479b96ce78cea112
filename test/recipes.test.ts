import { execFileSync, type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { canUse } from './needs.js';
import { nodePath, programPath } from './program.js';
import { writeTinyImages } from './tiny-images.js';

// What docs/many-machines.md says can be run: on one machine, which stands for many.

const deploy = fileURLToPath(new URL('../deploy', import.meta.url));
const names = Array.from({ length: 40 }, (_, index) => `in/${index}.png`);
/** Servers have limits on the length of paths. */
const folder = mkdtempSync(join(tmpdir(), 'imgpar-recipes-'));
const bin = join(folder, 'bin');

beforeAll(async () => {
  chmodSync(folder, 0o755);
  await writeTinyImages(folder, names);
  writeFileSync(join(folder, 'names.txt'), names.map((name) => `${name}\n`).join(''));
  mkdirSync(bin);
  writeFileSync(join(bin, 'imgpar'), `#!/bin/sh\nexec '${nodePath}' '${programPath}' "$@"\n`);
  chmodSync(join(bin, 'imgpar'), 0o755);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const environment = (others: Readonly<Record<string, string>> = {}) => ({ ...process.env, ...others, PATH: `${bin}:${process.env.PATH}` });

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): SpawnSyncReturns<string> {
  return spawnSync(command, args, { cwd: folder, env: environment(env), encoding: 'utf8' });
}

function resultsIn(out: string): string[] {
  return readdirSync(join(folder, out, 'in')).filter((name) => name.endsWith('.png'));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number }; // of a TCP server
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function until(isSo: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (isSo()) return;
    await setTimeout(200);
  }
  throw new Error(`${what} did not happen within two minutes`);
}

describe.skipIf(process.platform === 'win32' || !canUse('parallel'))('GNU parallel', () => {
  test('does all shards here, and again only what is missing', { timeout: 120_000 }, () => {
    const script = join(deploy, 'parallel.sh');
    const first = run(script, ['names.txt', 'out-parallel', '4']);
    expect([first.status, first.stderr]).toEqual([0, expect.stringMatching(/4 parts from 4 attempts: 40 lines, 40 done/)]);
    expect(resultsIn('out-parallel')).toHaveLength(40);
    rmSync(join(folder, 'out-parallel/in/7.png'));
    const second = run(script, ['names.txt', 'out-parallel', '4']);
    expect([second.status, second.stderr]).toEqual([0, expect.stringMatching(/4 parts from 8 attempts: 40 lines, 40 done/)]);
    expect(resultsIn('out-parallel')).toHaveLength(40);
  });

  test.skipIf(!canUse('ssh') || spawnSync('/usr/sbin/sshd', ['-V']).error)(
    'does shards on machines that ssh reaches',
    { timeout: 120_000 },
    async () => {
      const port = await freePort();
      for (const key of ['host', 'user']) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, key)]);
      writeFileSync(
        join(folder, 'sshd.conf'),
        [
          `Port ${port}`,
          'ListenAddress 127.0.0.1',
          `HostKey ${join(folder, 'host')}`,
          `AuthorizedKeysFile ${join(folder, 'user.pub')}`,
          `PidFile ${join(folder, 'sshd.pid')}`,
          `SetEnv PATH=${bin}:${process.env.PATH}`,
          'StrictModes no',
          'UsePAM no',
          'PermitRootLogin yes',
          '',
        ].join('\n'),
      );
      if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
      execFileSync('/usr/sbin/sshd', ['-f', join(folder, 'sshd.conf')]);
      try {
        const ssh = `ssh -p ${port} -i ${join(folder, 'user')} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR`;
        const { status, stderr } = run(join(deploy, 'parallel.sh'), ['names.txt', 'out-ssh', '3', '127.0.0.1'], { SSH: ssh });
        expect([status, stderr]).toEqual([0, expect.stringMatching(/3 parts from 3 attempts: 40 lines, 40 done/)]);
        expect(resultsIn('out-ssh')).toHaveLength(40);
      } finally {
        process.kill(Number(readFileSync(join(folder, 'sshd.pid'), 'utf8')));
      }
    },
  );
});

/** Slurm on this machine alone, without any authentication. Starts only as root. */
async function startSlurm(): Promise<() => void> {
  const home = join(folder, 'slurm');
  for (const name of ['state', 'spool']) mkdirSync(join(home, name), { recursive: true });
  const [controlPort, nodePort] = [await freePort(), await freePort()];
  const conf = join(home, 'slurm.conf');
  writeFileSync(
    conf,
    `ClusterName=one
SlurmctldHost=localhost
SlurmUser=root
AuthType=auth/none
CredType=cred/none
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/linear
StateSaveLocation=${home}/state
SlurmdSpoolDir=${home}/spool
SlurmctldPidFile=${home}/slurmctld.pid
SlurmdPidFile=${home}/slurmd.pid
SlurmctldLogFile=${home}/slurmctld.log
SlurmdLogFile=${home}/slurmd.log
SlurmctldPort=${controlPort}
SlurmdPort=${nodePort}
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
NodeName=localhost CPUs=1 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES State=UP OverSubscribe=FORCE:2
`,
  );
  execFileSync('slurmctld', ['-f', conf]);
  execFileSync('slurmd', ['-f', conf, '-N', 'localhost']);
  const { SLURM_CONF } = process.env;
  process.env.SLURM_CONF = conf;
  await until(() => /idle/.test(run('sinfo', ['-h', '-o', '%t']).stdout), 'the start of Slurm');
  return () => {
    if (SLURM_CONF === undefined) delete process.env.SLURM_CONF;
    else process.env.SLURM_CONF = SLURM_CONF;
    for (const name of ['slurmd', 'slurmctld']) process.kill(Number(readFileSync(join(home, `${name}.pid`), 'utf8')));
  };
}

describe.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0 || spawnSync('slurmctld', ['-V']).error)('Slurm', () => {
  let stop: () => void;
  beforeAll(async () => {
    stop = await startSlurm();
  }, 150_000);
  afterAll(() => stop?.());

  test('does all shards as an array, then merges', { timeout: 150_000 }, async () => {
    const { status, stderr } = run(join(deploy, 'slurm.sh'), ['names.txt', 'out-slurm', '3']);
    expect([status, stderr]).toEqual([0, '']);
    await until(() => run('squeue', ['-h']).stdout.trim() === '', 'the end of all jobs');
    const [log] = readdirSync(folder).filter((name) => name.startsWith('imgpar-merge-'));
    expect(readFileSync(join(folder, log!), 'utf8')).toMatch(/3 parts from 3 attempts: 40 lines, 40 done/);
    expect(resultsIn('out-slurm')).toHaveLength(40);
  });
});

/** Where `.ci/run` installs what is too heavy for everybody. */
const tools = process.env.IMGPAR_TEST_TOOLS;
const models = tools === undefined ? undefined : join(tools, 'node_modules/kubernetes-models');

test.skipIf(process.env.CI === undefined && !existsSync(models ?? ''))(
  'the resources for Kubernetes are valid by its schemas',
  async () => {
    const kinds = { Job: 'batch/v1', Deployment: 'apps/v1' };
    for (const name of ['indexed-job.yaml', 'workers.yaml']) {
      const [resource] = parseAllDocuments(readFileSync(join(deploy, 'kubernetes', name), 'utf8')).map((document) => document.toJS());
      const kind = resource.kind as keyof typeof kinds; // an unknown one fails below
      const { [kind]: Model } = await import(pathToFileURL(join(models!, kinds[kind], 'index.js')).href);
      expect(() => new Model(resource).validate()).not.toThrow();
      expect(() => new Model({ ...resource, spec: { ...resource.spec, selector: 7, completions: 'many' } }).validate()).toThrow();
    }
  },
);

test('the Kubernetes job asks for as many shards as it has indices', () => {
  const [job] = parseAllDocuments(readFileSync(join(deploy, 'kubernetes/indexed-job.yaml'), 'utf8')).map((document) => document.toJS());
  const { completions, completionMode, backoffLimitPerIndex, podReplacementPolicy, podFailurePolicy, template } = job.spec;
  expect([completionMode, podReplacementPolicy]).toEqual(['Indexed', 'Failed']);
  expect(backoffLimitPerIndex).toBeGreaterThan(0);
  expect(template.spec.containers[0].args).toContain(`auto/${completions}`);
  expect(template.spec.restartPolicy).toBe('Never');
  expect(podFailurePolicy.rules.map(({ action }: { action: string }) => action)).toEqual(['Ignore', 'FailIndex']);
});

test('the shards of compose.yaml are all of them, and those of the matrix too', () => {
  const compose = parseAllDocuments(readFileSync(join(deploy, 'compose.yaml'), 'utf8'), { merge: true })[0]!.toJS();
  const shards = Object.values<{ command: string[] }>(compose.services).map(({ command }) => command.at(-1));
  expect(shards).toEqual(['1/4', '2/4', '3/4', '4/4']);
  const workflow = parseAllDocuments(readFileSync(join(deploy, 'github/matrix.yml'), 'utf8'))[0]!.toJS();
  const { matrix } = workflow.jobs.shard.strategy;
  expect(matrix.shard).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(JSON.stringify(workflow.jobs.shard.steps)).toMatch(/--shard \$\{\{ matrix\.shard \}\}\/8/);
});
