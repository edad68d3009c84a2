import { availableParallelism } from 'node:os';
import { queueWorker } from '../extract/queue/queueWorker.ts';
import { type Command, command } from './command.ts';
import { UsageError } from './usageError.ts';

const options = {
  queue: { kind: 'text', value: 'URL', help: 'the Redis to listen at, redis://host:6379' },
  threads: { kind: 'count', value: 'N', help: 'default: one for each core' },
} as const;

/** `ggem-lab worker`: computes tokens for commands on other terminals and machines. */
export const workerCommand: Command = command(
  'worker',
  {
    summary: 'computes tokens for commands with --queue, on any machine',
    usage: '--queue URL',
    about:
      'Takes images from a queue and gives tokens back, for each command that has the same --queue. Model and images come\nthrough Redis. As many workers as there are machines; one that is killed loses nothing, Ctrl-C ends it after the images\nat hand. Needs bullmq and ioredis (npm install bullmq ioredis), and a Redis (redis-server of Debian).',
    options,
    examples: ['--queue redis://localhost:6379', '--queue redis://:password@host:6379 --threads 8'],
  },
  async ({ queue, threads = availableParallelism() }, { console, signal }) => {
    if (queue === undefined)
      throw new UsageError('worker: --queue is missing, such as redis://localhost:6379.');
    let images = 0;
    let said = '';
    await queueWorker({
      ...{ url: queue, threads, signal },
      onReady: (url) => console.err(`listens at ${url} with ${threads} threads\n`),
      onTaken: (count) => console.err(`takes ${count} images\n`),
      onDone: (count) => {
        images += count;
        console.err(`gave ${count} images back, ${images} in all\n`);
      },
      onError: ({ message }) => {
        // A Redis that is away is told of once, not at every attempt.
        if (message !== said) console.err(`${message}; waits\n`);
        said = message;
      },
    });
    console.out(`${images} images in all.`);
    return 0;
  },
);
