import { prepareSlopes, writeDerivative } from './derivative';
import { splat } from './lanes';
import {
  ABS,
  FAR,
  Job,
  LANES,
  MAX,
  MEAN,
  NEAR,
  NEGATIVE,
  POWER,
  planOf,
  State,
  stateOf,
  TIES,
} from './layout';
import { listRows, rowAt, tokenAt, weightAt } from './rows';
import { addMeanShares, clearShares, writeShares } from './shares';
import { addShift, returnShift } from './shift';
import { writeAnySlopes, writeSlopes } from './slopes';
import { writeNearSlopes } from './slopesNear';
import { AS_THEY_CAME, MADE_POSITIVE, stage, stagedChannels, stagedStride } from './stage';
import { loadLanes, storeLanes } from './storeLanes';
import { addTies, writeTies } from './ties';
import { touch } from './touch';
import { normAt, weightsAt } from './weights';

/** Turns the sums of the channels `[from, to)` of an image into slopes. */
export function openGradient(job: Job, scratch: usize, image: i32, from: i32, to: i32): void {
  const norm = normAt(job, image, from);
  for (let c = from; c < to; c += LANES) {
    const totals = offsetof<State>('total0');
    memory.fill(changetype<usize>(stateOf(scratch, c)) + totals, 0, offsetof<State>() - totals);
    prepareSlopes(job, stateOf(scratch, c), dyOf(job, image, c), planOf(job, c), norm);
  }
}

/** Whether in some of the channels `[from, to)` only the largest or smallest tokens have a gradient. */
export function hasTies(job: Job, from: i32, to: i32): bool {
  for (let c = from; c < to; c += LANES) if (isTied(job, c)) return true;
  return false;
}

function isTied(job: Job, c: i32): bool {
  return job.pooling == MAX || (job.pooling == POWER && (planOf(job, c).kind & TIES) != 0);
}

/** Sums the weights of those tokens of a tile that share a gradient. */
export function feedTies(
  job: Job,
  scratch: usize,
  image: i32,
  begin: i32,
  end: i32,
  from: i32,
  to: i32,
  address: usize,
): void {
  const width = stagedChannels(job, MADE_POSITIVE);
  for (let chunk = from; chunk < to; chunk += width) {
    const last = min(chunk + width, to);
    const count = rowsOf(job, scratch, image, begin, end, chunk, last, address, MADE_POSITIVE);
    for (let c = chunk; c < last; c += LANES) {
      if (isTied(job, c)) addTies(stateOf(scratch, c), scratch, count, <usize>(c - chunk) * 4, job.eps);
    }
  }
}

/** Writes the gradients of a tile, by the rule for negatives too, except for the minimum of `shift`. */
export function writeTile(
  job: Job,
  scratch: usize,
  image: i32,
  begin: i32,
  end: i32,
  from: i32,
  to: i32,
  address: usize,
): void {
  clearDropped(job, image, begin, end, from, to);
  const row = <usize>job.channels * 4;
  touch(job, address, (<usize>(end - begin) * row) / (job.half ? 2 : 1));
  touch(job, job.dx + (<usize>image * job.count + begin) * row, <usize>(end - begin) * row);
  if (job.shares) clearShares(scratch);
  const width = stagedChannels(job, MADE_POSITIVE);
  for (let chunk = from; chunk < to; chunk += width) {
    const last = min(chunk + width, to);
    const count = rowsOf(job, scratch, image, begin, end, chunk, last, address, MADE_POSITIVE);
    for (let c = chunk; c < last; c += LANES)
      writeColumn(job, scratch, image, count, c, <usize>(c - chunk) * 4);
    if (job.pooling != POWER || job.negatives != ABS) continue;
    rowsOf(job, scratch, image, begin, end, chunk, last, address, AS_THEY_CAME);
    for (let c = chunk; c < last; c += LANES)
      turnNegatives(scratch, count, <usize>(c - chunk) * 4, job.channels - c);
  }
  if (job.shares) writeShares(job, scratch, image, begin, end, from);
}

function writeColumn(job: Job, scratch: usize, image: i32, count: i32, c: i32, at: usize): void {
  const state = stateOf(scratch, c);
  const plan = planOf(job, c);
  const lanes = job.channels - c;
  const dy = dyOf(job, image, c);
  if (job.pooling == MEAN) {
    if (job.shares) addMeanShares(state, scratch, count, at, lanes);
    return writeEvenly(state, scratch, count, at, lanes);
  }
  if (job.pooling == MAX) return writeTies(state, dy, i32x4.splat(-1), scratch, count, at, job.eps, lanes);
  const kind = plan.kind;
  const shares = job.shares != 0;
  if (kind & NEGATIVE || !(kind & FAR))
    writeAnySlopes(state, plan, scratch, count, at, job.eps, lanes, shares);
  else writeSlopes(state, plan, scratch, count, at, job.eps, lanes, shares);
  if (kind & NEAR) writeNearSlopes(state, plan, scratch, count, at, job.eps, lanes, shares);
  if (kind & TIES) writeTies(state, dy, plan.isInfinite, scratch, count, at, job.eps, lanes);
}

/** `dx = dy q`. */
function writeEvenly(state: State, rows: usize, count: i32, at: usize, lanes: i32): void {
  for (let i = 0; i < count; i++) {
    storeLanes(rowAt(rows, i).out + at, f32x4.mul(state.slope, weightAt(rows, i)), lanes);
  }
}

/** Changes the sign of gradients at negative tokens, where `|x|` falls. */
function turnNegatives(rows: usize, count: i32, at: usize, lanes: i32): void {
  for (let i = 0; i < count; i++) {
    const out = rowAt(rows, i).out + at;
    const sign = v128.and(f32x4.lt(tokenAt(rows, i, at), splat(0)), i32x4.splat(0x80000000));
    storeLanes(out, v128.xor(loadLanes(out, lanes), sign), lanes);
  }
}

/** Writes the derivatives by p. */
export function closeGradient(job: Job, scratch: usize, image: i32, from: i32, to: i32): void {
  const norm = normAt(job, image, from);
  for (let c = from; c < to; c += LANES) {
    const address = job.dp + (<usize>image * job.channels + c) * 4;
    const lanes = job.channels - c;
    if (norm == 0 || job.pooling != POWER) storeLanes(address, splat(0), lanes);
    else writeDerivative(address, stateOf(scratch, c), planOf(job, c), dyOf(job, image, c), norm, lanes);
  }
}

/** For `shift`, which subtracts the minimum: sums over a tile the gradients of the others, which the lowest tokens take back. */
export function feedShift(
  job: Job,
  scratch: usize,
  image: i32,
  begin: i32,
  end: i32,
  from: i32,
  to: i32,
  address: usize,
): void {
  const width = stagedChannels(job, AS_THEY_CAME);
  for (let chunk = from; chunk < to; chunk += width) {
    const last = min(chunk + width, to);
    const count = rowsOf(job, scratch, image, begin, end, chunk, last, address, AS_THEY_CAME);
    for (let c = chunk; c < last; c += LANES) {
      addShift(stateOf(scratch, c), scratch, count, <usize>(c - chunk) * 4, job.channels - c);
    }
  }
}

/** For `shift`: writes the gradients of the lowest tokens, `(dy - Σ dx) q / Σq`. */
export function writeShift(
  job: Job,
  scratch: usize,
  image: i32,
  begin: i32,
  end: i32,
  from: i32,
  to: i32,
  address: usize,
): void {
  const width = stagedChannels(job, AS_THEY_CAME);
  for (let chunk = from; chunk < to; chunk += width) {
    const last = min(chunk + width, to);
    const count = rowsOf(job, scratch, image, begin, end, chunk, last, address, AS_THEY_CAME);
    for (let c = chunk; c < last; c += LANES) {
      returnShift(
        stateOf(scratch, c),
        dyOf(job, image, c),
        scratch,
        count,
        <usize>(c - chunk) * 4,
        job.channels - c,
      );
    }
  }
}

/** Writes 0 as the gradients of dropped tokens. */
function clearDropped(job: Job, image: i32, begin: i32, end: i32, from: i32, to: i32): void {
  if (!job.weights) return;
  const first = <usize>image * job.count;
  const weights = weightsAt(job, image, from);
  for (let token = begin; token < end; token++) {
    if (load<f32>(weights + <usize>token * 4) > 0) continue;
    memory.fill(job.dx + ((first + token) * job.channels + from) * 4, 0, <usize>(to - from) * 4);
  }
}

/** Writes 0 as the gradients of prefix tokens. */
export function clearPrefix(job: Job, image: i32, from: i32, to: i32): void {
  const first = <usize>image * job.count;
  for (let token = 0; token < job.prefix; token++) {
    memory.fill(job.dx + ((first + token) * job.channels + from) * 4, 0, <usize>(to - from) * 4);
  }
}

function rowsOf(
  job: Job,
  scratch: usize,
  image: i32,
  begin: i32,
  end: i32,
  from: i32,
  to: i32,
  address: usize,
  positive: bool,
): i32 {
  const staged = stage(job, scratch, address, end - begin, from, to, positive);
  return listRows(job, scratch, image, begin, end, staged, stagedStride(job, positive), from);
}

function dyOf(job: Job, image: i32, c: i32): v128 {
  return loadLanes(job.dy + (<usize>image * job.channels + c) * 4, job.channels - c);
}
