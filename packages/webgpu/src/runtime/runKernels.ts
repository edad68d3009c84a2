import { GgemError, sizeOf } from '@ggem/core';
import type { WgslBinding } from '@ggem/kernels';
import { bytesOf, type ReadInput } from '../input/poolingInput.ts';
import { mapMode } from '../input/usage.ts';
import { checkBytes } from './checkLimits.ts';
import type { CompiledKernel } from './compileKernels.ts';
import { checkNotLost } from './deviceState.ts';
import { type KeptBuffers, makeStorage } from './keptBuffers.ts';
import { refusedBuffer } from './refusedBuffer.ts';

/** A run of kernels in order. */
export interface KernelRun {
  readonly operation: string;
  readonly device: GPUDevice;
  readonly compiled: readonly CompiledKernel[];
  readonly buffers: KeptBuffers;
  /** By the names of arguments. */
  readonly inputs: Readonly<Record<string, ReadInput>>;
  /** Names of the kernels whose values are wanted, and whether they come to the host. */
  readonly results: readonly string[];
  readonly readsBack: boolean;
}

/** A part of a buffer that a kernel sees. */
interface Bound {
  readonly buffer: GPUBuffer;
  readonly size: number;
}

/**
 * Hands kernels to the device and gives the wanted values by name, when the device has accepted the work: in buffers, or
 * as numbers once it is done.
 */
export async function runKernels(run: KernelRun): Promise<Record<string, GPUBuffer | Float32Array>> {
  const { operation, device, buffers, inputs, results, readsBack } = run;
  for (const [name, { shape, isHalf }] of Object.entries(inputs)) {
    checkBytes(operation, name, device, bytesOf(shape, isHalf));
  }
  for (const { kernel } of run.compiled) checkBytes(operation, kernel.name, device, 4 * sizeOf(kernel.shape));
  const { value, refusals } = withScopes(device, () => submit(run));
  const [tooLarge, refusal] = await refusals;
  checkNotLost(operation, device);
  if (tooLarge || refusal) {
    if (!readsBack) for (const name of results) value.bound.get(name)?.buffer.destroy();
    for (const { reading } of value.readings) reading.destroy();
    if (tooLarge) {
      throw new GgemError(
        'unavailable',
        `${operation}: device must have memory for the results, but WebGPU said: ${tooLarge.message} Pool fewer images at a time, or destroy buffers that are done with.`,
      );
    }
    throw await refusedBuffer(operation, device, inputs, refusal!.message);
  }
  if (!readsBack) {
    return Object.fromEntries(results.map((name) => [name, value.bound.get(name)!.buffer]));
  }
  const numbers = value.readings.map(async ({ name, reading }) => {
    const values = await readNumbers(run, reading);
    buffers.giveBack(reading);
    return [name, values] as const;
  });
  return Object.fromEntries(await Promise.all(numbers));
}

interface Submitted {
  /** Results by the names of their kernels. */
  readonly bound: ReadonlyMap<string, Bound>;
  readonly readings: readonly { readonly name: string; readonly reading: GPUBuffer }[];
}

function submit({ device, compiled, buffers, inputs, results, readsBack }: KernelRun): Submitted {
  const bound = new Map<string, Bound>();
  for (const [name, { values, shape, isHalf }] of Object.entries(inputs)) {
    const buffer = values instanceof Float32Array ? buffers.filled(`argument ${name}`, values) : values;
    bound.set(name, { buffer, size: bytesOf(shape, isHalf) });
  }
  const encoder = device.createCommandEncoder({ label: 'ggem' });
  const pass = encoder.beginComputePass({ label: 'ggem' });
  for (const { kernel, pipeline } of compiled) {
    const { name, shape, workgroups } = kernel;
    const size = 4 * sizeOf(shape);
    const isResult = !readsBack && results.includes(name);
    const result = { buffer: isResult ? makeStorage(device, name, size) : buffers.storage(name, size), size };
    const bindingOf = (binding: WgslBinding): Bound => {
      switch (binding.kind) {
        case 'argument':
          return bound.get(binding.name)!;
        case 'constants': {
          const size = 4 * binding.values.length;
          return { buffer: buffers.constants(`constants of ${name}`, binding.values), size };
        }
        case 'result':
          return result;
        default:
          return binding satisfies never;
      }
    };
    const entries = kernel.bindings.map((one, binding) => ({ binding, resource: bindingOf(one) }));
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
    pass.dispatchWorkgroups(...workgroups);
    bound.set(name, result);
  }
  pass.end();
  const readings = (readsBack ? results : []).map((name) => {
    const { buffer, size } = bound.get(name)!;
    const reading = buffers.takeReading(size);
    encoder.copyBufferToBuffer(buffer, 0, reading, 0, size);
    return { name, reading };
  });
  device.queue.submit([encoder.finish()]);
  return { bound, readings };
}

async function readNumbers({ operation, device }: KernelRun, reading: GPUBuffer): Promise<Float32Array> {
  try {
    await reading.mapAsync(mapMode.read);
  } catch (cause) {
    checkNotLost(operation, device);
    throw cause;
  }
  const values = new Float32Array(reading.getMappedRange().slice(0));
  reading.unmap();
  return values;
}

/** What WebGPU says of `act`: that memory is out, and that it refuses something. */
function withScopes<V>(
  device: GPUDevice,
  act: () => V,
): { readonly value: V; readonly refusals: Promise<readonly [GPUError | null, GPUError | null]> } {
  const pop = (): Promise<GPUError | null> => device.popErrorScope();
  device.pushErrorScope('validation');
  device.pushErrorScope('out-of-memory');
  try {
    const value = act();
    return { value, refusals: Promise.all([pop(), pop()]) };
  } catch (error) {
    void Promise.allSettled([pop(), pop()]);
    throw error;
  }
}
