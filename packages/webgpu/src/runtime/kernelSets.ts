import { Cache, type Plan, PlannedCalls, plansKept, type WgslKernel } from '@ggem/kernels';
import type { ReadInput } from '../input/poolingInput.ts';
import { type CompiledKernel, compileKernels } from './compileKernels.ts';
import { checkNotLost, watchDevice } from './deviceState.ts';
import { KeptBuffers } from './keptBuffers.ts';
import { runKernels } from './runKernels.ts';

/** What every pooling on WebGPU has. */
export interface Kernels {
  /** The kernels of the last call as text, in WGSL; before the first call, those for tokens alone. */
  readonly source: string;
  /** Frees all buffers that the pooling keeps; results on the device are the caller's. It must not be called any more. */
  readonly destroy: () => void;
}

/** Kernels that are planned and compiled once for each different `Call`. */
export interface KernelSets<Call> extends Kernels {
  /** Throws after `destroy`, and where the device is lost. */
  readonly checkAlive: () => void;
  /** Gives the results of the plan by name. */
  readonly run: (
    call: Call,
    inputs: Readonly<Record<string, ReadInput>>,
  ) => Promise<Record<string, GPUBuffer | Float32Array>>;
}

/** The kernels of a plan on the device. */
interface KernelSet {
  readonly compiled: Promise<readonly CompiledKernel[]>;
  readonly buffers: KeptBuffers;
  isReleased: boolean;
}

/** Makes kernels when a call needs them. Throws a `GgemError` for what is no device. */
export function kernelSets<Call>(options: {
  readonly operation: string;
  readonly device: GPUDevice;
  /** Whether results come to the host. */
  readonly readsBack: boolean;
  readonly plan: (call: Call) => Plan<WgslKernel>;
  /** The call whose kernels `source` shows before the first one. */
  readonly first: Call;
}): KernelSets<Call> {
  const { operation, device, readsBack, plan, first } = options;
  watchDevice(operation, device);
  const calls = new PlannedCalls(operation, plan, first);
  const sets = new Cache<KernelSet>(plansKept, (set) => {
    set.isReleased = true;
    set.buffers.destroy();
  });
  const checkAlive = (): void => {
    calls.checkAlive();
    checkNotLost(operation, device);
  };

  return {
    get source() {
      return calls.source;
    },
    checkAlive,
    run: async (call, inputs) => {
      const planned = calls.planFor(call);
      const set = sets.get(planned.key, () => ({
        compiled: compileKernels(operation, device, planned.kernels),
        buffers: new KeptBuffers(device),
        isReleased: false,
      }));
      const compiled = await set.compiled;
      checkAlive();
      const { buffers } = set;
      try {
        return await runKernels({
          operation,
          device,
          compiled,
          buffers,
          inputs,
          results: planned.results,
          readsBack,
        });
      } finally {
        if (set.isReleased) buffers.destroy();
      }
    },
    destroy: () => {
      calls.destroy();
      sets.clear();
    },
  };
}
