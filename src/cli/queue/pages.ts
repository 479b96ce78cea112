import { equalizeFlags } from '../flags.js';
import { queueFlags, submitFlags } from './args.js';

const place = '--queue redis://queue.example';
const failing = '2 wrong usage, or the server will not do.';

/** What there is to say about the commands of a queue. */
export const queuePages = {
  submit: {
    summary: 'Let the workers of a queue do the files of a list',
    usage: '<list> <destination>',
    about:
      'Cuts a list into ranges and puts them into a queue, from which imgpar work takes them, on any number of machines. They must all see ' +
      'the list, the files and the output folder under the same names. Submitting the same again is harmless. Prints the name of the run.',
    flags: { ...submitFlags, ...equalizeFlags },
    examples: [
      ['a list of files, and an output folder that all machines see', `imgpar submit /data/names.txt /data/out ${place}`],
      ['wait for the end, then prove that nothing is missing', `imgpar submit names.txt out ${place} --follow && imgpar merge out`],
    ],
    ending: `Exit codes: 0 submitted (with --follow: all done), 1 some images failed, ${failing.slice(0, -1)}, 3 the run was cancelled.`,
  },
  work: {
    summary: 'Take ranges from a queue and do them',
    usage: '',
    arguments: [],
    about:
      'Works for the runs of a queue until it is told to stop. First checks that this machine can: the server, the output folder, versions ' +
      'and codecs. On Ctrl-C or SIGTERM it finishes the images in flight and gives the rest of its range back, within 5 seconds.',
    flags: queueFlags.work,
    examples: [
      ['work for all runs until stopped', `imgpar work ${place}`],
      ['leave when nothing is left to do', `imgpar work ${place} --until-done`],
    ],
    ending:
      'Exit codes: 0 nothing is left to do, 2 wrong usage, or this machine is not fit for the run, 4 this machine failed three times in a row, ' +
      '130 interrupted, 143 terminated.',
  },
  status: {
    summary: 'Show how far the runs of a queue are',
    usage: '',
    arguments: [],
    about: 'Shows each run and each range at work, by machine and worker.',
    flags: queueFlags.status,
    examples: [
      ['watch until the end', `imgpar status ${place} --follow`],
      ['metrics for Prometheus', `imgpar status ${place} --prometheus`],
    ],
    ending: `Exit codes: 0 shown, ${failing}`,
  },
  pause: {
    summary: 'Let nobody take a range of a run',
    usage: '',
    arguments: [],
    about: 'Workers finish the ranges that they have, and take no other until imgpar resume.',
    flags: queueFlags.pause,
    examples: [['pause a run', `imgpar pause ${place}`]],
    ending: `Exit codes: 0 paused, ${failing}`,
  },
  resume: {
    summary: 'Let a paused run go on',
    usage: '',
    arguments: [],
    about: 'Lets workers take ranges of a paused run again.',
    flags: queueFlags.resume,
    examples: [['resume a run', `imgpar resume ${place}`]],
    ending: `Exit codes: 0 resumed, ${failing}`,
  },
  cancel: {
    summary: 'End a run of a queue',
    usage: '',
    arguments: [],
    about: 'Stops the workers of a run within 5 seconds. What is done stays. Submit the run again to go on from there.',
    flags: queueFlags.cancel,
    examples: [['end a run', `imgpar cancel ${place}`]],
    ending: `Exit codes: 0 cancelled, ${failing}`,
  },
  'retry-failed': {
    summary: 'Do the failed images of a run again',
    usage: '',
    arguments: [],
    about: 'Puts ranges with failed images into the queue again. Images that are done are not done again.',
    flags: queueFlags['retry-failed'],
    examples: [['try again', `imgpar retry-failed ${place}`]],
    ending: `Exit codes: 0 they wait, ${failing}`,
  },
} as const;
