import { close, feed, feedLowest, open } from './forward';
import { CHUNK, Job, POWER, SHIFT, TILE } from './layout';

export { scratchBytes } from './layout';
export { close, feed, feedLowest, open } from './forward';

/** Pools every `step`-th task from `first` on; a task is a chunk of an image's channels. */
export function run(job: Job, scratch: usize, first: i32, step: i32): void {
  const chunks = (job.channels + CHUNK - 1) / CHUNK;
  const tasks = job.batch * chunks;
  for (let task = first; task < tasks; task += step) {
    const image = task / chunks;
    const from = (task % chunks) * CHUNK;
    const to = min(from + CHUNK, job.channels);
    open(scratch, from, to);
    if (job.pooling == POWER && job.negatives == SHIFT) {
      for (let begin = job.prefix; begin < job.count; begin += TILE) {
        const end = min(begin + TILE, job.count);
        feedLowest(job, scratch, image, begin, end, from, to, addressOf(job, image, begin));
      }
    }
    for (let begin = job.prefix; begin < job.count; begin += TILE) {
      const end = min(begin + TILE, job.count);
      feed(job, scratch, image, begin, end, from, to, addressOf(job, image, begin));
    }
    close(job, scratch, image, from, to);
  }
}

function addressOf(job: Job, image: i32, token: i32): usize {
  return job.tokens + (<usize>image * job.count + token) * job.channels * (job.half ? 2 : 4);
}
