import { GgemError } from '@ggem/core';
import type { WgslKernel } from '@ggem/kernels';
import { checkKernel } from './checkLimits.ts';

/** A kernel and its pipeline. */
export interface CompiledKernel {
  readonly kernel: WgslKernel;
  readonly pipeline: GPUComputePipeline;
}

/** Compiles kernels side by side. Throws a `GgemError` with code `unavailable` where the device refuses one. */
export async function compileKernels(
  operation: string,
  device: GPUDevice,
  kernels: readonly WgslKernel[],
): Promise<readonly CompiledKernel[]> {
  for (const kernel of kernels) checkKernel(operation, device, kernel);
  device.pushErrorScope('validation');
  const compiling = kernels.map(async (kernel): Promise<CompiledKernel> => {
    const module = device.createShaderModule({ label: kernel.name, code: kernel.source });
    const pipeline = await device.createComputePipelineAsync({
      label: kernel.name,
      layout: 'auto',
      compute: { module, entryPoint: kernel.name },
    });
    return { kernel, pipeline };
  });
  const settled = Promise.allSettled(compiling);
  const refusal = await device.popErrorScope();
  const outcomes = await settled;
  const failed = outcomes.find((one) => one.status === 'rejected');
  if (!refusal && !failed) return Promise.all(compiling);
  const cause: unknown = failed?.reason;
  const said = refusal?.message ?? (cause instanceof Error ? cause.message : String(cause));
  throw new GgemError(
    'unavailable',
    `${operation}: device must compile the kernels, but WebGPU said: ${said.trim()} Update the browser or the driver.`,
    { cause },
  );
}
