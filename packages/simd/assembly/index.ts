import { close, feed, feedLowest, open } from './forward';
import {
  clearPrefix,
  closeGradient,
  feedShift,
  feedTies,
  hasTies,
  openGradient,
  writeShift,
  writeTile,
} from './gradient';
import { Job, POWER, SHIFT, TILE } from './layout';
import { groupWidth } from './weights';

export { addProduct } from './addProduct';
export { dots } from './dots';
export { close, feed, feedLowest, open } from './forward';
export { multiply, pack } from './multiply';

/** Pools one task after the other, until threads have taken all. A task is some channels of a group of an image. */
export function run(job: Job, scratch: usize): void {
  for (let task = take(job); task < tasksOf(job); task = take(job)) {
    const from = fromOf(job, task);
    pool(job, scratch, imageOf(job, task), from, toOf(job, from));
  }
}

/** The same for the gradient, which pools first. */
export function runGradient(job: Job, scratch: usize): void {
  for (let task = take(job); task < tasksOf(job); task = take(job)) {
    const from = fromOf(job, task);
    const to = toOf(job, from);
    const image = imageOf(job, task);
    pool(job, scratch, image, from, to);
    differentiate(job, scratch, image, from, to);
  }
}

function take(job: Job): i32 {
  return atomic.add<i32>(changetype<usize>(job) + offsetof<Job>('next'), 1);
}

function pool(job: Job, scratch: usize, image: i32, from: i32, to: i32): void {
  open(scratch, from, to);
  if (shifts(job)) {
    for (let begin = job.prefix; begin < job.count; begin += TILE) {
      feedLowest(job, scratch, image, begin, endOf(job, begin), from, to, addressOf(job, image, begin));
    }
  }
  for (let begin = job.prefix; begin < job.count; begin += TILE) {
    feed(job, scratch, image, begin, endOf(job, begin), from, to, addressOf(job, image, begin));
  }
  close(job, scratch, image, from, to);
}

function differentiate(job: Job, scratch: usize, image: i32, from: i32, to: i32): void {
  clearPrefix(job, image, from, to);
  openGradient(job, scratch, image, from, to);
  if (hasTies(job, from, to)) {
    for (let begin = job.prefix; begin < job.count; begin += TILE) {
      feedTies(job, scratch, image, begin, endOf(job, begin), from, to, addressOf(job, image, begin));
    }
  }
  for (let begin = job.prefix; begin < job.count; begin += TILE) {
    writeTile(job, scratch, image, begin, endOf(job, begin), from, to, addressOf(job, image, begin));
  }
  closeGradient(job, scratch, image, from, to);
  if (!shifts(job)) return;
  for (let begin = job.prefix; begin < job.count; begin += TILE) {
    feedShift(job, scratch, image, begin, endOf(job, begin), from, to, addressOf(job, image, begin));
  }
  for (let begin = job.prefix; begin < job.count; begin += TILE) {
    writeShift(job, scratch, image, begin, endOf(job, begin), from, to, addressOf(job, image, begin));
  }
}

function shifts(job: Job): bool {
  return job.pooling == POWER && job.negatives == SHIFT;
}

/** Tasks of a group. */
function chunksOf(job: Job): i32 {
  return (groupWidth(job) + job.span - 1) / job.span;
}

/** Tasks of an image. */
function piecesOf(job: Job): i32 {
  return job.groups * chunksOf(job);
}

function tasksOf(job: Job): i32 {
  return job.batch * piecesOf(job);
}

function imageOf(job: Job, task: i32): i32 {
  return task / piecesOf(job);
}

function fromOf(job: Job, task: i32): i32 {
  const piece = task % piecesOf(job);
  return (piece / chunksOf(job)) * groupWidth(job) + (piece % chunksOf(job)) * job.span;
}

function toOf(job: Job, from: i32): i32 {
  const width = groupWidth(job);
  return min(from + job.span, (from / width + 1) * width);
}

function endOf(job: Job, begin: i32): i32 {
  return min(begin + TILE, job.count);
}

function addressOf(job: Job, image: i32, token: i32): usize {
  return job.tokens + (<usize>image * job.count + token) * job.channels * (job.half ? 2 : 4);
}
