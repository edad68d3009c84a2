import { checkValues, GgemError, isPowerMean } from '@ggem/core';
import { Arena, type Placement, place, type Room } from './arena.ts';
import { checkCall, checkLength } from './checkCall.ts';
import { groupGradient } from './exponents.ts';
import type { KernelSpec } from './hasKernels.ts';
import { tile } from './jobLayout.ts';
import { createPlainPooling } from './plainPooling.ts';
import type { GradientCall, PoolCall, Shape, SimdGradient, SimdPooling, TokenArray } from './simdPooling.ts';
import { type Numbers, numbersOf, plainNumbers } from './tokenData.ts';
import { writeJob } from './writeJob.ts';

/** What runs kernels. */
export interface Engine {
  readonly module: WebAssembly.Module;
}

/** Tensors of a call, placed in an arena, with the job written. */
interface Placed {
  readonly arena: Arena;
  readonly at: Placement;
}

/** A pooling by the kernels. */
export function createKernelPooling(engine: Engine, spec: KernelSpec, channels: number): SimdPooling {
  /** Holds what `allocate` gave out, and what other tokens are brought to; apart, so that neither takes room from the other. */
  let own: (Placed & { readonly room: number }) | undefined;
  let guest: Arena | undefined;
  let disposed = false;

  const arenaFor = (current: Arena | undefined, shape: Shape, room: Room): Arena => {
    if (current?.holds(current.place(shape, room))) return current;
    return new Arena(engine.module, channels, 1, (at) => place(at, shape, room).end);
  };

  const allocate = (shape: Shape, bytesEach: number): Arena => {
    checkUsable();
    checkCall(spec, channels, { data: { length: size(shape) } as Float32Array, shape }, {});
    const room = { tokens: size(shape) * bytesEach, gradient: true };
    const arena = arenaFor(own?.arena, shape, room);
    own = { arena, at: arena.place(shape, room), room: room.tokens };
    return arena;
  };

  const checkUsable = (): void => {
    if (!disposed) return;
    throw new GgemError('state', `${spec.type}: the pooling was disposed. Create a new one.`);
  };

  /** Where allocated tokens lie, if these are some and the call has room beside them. */
  const inPlace = (
    { data }: Numbers,
    shape: Shape,
    gradient: boolean,
  ): (Placed & { readonly tokens: number }) | undefined => {
    if (own === undefined || data.buffer !== own.arena.memory.buffer) return undefined;
    const at = own.arena.place(shape, { tokens: own.room, gradient });
    const within = data.byteOffset >= at.tokens && data.byteOffset + data.byteLength <= at.tokens + own.room;
    return within && own.arena.holds(at) ? { arena: own.arena, at, tokens: data.byteOffset } : undefined;
  };

  const pool = (tokens: TokenArray, call: PoolCall = {}): Float32Array => {
    checkUsable();
    checkCall(spec, channels, tokens, call);
    const { shape } = tokens;
    const numbers = numbersOf(spec, tokens.data);
    const placed = inPlace(numbers, shape, false);
    const half = numbers.type === 'float16';
    let arena: Arena;
    let at: Placement;
    if (placed) {
      ({ arena, at } = placed);
      writeJob(arena, at, { spec, shape, call, tokens: placed.tokens, half, gradient: false });
      arena.kernels.run(arena.job, arena.scratch(0), 0, 1);
    } else {
      const room = { tokens: Math.min(tile, shape[1]) * channels * (half ? 2 : 4), gradient: false };
      guest = arenaFor(guest, shape, room);
      arena = guest;
      at = arena.place(shape, room);
      writeJob(arena, at, { spec, shape, call, tokens: at.tokens, half, gradient: false });
      poolInTiles(arena, at, spec, numbers, shape);
    }
    const y = arena.floats(at.y, shape[0] * channels).slice();
    if ('negatives' in spec && spec.negatives === 'error' && y.some(Number.isNaN)) {
      checkValues(spec, { ...call, tokens: { data: plainNumbers(spec, tokens.data), shape } });
    }
    return y;
  };

  const gradient = (tokens: TokenArray, dy: ArrayLike<number>, call: GradientCall = {}): SimdGradient => {
    checkUsable();
    checkCall(spec, channels, tokens, call);
    const { shape } = tokens;
    const numbers = numbersOf(spec, tokens.data);
    checkLength(spec, 'dy', dy, [shape[0], channels]);
    if (call.into) checkLength(spec, 'into', call.into, shape);
    const half = numbers.type === 'float16';
    const { arena, at, tokens: address } = inPlace(numbers, shape, true) ?? broughtIn(numbers, shape);
    writeJob(arena, at, { spec, shape, call, tokens: address, half, gradient: true });
    arena.floats(at.dy, dy.length).set(dy);
    arena.kernels.runGradient(arena.job, arena.scratch(0), 0, 1);
    const dx = arena.floats(at.dx, size(shape));
    call.into?.set(dx);
    const parameters = isPowerMean(spec)
      ? { p: groupGradient(spec, channels, arena.floats(at.dp, dy.length)) }
      : {};
    return { tokens: call.into ?? dx, parameters };
  };

  /** Copies tokens from elsewhere, all of them. */
  const broughtIn = (numbers: Numbers, shape: Shape): Placed & { readonly tokens: number } => {
    const half = numbers.type === 'float16';
    const room = { tokens: size(shape) * (half ? 2 : 4), gradient: true };
    guest = arenaFor(guest, shape, room);
    const at = guest.place(shape, room);
    const target = half ? guest.halves(at.tokens, size(shape)) : guest.floats(at.tokens, size(shape));
    target.set(numbers.data);
    return { arena: guest, at, tokens: at.tokens };
  };

  const plain = createPlainPooling(spec, channels);
  return {
    ...plain,
    allocate: (shape) => {
      const arena = allocate(shape, 4);
      return { data: arena.floats(own!.at.tokens, size(shape)), shape };
    },
    allocateFloat16: (shape) => {
      const arena = allocate(shape, 2);
      return { data: arena.halves(own!.at.tokens, size(shape)), shape };
    },
    pool,
    gradient,
    poolParallel: async (tokens, call) => pool(tokens, call),
    gradientParallel: async (tokens, dy, call) => gradient(tokens, dy, call),
    dispose: () => {
      disposed = true;
      own = undefined;
      guest = undefined;
    },
  };
}

/** Pools tokens from elsewhere a tile at a time, so that memory does not grow with their number. */
function poolInTiles(arena: Arena, at: Placement, spec: KernelSpec, { type, data }: Numbers, shape: Shape): void {
  const [batch, count, channels] = shape;
  const { kernels, job } = arena;
  const scratch = arena.scratch(0);
  const length = Math.min(tile, count) * channels;
  const staged = type === 'float16' ? arena.halves(at.tokens, length) : arena.floats(at.tokens, length);
  for (let image = 0; image < batch; image++) {
    const eachTile = (feed: (begin: number, end: number) => void) => {
      for (let begin = spec.prefixTokens; begin < count; begin += tile) {
        const end = Math.min(begin + tile, count);
        const first = image * count;
        staged.set(data.subarray((first + begin) * channels, (first + end) * channels));
        feed(begin, end);
      }
    };
    kernels.open(scratch, 0, channels);
    if ('negatives' in spec && spec.negatives === 'shift') {
      eachTile((begin, end) => kernels.feedLowest(job, scratch, image, begin, end, 0, channels, at.tokens));
    }
    eachTile((begin, end) => kernels.feed(job, scratch, image, begin, end, 0, channels, at.tokens));
    kernels.close(job, scratch, image, 0, channels);
  }
}

function size([batch, count, channels]: Shape): number {
  return batch * count * channels;
}
