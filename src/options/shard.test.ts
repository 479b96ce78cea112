import { expect, test } from 'vitest';
import { shardOf } from './shard.js';

const slurm = (id: number, min: number, max: number, count: number, step = 1) => ({
  SLURM_ARRAY_TASK_ID: String(id),
  SLURM_ARRAY_TASK_MIN: String(min),
  SLURM_ARRAY_TASK_MAX: String(max),
  SLURM_ARRAY_TASK_COUNT: String(count),
  SLURM_ARRAY_TASK_STEP: String(step),
});

test.each([
  ['a shard by number', '3/8', {}, [3, 8]],
  ['the only shard', '1/1', {}, [1, 1]],
  ['Slurm from 0', 'auto', slurm(0, 0, 9, 10), [1, 10]],
  ['Slurm from 1', 'auto', slurm(10, 1, 10, 10), [10, 10]],
  ['Slurm in steps', 'auto', slurm(9, 1, 13, 4, 4), [3, 4]],
  ['AWS Batch', 'auto', { AWS_BATCH_JOB_ARRAY_INDEX: '0', AWS_BATCH_JOB_ARRAY_SIZE: '200' }, [1, 200]],
  ['GitLab', 'auto', { CI_NODE_INDEX: '4', CI_NODE_TOTAL: '4' }, [4, 4]],
  ['CircleCI', 'auto', { CIRCLE_NODE_INDEX: '3', CIRCLE_NODE_TOTAL: '4' }, [4, 4]],
  ['Buildkite', 'auto', { BUILDKITE_PARALLEL_JOB: '0', BUILDKITE_PARALLEL_JOB_COUNT: '5' }, [1, 5]],
  ['Cloud Run', 'auto', { CLOUD_RUN_TASK_INDEX: '7', CLOUD_RUN_TASK_COUNT: '8' }, [8, 8]],
  ['Azure Pipelines', 'auto', { SYSTEM_JOBPOSITIONINPHASE: '1', SYSTEM_TOTALJOBSINPHASE: '5' }, [1, 5]],
  ['LSF, told the count', 'auto/8', { LSB_JOBINDEX: '8', LSB_JOBINDEX_END: '8' }, [8, 8]],
  ['Grid Engine', 'auto', { SGE_TASK_ID: '5', SGE_TASK_FIRST: '1', SGE_TASK_LAST: '10', SGE_TASK_STEPSIZE: '4' }, [2, 3]],
  ['Kubernetes, told the count', 'auto/200', { JOB_COMPLETION_INDEX: '199' }, [200, 200]],
  ['a system that agrees on the count', 'auto/4', { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '4' }, [2, 4]],
  ['GitLab without parallel, beside Kubernetes', 'auto/3', { CI_NODE_TOTAL: '1', JOB_COMPLETION_INDEX: '0' }, [1, 3]],
  ['LSF outside of an array, beside Kubernetes', 'auto/3', { LSB_JOBINDEX: '0', JOB_COMPLETION_INDEX: '2' }, [3, 3]],
  [
    'Grid Engine outside of an array, beside Buildkite',
    'auto',
    { SGE_TASK_ID: 'undefined', BUILDKITE_PARALLEL_JOB: '1', BUILDKITE_PARALLEL_JOB_COUNT: '2' },
    [2, 2],
  ],
] as const)('%s is understood', (_, text, environment, [index, count]) => {
  expect(shardOf(text, environment)).toEqual({ index, count });
});

test.each([
  ['no system', 'auto', {}, /no system here names one; looked for Slurm \(SLURM_ARRAY_TASK_ID\), AWS Batch/],
  ['no system, with a count', 'auto/4', { CI_NODE_TOTAL: '4' }, /no system here/],
  [
    'two systems',
    'auto',
    { ...slurm(1, 1, 2, 2), CI_NODE_INDEX: '1', CI_NODE_TOTAL: '2' },
    /Slurm \(SLURM_ARRAY_TASK_ID\) and GitLab \(CI_NODE_INDEX\)/,
  ],
  ['two systems, with a count', 'auto/2', { JOB_COMPLETION_INDEX: '0', AWS_BATCH_JOB_ARRAY_INDEX: '0' }, /AWS Batch .* and Kubernetes/],
  ['Slurm with gaps', 'auto', slurm(3, 1, 7, 3), /gaps.*--array=1-3/],
  ['Slurm with gaps between steps', 'auto', slurm(20, 1, 20, 5, 2), /gaps/],
  ['Kubernetes without a count', 'auto', { JOB_COMPLETION_INDEX: '0' }, /Kubernetes does not tell how many.*auto\/count/],
  ['LSF without a count', 'auto', { LSB_JOBINDEX: '3' }, /LSF does not tell how many.*auto\/count/],
  ['LSF from another number than 1', 'auto/4', { LSB_JOBINDEX: '5' }, /LSB_JOBINDEX of LSF names shard 5, but there are 4/],
  ['LSF outside of an array', 'auto/4', { LSB_JOBINDEX: '0' }, /no system here/],
  [
    'Azure Pipelines beside Kubernetes',
    'auto/2',
    { SYSTEM_JOBPOSITIONINPHASE: '1', SYSTEM_TOTALJOBSINPHASE: '2', JOB_COMPLETION_INDEX: '0' },
    /Azure Pipelines .* and Kubernetes/,
  ],
  ['another count than the system has', 'auto/8', { CI_NODE_INDEX: '1', CI_NODE_TOTAL: '4' }, /GitLab has 4 shards, not 8/],
  ['a number beyond the count', 'auto/2', { JOB_COMPLETION_INDEX: '2' }, /names shard 3, but there are 2/],
  ['a number that is none', 'auto', { CI_NODE_INDEX: 'x', CI_NODE_TOTAL: '2' }, /CI_NODE_INDEX of GitLab is "x"/],
  ['a number below the first', 'auto', { CI_NODE_INDEX: '0', CI_NODE_TOTAL: '2' }, /expected 1 or more/],
] as const)('%s is refused, with what to do', (_, text, environment, message) => {
  expect(() => shardOf(text, environment)).toThrow(expect.objectContaining({ code: 'usage', message: expect.stringMatching(message) }));
});

test.each(['0/4', '5/4', '1/0', '1', '/4', '1/', 'auto/', 'auto/0', 'a/b', '1/2/3', '-1/2', '1.5/2', ''])('%j is no shard', (text) => {
  expect(() => shardOf(text, {})).toThrow(expect.objectContaining({ code: 'usage' }));
});
