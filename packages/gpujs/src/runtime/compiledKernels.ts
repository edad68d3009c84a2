import { GgemError } from '@ggem/core';
import type { GpuJsKernel } from '@ggem/kernels';
import type { GPU, IKernelRunShortcut, Kernel, KernelOutput } from 'gpu.js';
import { isTexture } from '../input/kernelInput.ts';
import { checkKernel, type Device, plannedDevice } from './device.ts';
import { packLongTextures } from './packLongTextures.ts';

/** The kernels of a plan, compiled. */
export interface CompiledKernels {
  /** Runs all in order and gives the values named in `results`. */
  readonly run: (inputs: Readonly<Record<string, unknown>>) => Promise<Record<string, unknown>>;
  readonly destroy: () => void;
}

const numbers = { inf: Number.POSITIVE_INFINITY, nan: Number.NaN };

/** Where a card divides inexactly, gpu.js divides as integers, which huge numbers overflow. Its types lack this option. */
const exactDivision: object = { fixIntegerDivisionAccuracy: false };

interface CompileOptions {
  readonly operation: string;
  readonly gpu: GPU;
  readonly kernels: readonly GpuJsKernel[];
  /** Names of the kernels whose values are wanted. */
  readonly results: ReadonlySet<string>;
  /** Whether the results stay on the device. */
  readonly pipeline: boolean;
  readonly onDevice: (device: Device) => void;
}

/** Hands kernels to gpu.js, which compiles each when it first runs. */
export function compileKernels(options: CompileOptions): CompiledKernels {
  const { operation, gpu, results, pipeline, onDevice } = options;
  const compiled = options.kernels.map((kernel) => ({
    kernel,
    checked: false,
    shortcut: gpu.createKernel(kernel.source, {
      ...exactDivision,
      output: [...kernel.output],
      constants: Object.fromEntries(
        Object.entries(kernel.constants).map(([name, value]) => [
          name,
          typeof value === 'number' ? value : Float32Array.from(value),
        ]),
      ),
      constantTypes: Object.fromEntries(
        Object.entries(kernel.constants).map(([name, value]) => [
          name,
          typeof value === 'number' ? 'Integer' : 'Array',
        ]),
      ),
      precision: 'single',
      asyncMode: true,
      pipeline: pipeline || !results.has(kernel.name),
      // Every call gets new textures, so that calls may overlap and a caller may keep its results.
      immutable: true,
    }),
  }));
  const release = (): void => {
    for (const { shortcut } of compiled) shortcut.kernel.destroy();
  };
  if (plannedDevice(gpu) === 'webgl2') {
    for (const { shortcut } of compiled) packLongTextures(shortcut.kernel);
  }
  return {
    run: async (inputs) => {
      const values: Record<string, unknown> = { ...inputs, ...numbers };
      const left: unknown[] = [];
      try {
        for (const one of compiled) {
          const { kernel, shortcut } = one;
          const given = kernel.parameters.map((name) => values[name]);
          const value = await runKernel(operation, gpu, shortcut, given, release);
          if (!one.checked) onDevice(checkKernel(operation, gpu, shortcut));
          one.checked = true;
          values[kernel.name] = value;
          if (!results.has(kernel.name)) left.push(value);
        }
      } finally {
        for (const value of left) if (isTexture(value)) value.delete();
      }
      return Object.fromEntries([...results].map((name) => [name, values[name]]));
    },
    destroy: () => {
      for (const { shortcut } of compiled) destroyKernel(gpu, shortcut);
    },
  };
}

/** Runs a kernel. gpu.js fails where its mode is missing (WebGPU without an adapter), lost, or too small for the kernel. */
async function runKernel(
  operation: string,
  gpu: GPU,
  shortcut: IKernelRunShortcut,
  given: readonly unknown[],
  release: () => void,
): Promise<unknown> {
  const call = async (): Promise<unknown> => (shortcut as (...args: unknown[]) => KernelOutput)(...given);
  try {
    try {
      return await call();
    } catch (cause) {
      if (!isOutOfMemories(cause)) throw cause;
      // gpu.js compiles a kernel again when it is called after this.
      release();
      return await call();
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GgemError(
      'unavailable',
      `${operation}: gpu must be able to run kernels, but in mode ${JSON.stringify(gpu.mode)} gpu.js said: ${reason} Use a mode that this machine has.`,
      { cause },
    );
  }
}

/** On webasm each kernel has its own memory, and a page gets about a hundred: long plans free those of kernels that ran. */
function isOutOfMemories(cause: unknown): boolean {
  return cause instanceof RangeError && cause.message.startsWith('WebAssembly.Memory()');
}

function destroyKernel(gpu: GPU, { kernel }: IKernelRunShortcut): void {
  kernel.destroy();
  // On cpu gpu.js keeps what it destroyed in its list.
  const kernels = kernelsOf(gpu);
  const place = kernels.indexOf(kernel);
  if (place >= 0) kernels.splice(place, 1);
}

/** The kernels that a `GPU` holds; its types lack them. */
export function kernelsOf(gpu: GPU): Kernel[] {
  return (gpu as unknown as { readonly kernels: Kernel[] }).kernels;
}
