import { ImgparError } from '../errors.js';

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a system says of this process. */
export interface Found {
  /** From 1. */
  readonly index: number;
  /** Undefined if it does not tell. */
  readonly count: number | undefined;
}

/** A scheduler or CI system that starts the same command several times, and tells each its number. */
export interface ShardSystem {
  readonly name: string;
  /** The variable that has the number. */
  readonly variable: string;
  /**
   * What it says; undefined if this process is not one of several of its.
   *
   * @throws {ImgparError} `usage`, if it contradicts itself
   */
  read(environment: Environment): Found | undefined;
}

// Only systems whose own documentation confirms the variables. Not here: PBS, which does not tell where its numbers begin, nor how many there
// are.
export const systems: readonly ShardSystem[] = [
  {
    name: 'Slurm',
    variable: 'SLURM_ARRAY_TASK_ID',
    // sbatch(1), "OUTPUT ENVIRONMENT VARIABLES": numbers may begin anywhere, be steps apart, and have gaps (--array=1,3,7).
    read(environment) {
      const id = numberIn(environment, 'SLURM_ARRAY_TASK_ID', 'Slurm');
      if (id === undefined) return undefined;
      const [min, max, count, step = 1] = ['MIN', 'MAX', 'COUNT', 'STEP'].map((name) =>
        numberIn(environment, `SLURM_ARRAY_TASK_${name}`, 'Slurm'),
      );
      if (min === undefined || max === undefined || count === undefined) return { index: id, count: undefined };
      const index = (id - min) / step + 1;
      if ((max - min) / step + 1 === count && Number.isInteger(index)) return { index, count };
      throw new ImgparError(
        'usage',
        `the Slurm array has ${count} tasks between ${min} and ${max}, so its numbers have gaps; use one without, such as --array=1-${count}`,
      );
    },
  },
  // https://docs.aws.amazon.com/batch/latest/userguide/job_env_vars.html
  countingFrom(0, 'AWS Batch', 'AWS_BATCH_JOB_ARRAY_INDEX', 'AWS_BATCH_JOB_ARRAY_SIZE'),
  // https://docs.gitlab.com/ci/variables/predefined_variables/: the index is set only for jobs with `parallel`.
  countingFrom(1, 'GitLab', 'CI_NODE_INDEX', 'CI_NODE_TOTAL'),
  // https://circleci.com/docs/variables/
  countingFrom(0, 'CircleCI', 'CIRCLE_NODE_INDEX', 'CIRCLE_NODE_TOTAL'),
  // https://buildkite.com/docs/pipelines/configure/environment-variables
  countingFrom(0, 'Buildkite', 'BUILDKITE_PARALLEL_JOB', 'BUILDKITE_PARALLEL_JOB_COUNT'),
  // https://cloud.google.com/run/docs/create-jobs
  countingFrom(0, 'Cloud Run', 'CLOUD_RUN_TASK_INDEX', 'CLOUD_RUN_TASK_COUNT'),
  // https://learn.microsoft.com/en-us/azure/devops/pipelines/test/parallel-testing-any-test-runner. Its samples count from 1.
  countingFrom(1, 'Azure Pipelines', 'SYSTEM_JOBPOSITIONINPHASE', 'SYSTEM_TOTALJOBSINPHASE'),
  // https://kubernetes.io/docs/concepts/workloads/controllers/job/#completion-mode
  countingFrom(0, 'Kubernetes', 'JOB_COMPLETION_INDEX'),
  {
    name: 'LSF',
    variable: 'LSB_JOBINDEX',
    // https://www.ibm.com/docs/en/SSWRJV_10.1.0/lsf_admin/job_array_cl_args.html: 0 outside of arrays. Nothing by IBM was found that confirms how
    // many there are. An array with gaps, or one that begins elsewhere, lacks a shard, which `merge` tells.
    read: (environment) => (environment.LSB_JOBINDEX === '0' ? undefined : countingFrom(1, 'LSF', 'LSB_JOBINDEX').read(environment)),
  },
  {
    name: 'Grid Engine',
    variable: 'SGE_TASK_ID',
    // submit(1): "undefined" outside of arrays.
    read(environment) {
      if (environment.SGE_TASK_ID === 'undefined') return undefined;
      const id = numberIn(environment, 'SGE_TASK_ID', 'Grid Engine');
      if (id === undefined) return undefined;
      const [first = 1, last, step = 1] = ['FIRST', 'LAST', 'STEPSIZE'].map((name) =>
        numberIn(environment, `SGE_TASK_${name}`, 'Grid Engine'),
      );
      return { index: (id - first) / step + 1, count: last === undefined ? undefined : Math.floor((last - first) / step) + 1 };
    },
  },
];

function countingFrom(first: 0 | 1, name: string, variable: string, total?: string): ShardSystem {
  return {
    name,
    variable,
    read(environment) {
      const number = numberIn(environment, variable, name);
      if (number === undefined) return undefined;
      const count = total === undefined ? undefined : numberIn(environment, total, name);
      if (number < first) throw strange(name, variable, String(number), `${first} or more`);
      return { index: number - first + 1, count };
    },
  };
}

/** @throws {ImgparError} `usage`, if it is not a whole number */
function numberIn(environment: Environment, variable: string, system: string): number | undefined {
  const text = environment[variable];
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw strange(system, variable, text, 'a whole number');
}

function strange(system: string, variable: string, received: string, expected: string): ImgparError {
  return new ImgparError(
    'usage',
    `${variable} of ${system} is ${JSON.stringify(received)}, expected ${expected}; say which shard is meant with --shard index/count`,
  );
}
