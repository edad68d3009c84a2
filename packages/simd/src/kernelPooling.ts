import { checkValues, type FlatOptions, isPowerMean, outputChannels } from '@ggem/core';
import { AfterPooling } from './afterPooling.ts';
import { CallState } from './callState.ts';
import { checkCall, checkLength } from './checkCall.ts';
import { exponentsOf, groupGradient } from './exponents.ts';
import { createFallbackPooling } from './fallbackPooling.ts';
import { constants } from './generated/layout.ts';
import type { KernelSpec } from './hasKernels.ts';
import { poolInTiles } from './poolInTiles.ts';
import { runAlone, runOnThreads } from './runOn.ts';
import type { FlatGradientCall, FlatPooling, SimdGradient } from './simdPooling.ts';
import type { ThreadPool } from './threadPool.ts';
import type { Shape, TokenArray } from './tokenArray.ts';
import { type Numbers, numbersOf, plainNumbers } from './tokenData.ts';
import type { KernelTask } from './workspace.ts';
import { type Engine, type Placed, size, Workspaces } from './workspaces.ts';
import { worthThreads } from './worthThreads.ts';
import { weightsOf, writeJob } from './writeJob.ts';

/** More channels than any image has, as a multiple of `CHUNK`. */
const wholeImage: number = constants.CHUNK * 2 ** 20;

export function createKernelPooling(engine: Engine, spec: KernelSpec, channels: number): FlatPooling {
  return new KernelPooling(engine, spec, channels);
}

class KernelPooling implements FlatPooling {
  readonly spec: KernelSpec;
  readonly channels: number;
  readonly outputChannels: number;
  private readonly engine: Engine;
  private readonly workspaces: Workspaces;
  private readonly after: AfterPooling | undefined;
  private readonly state: CallState;

  constructor(engine: Engine, spec: KernelSpec, channels: number) {
    this.engine = engine;
    this.spec = spec;
    this.state = new CallState(spec.type);
    this.channels = channels;
    this.outputChannels = outputChannels(spec, channels);
    this.after = AfterPooling.of(spec, channels);
    this.workspaces = new Workspaces(engine, channels);
  }

  allocate(shape: Shape): TokenArray<Float32Array> {
    const { workspace, tokens } = this.allocated(shape, 4);
    return { data: workspace.floats(tokens, size(shape)), shape };
  }

  allocateFloat16(shape: Shape): TokenArray<Uint16Array> {
    const { workspace, tokens } = this.allocated(shape, 2);
    return { data: workspace.halves(tokens, size(shape)), shape };
  }

  pool(tokens: TokenArray, call: FlatOptions = {}): Float32Array {
    const numbers = this.checked(tokens, call);
    const { shape } = tokens;
    const placed = this.workspaces.inPlace(numbers, shape, 'pool');
    if (placed) {
      this.writeJob(placed, numbers, shape, call, 'pool');
      runAlone(placed, 'run');
      return this.finished(placed, tokens, call);
    }
    const tile = this.workspaces.tileFor(numbers, shape);
    this.writeJob(tile, numbers, shape, call, 'pool');
    poolInTiles(tile, this.spec, numbers, shape);
    return this.finished(tile, tokens, call);
  }

  async poolParallel(tokens: TokenArray, call: FlatOptions = {}): Promise<Float32Array> {
    const threadPool = this.threadPoolFor(tokens.shape, 'pool', call);
    if (!threadPool) return this.pool(tokens, call);
    const numbers = this.checked(tokens, call);
    const placed = this.placed(numbers, tokens.shape, 'pool');
    this.writeJob(placed, numbers, tokens.shape, call, 'pool');
    await this.state.whileRunning(() => runOnThreads(threadPool, placed, 'run', this.workspaces));
    return this.finished(placed, tokens, call);
  }

  gradient(tokens: TokenArray, dy: ArrayLike<number>, call: FlatGradientCall = {}): SimdGradient {
    const placed = this.prepareGradient(tokens, dy, call);
    const { workspace, at } = placed;
    if (this.after) runAlone(placed, 'run');
    const after = this.passBack(placed, tokens, dy, call);
    workspace.floats(at.dy, after.dy.length).set(after.dy);
    runAlone(placed, 'runGradient');
    return this.gradients(placed, tokens.shape, call, after.parameters);
  }

  async gradientParallel(
    tokens: TokenArray,
    dy: ArrayLike<number>,
    call: FlatGradientCall = {},
  ): Promise<SimdGradient> {
    const threadPool = this.threadPoolFor(tokens.shape, 'gradient', call);
    if (!threadPool) return this.gradient(tokens, dy, call);
    const placed = this.prepareGradient(tokens, dy, call);
    const { workspace, at } = placed;
    // Both runs are one call, so that a dispose amid the first is not undone by the second.
    const ofAfter = await this.state.whileRunning(async () => {
      if (this.after) await runOnThreads(threadPool, placed, 'run', this.workspaces);
      const { dy: behind, parameters } = this.passBack(placed, tokens, dy, call);
      workspace.floats(at.dy, behind.length).set(behind);
      await runOnThreads(threadPool, placed, 'runGradient', this.workspaces);
      return parameters;
    });
    return this.gradients(placed, tokens.shape, call, ofAfter);
  }

  poolingWeights(tokens: TokenArray, call: FlatOptions = {}): Float32Array {
    this.state.check();
    return createFallbackPooling(this.spec, this.channels).poolingWeights(tokens, call);
  }

  dispose(): void {
    this.state.dispose(this.workspaces);
  }

  /** The threads, where they make a call of this size faster. */
  private threadPoolFor(shape: Shape, task: KernelTask, call: FlatOptions): ThreadPool | undefined {
    const { threadPool, threadsFrom } = this.engine;
    if (!threadPool) return undefined;
    const { ofGroups } = exponentsOf(this.spec, this.channels, call);
    const least = threadsFrom ?? worthThreads(this.spec, task, ofGroups);
    return size(shape) >= least ? threadPool : undefined;
  }

  private allocated(shape: Shape, bytesEach: 2 | 4): Placed {
    this.state.check();
    checkCall(this.spec, this.channels, { data: { length: size(shape) } as Float32Array, shape }, {});
    return this.workspaces.allocate(shape, bytesEach);
  }

  private checked(tokens: TokenArray, call: FlatOptions): Numbers {
    this.state.check();
    checkCall(this.spec, this.channels, tokens, call);
    return numbersOf(this.spec, tokens.data);
  }

  private placed(numbers: Numbers, shape: Shape, task: KernelTask): Placed {
    return this.workspaces.inPlace(numbers, shape, task) ?? this.workspaces.bringIn(numbers, shape, task);
  }

  private writeJob(
    { workspace, at, tokens }: Placed,
    { type }: Numbers,
    shape: Shape,
    call: FlatOptions,
    task: KernelTask,
  ): void {
    const half = type === 'float16';
    const { spec } = this;
    writeJob(workspace, at, {
      spec,
      prefix: spec.prefixTokens,
      shape,
      exponents: exponentsOf(spec, this.channels, call),
      weights: weightsOf(spec, shape, call),
      tokens,
      half,
      task,
      span: this.span(shape),
    });
  }

  /** Channels of a task: all, if there are enough images to keep all threads busy to the end; else a part of them. */
  private span([batch]: Shape): number {
    const threads = this.engine.threadPool?.size ?? 1;
    return threads === 1 || batch >= 8 * threads ? wholeImage : constants.CHUNK;
  }

  private prepareGradient(tokens: TokenArray, dy: ArrayLike<number>, call: FlatGradientCall): Placed {
    const numbers = this.checked(tokens, call);
    const { shape } = tokens;
    checkLength(this.spec, 'dy', dy, [shape[0], this.outputChannels]);
    if (call.into) checkLength(this.spec, 'into', call.into, shape);
    const placed = this.placed(numbers, shape, 'gradient');
    this.writeJob(placed, numbers, shape, call, 'gradient');
    return placed;
  }

  /** The gradient with respect to what the kernels give, and to the parameters of the steps after it. */
  private passBack(placed: Placed, tokens: TokenArray, dy: ArrayLike<number>, call: FlatOptions) {
    if (!this.after) return { dy, parameters: {} };
    return this.after.gradient(this.pooled(placed, tokens, call), this.norms(placed, tokens), dy, call);
  }

  private finished(placed: Placed, tokens: TokenArray, call: FlatOptions): Float32Array {
    const y = this.pooled(placed, tokens, call);
    return this.after ? this.after.forward(y, this.norms(placed, tokens), call) : y;
  }

  /** 0 for an image in which nothing is kept. */
  private norms({ workspace, at }: Placed, { shape }: TokenArray): Float64Array {
    return workspace.doubles(at.norms, shape[0]);
  }

  private pooled({ workspace, at }: Placed, { data, shape }: TokenArray, call: FlatOptions): Float32Array {
    const y = workspace.floats(at.y, shape[0] * this.channels).slice();
    // A negative token gives NaN, and so does a NaN among the tokens. Only now they are searched for a negative one.
    if (isPowerMean(this.spec) && this.spec.negatives === 'error' && y.some(Number.isNaN)) {
      checkValues(this.spec, { ...call, tokens: { data: plainNumbers(this.spec, data), shape } });
    }
    return y;
  }

  private gradients(
    { workspace, at }: Placed,
    shape: Shape,
    { into }: FlatGradientCall,
    ofAfter: SimdGradient['parameters'],
  ): SimdGradient {
    const dx = workspace.floats(at.dx, size(shape));
    into?.set(dx);
    const p = workspace.floats(at.dp, shape[0] * this.channels);
    const own = isPowerMean(this.spec) ? { p: groupGradient(this.spec, this.channels, p) } : {};
    return { tokens: into ?? dx, parameters: { ...own, ...ofAfter } };
  }
}
