import { Cache, type GpuJsKernel, type Plan, PlannedCalls, plansKept } from '@ggem/kernels';
import type { GPU } from 'gpu.js';
import { isTexture } from '../input/kernelInput.ts';
import { type CompiledKernels, compileKernels } from './compiledKernels.ts';
import { checkDevice, type Device } from './device.ts';

/** What every pooling on gpu.js has. */
export interface Kernels {
  /** Where the kernels ran; `undefined` until the first has. */
  readonly device: Device | undefined;
  /** The kernels of the last call as text; before the first call, those for tokens alone. */
  readonly source: string;
  /** Frees the compiled kernels, and the textures that they gave. The pooling must not be called any more. */
  readonly destroy: () => void;
}

/** Kernels that are planned and compiled once for each different `Call`. */
export interface KernelSets<Call> extends Kernels {
  /** Throws after `destroy`. */
  readonly checkAlive: () => void;
  /** Gives the results of the plan by name. */
  readonly run: (call: Call, inputs: Readonly<Record<string, unknown>>) => Promise<Record<string, unknown>>;
}

/** Makes kernels when a call needs them. Throws a `GgemError` where gpu.js cannot run them in float32. */
export function kernelSets<Call>(options: {
  readonly operation: string;
  readonly gpu: GPU;
  /** Whether results stay on the device. */
  readonly pipeline: boolean;
  readonly plan: (call: Call) => Plan<GpuJsKernel>;
  /** The call whose kernels `source` shows before the first one. */
  readonly first: Call;
}): KernelSets<Call> {
  const { operation, gpu, pipeline, plan, first } = options;
  checkDevice(operation, gpu);
  const calls = new PlannedCalls(operation, plan, first);
  const compiled = new Cache<CompiledKernels>(plansKept, (set) => set.destroy());
  let device: Device | undefined;

  return {
    get device() {
      return device;
    },
    get source() {
      return calls.source;
    },
    checkAlive: () => calls.checkAlive(),
    run: (call, inputs) => {
      const planned = calls.planFor(call);
      const where = Object.keys(inputs).filter((name) => isTexture(inputs[name]));
      const kernels = compiled.get(`${where}/${planned.key}`, () =>
        compileKernels({
          operation,
          gpu,
          kernels: planned.kernels,
          results: new Set(planned.results),
          pipeline,
          onDevice: (running) => {
            device = running;
          },
        }),
      );
      return kernels.run(inputs);
    },
    destroy: () => {
      calls.destroy();
      compiled.clear();
    },
  };
}
