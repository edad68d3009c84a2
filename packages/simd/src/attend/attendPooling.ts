import {
  attendedShares,
  attendOf,
  checkValues,
  exponentLayout,
  type FlatOptions,
  isPowerMean,
  outputChannels,
  type PoolGradient,
  parametersOf,
  pooledChannels,
  type SharedTokens,
  seamShape,
} from '@ggem/core';
import { AfterPooling } from '../afterPooling.ts';
import { CallState } from '../callState.ts';
import { checkCall, checkLength } from '../checkCall.ts';
import { exponentsOf, groupGradient } from '../exponents.ts';
import { createFallbackPooling } from '../fallbackPooling.ts';
import { constants } from '../generated/layout.ts';
import type { AttendKernelSpec } from '../hasKernels.ts';
import { createKernelProducts } from '../products/kernelProducts.ts';
import { productRoom } from '../products/placedProducts.ts';
import type { SimdProducts } from '../products/products.ts';
import { runAlone, runOnThreads } from '../runOn.ts';
import type { FlatGradientCall, FlatPooling, SimdGradient } from '../simdPooling.ts';
import type { ThreadPool } from '../threadPool.ts';
import type { Shape, TokenArray } from '../tokenArray.ts';
import { plainNumbers } from '../tokenData.ts';
import type { KernelTask } from '../workspace.ts';
import { type Engine, type Placed, size, Workspaces } from '../workspaces.ts';
import { worthThreads } from '../worthThreads.ts';
import { writeJob } from '../writeJob.ts';
import { hostOps } from './hostOps.ts';
import { HostTensor } from './hostTensor.ts';
import { Lanes } from './lanes.ts';
import { leavesReach } from './leavesReach.ts';
import { matrixProducts } from './matrixProducts.ts';
import { TokenShares } from './tokenShares.ts';

/** More channels than any group has, as a multiple of `CHUNK`: sums by weights are over all channels of a group. */
const wholeGroup: number = constants.CHUNK * 2 ** 20;

/** A call whose scores are computed. What is left is a pooling of its values, in memory, with weights for each group. */
interface Prepared {
  readonly shared: SharedTokens<HostTensor>;
  readonly shares: TokenShares;
  readonly placed: Placed;
  readonly batch: number;
}

/**
 * Poolings whose tokens attend: core's own formulas for the scores, with products of matrices by the kernels, then the
 * kernels of the pooling with weights for each group of channels.
 */
export function createAttendPooling(engine: Engine, spec: AttendKernelSpec, channels: number): FlatPooling {
  return new AttendPooling(engine, spec, channels);
}

class AttendPooling implements FlatPooling {
  readonly spec: AttendKernelSpec;
  readonly channels: number;
  readonly outputChannels: number;
  /** How many channels are pooled. */
  private readonly pooled: number;
  private readonly engine: Engine;
  private readonly products: SimdProducts;
  private readonly lanes: Lanes;
  /** Whether the tokens themselves are pooled, in the order in which they come. */
  private readonly poolsTokens: boolean;
  private readonly workspaces: Workspaces;
  private readonly after: AfterPooling | undefined;
  /** By core's own loops, for what the kernels cannot do. */
  private readonly exact: FlatPooling;
  private readonly state: CallState;

  constructor(engine: Engine, spec: AttendKernelSpec, channels: number) {
    this.engine = engine;
    this.products = createKernelProducts(engine.memories, undefined);
    this.spec = spec;
    this.channels = channels;
    this.outputChannels = outputChannels(spec, channels);
    this.pooled = pooledChannels(spec, channels);
    const { interleaved } = exponentLayout(spec, this.pooled);
    this.lanes = new Lanes({ groups: attendOf(spec)!.groups, channels: this.pooled, interleaved });
    const { value, score } = attendOf(spec)!;
    const isWhole = this.lanes.isPlain && spec.prefixTokens === 0;
    this.poolsTokens = isWhole && value === null && score !== 'mean';
    const beside = { groups: this.lanes.groups, products: productRoom };
    this.workspaces = new Workspaces(engine, this.lanes.count, beside);
    this.after = AfterPooling.of(spec, this.pooled);
    this.exact = createFallbackPooling(spec, channels);
    this.state = new CallState(spec.type);
  }

  allocate(shape: Shape): TokenArray<Float32Array> {
    this.state.check();
    if (!this.poolsTokens) return this.exact.allocate(shape) as TokenArray<Float32Array>;
    checkCall(this.spec, this.channels, { data: { length: size(shape) } as Float32Array, shape }, {});
    const { workspace, tokens } = this.workspaces.allocate(shape, 4);
    return { data: workspace.floats(tokens, size(shape)), shape };
  }

  allocateFloat16(shape: Shape): TokenArray<Uint16Array> {
    this.state.check();
    return this.exact.allocateFloat16(shape) as TokenArray<Uint16Array>;
  }

  pool(tokens: TokenArray, call: FlatOptions = {}): Float32Array {
    const prepared = this.prepare(tokens, call, 'pool');
    if (prepared === undefined) return this.exact.pool(tokens, call);
    runAlone(prepared.placed, 'run');
    return this.finished(prepared, call);
  }

  async poolParallel(tokens: TokenArray, call: FlatOptions = {}): Promise<Float32Array> {
    const threadPool = this.threadPoolFor(tokens.shape, 'pool');
    if (!threadPool) return this.pool(tokens, call);
    const prepared = this.prepare(tokens, call, 'pool');
    if (prepared === undefined) return this.exact.pool(tokens, call);
    await this.state.whileRunning(() => runOnThreads(threadPool, prepared.placed, 'run', this.workspaces));
    return this.finished(prepared, call);
  }

  gradient(tokens: TokenArray, dy: ArrayLike<number>, call: FlatGradientCall = {}): SimdGradient {
    const prepared = this.prepareGradient(tokens, dy, call);
    if (prepared === undefined) return this.exact.gradient(tokens, dy, call);
    if (this.after) runAlone(prepared.placed, 'run');
    const ofAfter = this.passBack(prepared, dy, call);
    runAlone(prepared.placed, 'runGradient');
    return this.gradients(prepared, call, ofAfter);
  }

  async gradientParallel(
    tokens: TokenArray,
    dy: ArrayLike<number>,
    call: FlatGradientCall = {},
  ): Promise<SimdGradient> {
    const threadPool = this.threadPoolFor(tokens.shape, 'gradient');
    if (!threadPool) return this.gradient(tokens, dy, call);
    const prepared = this.prepareGradient(tokens, dy, call);
    if (prepared === undefined) return this.exact.gradient(tokens, dy, call);
    const { placed } = prepared;
    const ofAfter = await this.state.whileRunning(async () => {
      if (this.after) await runOnThreads(threadPool, placed, 'run', this.workspaces);
      const parameters = this.passBack(prepared, dy, call);
      await runOnThreads(threadPool, placed, 'runGradient', this.workspaces);
      return parameters;
    });
    return this.gradients(prepared, call, ofAfter);
  }

  poolingWeights(tokens: TokenArray, call: FlatOptions = {}): Float32Array {
    this.state.check();
    return this.exact.poolingWeights(tokens, call);
  }

  dispose(): void {
    this.state.dispose(this.workspaces);
    this.products.dispose();
  }

  /** The threads, where they make a call of this size faster. */
  private threadPoolFor(shape: Shape, task: KernelTask): ThreadPool | undefined {
    const { threadPool, threadsFrom = worthThreads(this.spec, task) } = this.engine;
    return size(shape) >= threadsFrom ? threadPool : undefined;
  }

  private prepareGradient(
    tokens: TokenArray,
    dy: ArrayLike<number>,
    call: FlatGradientCall,
  ): Prepared | undefined {
    this.state.check();
    checkLength(this.spec, 'dy', dy, [tokens.shape[0], this.outputChannels]);
    if (call.into) checkLength(this.spec, 'into', call.into, tokens.shape);
    return this.prepare(tokens, call, 'gradient');
  }

  /** Computes the scores, and writes all that the kernels read. `undefined` where core's own loops must pool. */
  private prepare(tokens: TokenArray, call: FlatOptions, task: KernelTask): Prepared | undefined {
    const { spec } = this;
    this.state.check();
    checkCall(spec, this.channels, tokens, call);
    const exponents = exponentsOf(spec, this.pooled, call);
    if (Array.from(exponents.ofGroups, Math.abs).includes(Number.POSITIVE_INFINITY)) return undefined;
    const [batch, count] = tokens.shape;
    const shape: Shape = [batch, count - spec.prefixTokens, this.lanes.count];
    const here = this.inPlace(tokens, call, task);
    const placed = here ?? this.workspaces.guestWith(shape, size(shape) * 4, task);
    const inMemory = placed.workspace.floats(placed.tokens, size(shape));
    if (this.poolsTokens && here === undefined) inMemory.set(plainNumbers(spec, tokens.data));
    const shared = this.share(tokens, call, placed, inMemory);
    const values = shared.values.data;
    const shares = new TokenShares(shared.shares);
    if (leavesReach(spec, exponents.ofGroups, values, shares.least())) return undefined;
    if (values !== inMemory) this.lanes.place(values, inMemory, 1);
    writeJob(placed.workspace, placed.at, {
      spec,
      prefix: 0,
      shape,
      exponents: { ...exponents, ofChannels: (p) => this.lanes.spread(exponents.ofChannels(p)) },
      weights: shares.weights(),
      tokens: placed.tokens,
      half: false,
      task,
      span: wholeGroup,
    });
    return { shared, shares, placed, batch };
  }

  /** Tokens of `allocate`, where the kernels may read them as they lie: those that are dropped would be written over. */
  private inPlace({ data, shape }: TokenArray, call: FlatOptions, task: KernelTask): Placed | undefined {
    if (!this.poolsTokens || call.mask || call.tokenWeights || !(data instanceof Float32Array))
      return undefined;
    return this.workspaces.inPlace({ type: 'float32', data }, shape, task);
  }

  /** The step before the kernels, by core's formulas. Tokens that are pooled as they are go where the kernels read them. */
  private share(
    { data, shape }: TokenArray,
    call: FlatOptions,
    { workspace, at }: Placed,
    inMemory: Float32Array,
  ): SharedTokens<HostTensor> {
    const { spec, channels } = this;
    const { mask, tokenWeights, parameters = {} } = call;
    const numbers = plainNumbers(spec, data);
    if (isPowerMean(spec) && spec.negatives === 'error') {
      checkValues(spec, { mask, tokenWeights, tokens: { data: numbers, shape } });
    }
    const perToken = (values: ArrayLike<number> | undefined) =>
      values && HostTensor.of([shape[0], shape[1], 1], Float32Array.from(values));
    const live = parametersOf(spec, channels).flatMap(({ name, shape: axes }) => {
      const values = parameters[name];
      return values === undefined
        ? []
        : [[name, { tensor: HostTensor.of(seamShape(axes), Float32Array.from(values)) }] as const];
    });
    const { memory, kernels } = workspace;
    const products = matrixProducts(this.products, { memory, kernels, start: at.products });
    const floats = () => (numbers instanceof Float32Array ? numbers : Float32Array.from(numbers));
    return attendedShares(hostOps(products), spec, {
      tokens: HostTensor.of(shape, this.poolsTokens ? inMemory : floats()),
      channels,
      mask: perToken(mask),
      tokenWeights: perToken(tokenWeights),
      parameters: Object.fromEntries(live),
    });
  }

  private finished(prepared: Prepared, call: FlatOptions): Float32Array {
    const y = this.result(prepared);
    return this.after ? this.after.forward(y, prepared.shares.kept(), call) : y;
  }

  /** What the kernels pooled; NaN in groups whose scores are NaN. */
  private result({ placed, shares, batch }: Prepared): Float32Array {
    const lanes = placed.workspace.floats(placed.at.y, batch * this.lanes.count);
    shares.lose(lanes, this.lanes.count);
    return this.lanes.take(lanes).slice();
  }

  /** Hands the kernels the gradient with respect to what they give, and returns those by the parameters of the steps after it. */
  private passBack(prepared: Prepared, dy: ArrayLike<number>, call: FlatOptions): SimdGradient['parameters'] {
    const { placed, batch, shares } = prepared;
    const behind = this.after
      ? this.after.gradient(this.result(prepared), shares.kept(), dy, call)
      : { dy, parameters: {} };
    this.lanes.place(behind.dy, placed.workspace.floats(placed.at.dy, batch * this.lanes.count), 0);
    return behind.parameters;
  }

  private gradients(
    { shared, shares, placed, batch }: Prepared,
    { into }: FlatGradientCall,
    ofAfter: SimdGradient['parameters'],
  ): SimdGradient {
    const { at, workspace } = placed;
    const { shape } = shared.values;
    const dx = workspace.floats(at.dx, batch * shape[1] * this.lanes.count);
    const sums = workspace.floats(at.shares, size(shared.shares.shape));
    const { tokens, parameters } = shared.gradient(
      HostTensor.spare(shape, this.lanes.take(dx)),
      HostTensor.of(shared.shares.shape, shares.gradient(sums)),
    );
    into?.set(tokens.data);
    const perLane = workspace.floats(at.dp, batch * this.lanes.count);
    shares.lose(perLane, this.lanes.count);
    const own: SimdGradient['parameters'] = isPowerMean(this.spec)
      ? { p: groupGradient(this.spec, this.pooled, this.lanes.take(perLane)) }
      : {};
    return { tokens: into ?? tokens.data, parameters: { ...own, ...numbersIn(parameters), ...ofAfter } };
  }
}

function numbersIn(parameters: PoolGradient<HostTensor>['parameters']): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(parameters).map(([name, { data }]) => [name, data]));
}
