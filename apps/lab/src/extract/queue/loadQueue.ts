import { refuse } from '../../refuse.ts';

/** The libraries of queues, which are installed only by those who want them. */
export async function loadQueue() {
  try {
    const [{ Queue, QueueEvents, Worker }, { Redis }] = await Promise.all([
      import('bullmq'),
      import('ioredis'),
    ]);
    return { Queue, QueueEvents, Worker, Redis };
  } catch (cause) {
    return refuse('unavailable', {
      rule: 'bullmq and ioredis must be installed to share work through Redis',
      came: 'they cannot be loaded',
      fix: 'Run: npm install bullmq ioredis',
      cause,
    });
  }
}
