import { CHUNK, Job } from './layout';

/** Tokens of more bytes than this are in no cache when their call begins. */
const CACHED: usize = 16 << 20;

const LINE: usize = 64;

/** Written so that the reads below are not optimised away. */
let _touched = 0;

/**
 * Reads a tile in order, a cache line at a time, before its chunks of channels are read one after the other: processors
 * prefetch along a row, not along a column. Where all tokens fit into a cache, it would only take time.
 */
export function touch(job: Job, address: usize, bytes: usize): void {
  const all = <usize>job.batch * job.count * job.channels * 4;
  if (all < CACHED || job.span <= CHUNK || job.groups > 1) return;
  let sum = 0;
  for (let at = address; at < address + bytes; at += LINE) sum += load<i32>(at);
  _touched = sum;
}
