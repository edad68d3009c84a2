import { checkValues, GgemError, isPowerMean } from '@ggem/core';
import { Arenas, type Engine, type Placed, size } from './arenas.ts';
import { checkCall, checkLength } from './checkCall.ts';
import type { Crew } from './crew.ts';
import { groupGradient } from './exponents.ts';
import type { KernelSpec } from './hasKernels.ts';
import { createPlainPooling } from './plainPooling.ts';
import { poolInTiles } from './poolInTiles.ts';
import type { GradientCall, PoolCall, Shape, SimdGradient, SimdPooling, TokenArray } from './simdPooling.ts';
import { type Numbers, numbersOf, plainNumbers } from './tokenData.ts';
import { worthThreads } from './worthThreads.ts';
import { writeJob } from './writeJob.ts';

/** A pooling by the kernels. */
export function createKernelPooling(engine: Engine, spec: KernelSpec, channels: number): SimdPooling {
  return new KernelPooling(engine, spec, channels);
}

class KernelPooling implements SimdPooling {
  readonly spec: KernelSpec;
  readonly channels: number;
  readonly outputChannels: number;
  private readonly engine: Engine;
  private readonly arenas: Arenas;
  private state: 'ready' | 'running' | 'disposed' = 'ready';

  constructor(engine: Engine, spec: KernelSpec, channels: number) {
    this.engine = engine;
    this.spec = spec;
    this.channels = channels;
    this.outputChannels = channels;
    this.arenas = new Arenas(engine, channels);
  }

  allocate(shape: Shape): TokenArray<Float32Array> {
    const { arena, tokens } = this.allocated(shape, 4);
    return { data: arena.floats(tokens, size(shape)), shape };
  }

  allocateFloat16(shape: Shape): TokenArray<Uint16Array> {
    const { arena, tokens } = this.allocated(shape, 2);
    return { data: arena.halves(tokens, size(shape)), shape };
  }

  pool(tokens: TokenArray, call: PoolCall = {}): Float32Array {
    const numbers = this.checked(tokens, call);
    const { shape } = tokens;
    const placed = this.arenas.inPlace(numbers, shape, false);
    if (placed) {
      this.writeJob(placed, numbers, shape, call, false);
      placed.arena.kernels.run(placed.arena.job, placed.arena.scratch(0), 0, 1);
      return this.pooled(placed, tokens, call);
    }
    const tile = this.arenas.tileFor(numbers, shape);
    this.writeJob(tile, numbers, shape, call, false);
    poolInTiles(tile, this.spec, numbers, shape);
    return this.pooled(tile, tokens, call);
  }

  async poolParallel(tokens: TokenArray, call: PoolCall = {}): Promise<Float32Array> {
    const crew = this.crewFor(tokens.shape);
    if (!crew) return this.pool(tokens, call);
    const numbers = this.checked(tokens, call);
    const placed = this.placed(numbers, tokens.shape, false);
    this.writeJob(placed, numbers, tokens.shape, call, false);
    await this.whileRunning(() => crew.run(placed.arena, 'run'));
    return this.pooled(placed, tokens, call);
  }

  gradient(tokens: TokenArray, dy: ArrayLike<number>, call: GradientCall = {}): SimdGradient {
    const placed = this.prepareGradient(tokens, dy, call);
    const { arena } = placed;
    arena.kernels.runGradient(arena.job, arena.scratch(0), 0, 1);
    return this.gradients(placed, tokens.shape, call);
  }

  async gradientParallel(
    tokens: TokenArray,
    dy: ArrayLike<number>,
    call: GradientCall = {},
  ): Promise<SimdGradient> {
    const crew = this.crewFor(tokens.shape);
    if (!crew) return this.gradient(tokens, dy, call);
    const placed = this.prepareGradient(tokens, dy, call);
    await this.whileRunning(() => crew.run(placed.arena, 'runGradient'));
    return this.gradients(placed, tokens.shape, call);
  }

  weights(tokens: TokenArray, call: PoolCall = {}): Float32Array {
    this.checkReady();
    return createPlainPooling(this.spec, this.channels).weights(tokens, call);
  }

  dispose(): void {
    this.state = 'disposed';
    this.arenas.drop();
  }

  /** The threads, where they make a call of this size faster. */
  private crewFor(shape: Shape): Crew | undefined {
    const { crew, threadsFrom = worthThreads(this.spec) } = this.engine;
    return size(shape) >= threadsFrom ? crew : undefined;
  }

  private allocated(shape: Shape, bytesEach: 2 | 4): Placed {
    this.checkReady();
    checkCall(this.spec, this.channels, { data: { length: size(shape) } as Float32Array, shape }, {});
    return this.arenas.allocate(shape, bytesEach);
  }

  private checked(tokens: TokenArray, call: PoolCall): Numbers {
    this.checkReady();
    checkCall(this.spec, this.channels, tokens, call);
    return numbersOf(this.spec, tokens.data);
  }

  private placed(numbers: Numbers, shape: Shape, gradient: boolean): Placed {
    return this.arenas.inPlace(numbers, shape, gradient) ?? this.arenas.bringIn(numbers, shape, gradient);
  }

  private writeJob(
    { arena, at, tokens }: Placed,
    { type }: Numbers,
    shape: Shape,
    call: PoolCall,
    gradient: boolean,
  ): void {
    writeJob(arena, at, { spec: this.spec, shape, call, tokens, half: type === 'float16', gradient });
  }

  private prepareGradient(tokens: TokenArray, dy: ArrayLike<number>, call: GradientCall): Placed {
    const numbers = this.checked(tokens, call);
    const { shape } = tokens;
    checkLength(this.spec, 'dy', dy, [shape[0], this.channels]);
    if (call.into) checkLength(this.spec, 'into', call.into, shape);
    const placed = this.placed(numbers, shape, true);
    this.writeJob(placed, numbers, shape, call, true);
    placed.arena.floats(placed.at.dy, dy.length).set(dy);
    return placed;
  }

  private pooled({ arena, at }: Placed, { data, shape }: TokenArray, call: PoolCall): Float32Array {
    const y = arena.floats(at.y, shape[0] * this.channels).slice();
    // A negative token made it NaN, if none was NaN before: which one is looked up only now.
    if (isPowerMean(this.spec) && this.spec.negatives === 'error' && y.some(Number.isNaN)) {
      checkValues(this.spec, { ...call, tokens: { data: plainNumbers(this.spec, data), shape } });
    }
    return y;
  }

  private gradients({ arena, at }: Placed, shape: Shape, { into }: GradientCall): SimdGradient {
    const dx = arena.floats(at.dx, size(shape));
    into?.set(dx);
    const p = arena.floats(at.dp, shape[0] * this.channels);
    const parameters = isPowerMean(this.spec) ? { p: groupGradient(this.spec, this.channels, p) } : {};
    return { tokens: into ?? dx, parameters };
  }

  private async whileRunning(run: () => Promise<void>): Promise<void> {
    this.state = 'running';
    try {
      await run();
    } catch (error) {
      // A thread that is being ended may still write.
      this.arenas.drop();
      throw error;
    } finally {
      if (this.state === 'running') this.state = 'ready';
    }
  }

  private checkReady(): void {
    const fail = (message: string): never => {
      throw new GgemError('state', `${this.spec.type}: ${message}`);
    };
    if (this.state === 'disposed') fail('the pooling was disposed. Create a new one.');
    if (this.state === 'running') {
      fail(
        'a pooling does one call at a time, but another came while one ran. Await it, or create a second pooling.',
      );
    }
  }
}
