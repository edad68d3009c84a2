import { GgemError } from '@ggem/core';
import type { WgslKernel } from '@ggem/kernels';

/** The limits that a kernel, or a buffer of a call, may be too large for. */
type Limit =
  | 'maxStorageBuffersPerShaderStage'
  | 'maxComputeWorkgroupsPerDimension'
  | 'maxComputeInvocationsPerWorkgroup'
  | 'maxStorageBufferBindingSize'
  | 'maxBufferSize';

/** Throws a `GgemError` with code `unavailable` for a kernel that the device cannot run. */
export function checkKernel(operation: string, device: GPUDevice, kernel: WgslKernel): void {
  const needs: Partial<Record<Limit, number>> = {
    maxStorageBuffersPerShaderStage: kernel.bindings.length,
    maxComputeWorkgroupsPerDimension: Math.max(...kernel.workgroups),
    maxComputeInvocationsPerWorkgroup: kernel.workgroupSize,
  };
  for (const [limit, needed] of Object.entries(needs)) {
    const granted = device.limits[limit as Limit];
    if (needed > granted) {
      throw new GgemError(
        'unavailable',
        `${operation}: device must grant a ${limit} of ${needed} for kernel ${kernel.name}, but it grants ${granted}. Request it with requiredLimits: { ${limit}: ${needed} }, or pool fewer images at a time.`,
      );
    }
  }
}

/** Throws a `GgemError` with code `unavailable` for values that are more bytes than a kernel may see at once. */
export function checkBytes(operation: string, name: string, device: GPUDevice, bytes: number): void {
  for (const limit of ['maxStorageBufferBindingSize', 'maxBufferSize'] as const) {
    const granted = device.limits[limit];
    if (bytes > granted) {
      throw new GgemError(
        'unavailable',
        `${operation}: ${name} must have at most ${granted} bytes, the ${limit} of the device, but it has ${bytes}. Pool fewer images at a time, or request the device with requiredLimits: { ${limit}: ${bytes} }.`,
      );
    }
  }
}
