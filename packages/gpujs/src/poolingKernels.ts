import {
  checkShapes,
  GgemError,
  type PoolingSpec,
  type PoolingSpecInput,
  parametersOf,
  parseSpec,
} from '@ggem/core';
import type { GPU } from 'gpu.js';
import { argumentName } from './argumentName.ts';
import { type CompiledKernels, compileKernels } from './compiledKernels.ts';
import { checkDevice, type Device, plannedDevice } from './device.ts';
import { dialectOf } from './dialect.ts';
import { isTexture, type KernelInput } from './kernelInput.ts';
import { type Plan, planPooling, type Task } from './planPooling.ts';
import { type PoolingInputs, type PoolingShape, readInputs } from './readInputs.ts';

/** What a pooling is made with. */
export interface PoolingOptions extends PoolingShape {
  /** Whether results stay on the device, for other kernels to read; call their `delete()` when done. Default: no. */
  readonly pipeline?: boolean | undefined;
}

/** What every pooling on gpu.js has. */
export interface Kernels {
  /** Where the kernels ran; `undefined` until the first has. */
  readonly device: Device | undefined;
  /** The kernels of the last call as text, before the first those for tokens alone. */
  readonly source: string;
  /** Frees what was compiled. The pooling must not be called any more; textures it gave are gone too. */
  readonly destroy: () => void;
}

/** Runs a task for inputs of any batch size; `call` gives the values of its targets by name. */
export interface PoolingKernels extends Kernels {
  readonly call: (
    tokens: KernelInput,
    inputs: PoolingInputs,
    dy?: KernelInput,
  ) => Promise<Record<string, unknown>>;
}

/** How many sets of kernels stay compiled: more than a program has batch sizes and combinations of inputs. */
const kept = 16;

export function poolingKernels(
  gpu: GPU,
  given: PoolingSpecInput | PoolingSpec,
  { tokens: count, channels, grid, pipeline = false }: PoolingOptions,
  task: Task,
): PoolingKernels {
  const spec = parseSpec(given);
  const shape = { tokens: count, channels, grid };
  checkLengths(spec, shape);
  checkShapes(spec, { tokens: [1, count, channels], grid });
  checkDevice(spec.type, gpu);
  const plans = new Cache<Plan>(kept);
  const compiled = new Cache<CompiledKernels>(kept, (set) => set.destroy());
  const planFor = (call: Parameters<typeof planPooling>[3]): Plan =>
    plans.get(JSON.stringify(call, spellNumbers), () => planPooling(spec, shape, task, call));
  const dialect = dialectOf(plannedDevice(gpu));
  let last: Plan | undefined;
  let destroyed = false;
  let device: Device | undefined;

  return {
    get device() {
      return device;
    },
    get source() {
      last ??= planFor({
        batch: 1,
        given: [],
        live: required(spec, channels),
        parameterValues: {},
        dialect,
      });
      return last.kernels.map(({ source }) => source).join('\n\n');
    },
    call: async (tokens, inputs, dy) => {
      if (destroyed) {
        throw new GgemError(
          'state',
          `${spec.type}: a pooling must not be called after destroy(), but it was. Make a new one.`,
        );
      }
      const { batch, values, parameters } = readInputs(spec, shape, tokens, inputs, dy);
      const live = Object.entries(parameters);
      const plan = planFor({
        batch,
        given: Object.keys(values),
        live: Object.keys(parameters),
        parameterValues: Object.fromEntries(
          live.map(([name, { host }]) => [name, host && Array.from(host())]),
        ),
        dialect,
      });
      last = plan;
      const inputsByName = Object.fromEntries([
        ...Object.entries(values).map(([name, { value }]) => [name, value] as const),
        ...live.map(([name, { value }]) => [argumentName(name), value] as const),
      ]);
      const where = Object.keys(inputsByName).filter((name) => isTexture(inputsByName[name]));
      const kernels = compiled.get(`${where}/${plan.key}`, () =>
        compileKernels({
          operation: spec.type,
          gpu,
          kernels: plan.kernels,
          results: new Set(plan.results),
          pipeline,
          onDevice: (running) => {
            device = running;
          },
        }),
      );
      return kernels.run(inputsByName);
    },
    destroy: () => {
      destroyed = true;
      plans.clear();
      compiled.clear();
    },
  };
}

/** Keeps what was used last. */
class Cache<V> {
  private readonly entries = new Map<string, V>();
  private readonly limit: number;
  private readonly release: (value: V) => void;

  constructor(limit: number, release: (value: V) => void = () => {}) {
    this.limit = limit;
    this.release = release;
  }

  get(key: string, make: () => V): V {
    const value = this.entries.get(key) ?? make();
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size > this.limit) {
      const [oldest, unused] = this.entries.entries().next().value!;
      this.entries.delete(oldest);
      this.release(unused);
    }
    return value;
  }

  clear(): void {
    for (const value of this.entries.values()) this.release(value);
    this.entries.clear();
  }
}

/** The parameters without which a pooling cannot be written. */
function required(spec: PoolingSpec, channels: number): readonly string[] {
  return parametersOf(spec, channels).flatMap((one) => (one.required ? [one.name] : []));
}

/** JSON has no infinities and no NaN. */
function spellNumbers(_: string, value: unknown): unknown {
  return typeof value === 'number' ? `${value}` : value;
}

function checkLengths(spec: PoolingSpec, shape: PoolingShape): void {
  for (const name of ['tokens', 'channels'] as const) {
    const length = shape[name];
    if (Number.isInteger(length) && length > 0) continue;
    throw new GgemError(
      'shape',
      `${spec.type}: ${name} must be a whole number from 1, but ${String(length)} came. Say how many there are.`,
    );
  }
}
