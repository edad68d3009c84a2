import { GgemError } from '@ggem/core';
import { bytesOf, type ReadInput } from '../input/poolingInput.ts';

/** Visibility of a binding to compute shaders: `GPUShaderStage.COMPUTE`. */
const compute = 0x4;

/**
 * The error for a call that WebGPU refused: it names the first buffer that the device does not take, one of another device
 * or a destroyed one, which cannot be seen by looking at it.
 */
export async function refusedBuffer(
  operation: string,
  device: GPUDevice,
  inputs: Readonly<Record<string, ReadInput>>,
  said: string,
): Promise<GgemError> {
  for (const [name, { values, shape, isHalf }] of Object.entries(inputs)) {
    if (values instanceof Float32Array) continue;
    const reason = await refusal(device, values, bytesOf(shape, isHalf));
    if (reason === undefined) continue;
    return new GgemError(
      'value',
      `${operation}: ${name} must be a buffer of the pooling's own device that is not destroyed, but WebGPU said: ${reason} Give a buffer of that device, and destroy it later.`,
    );
  }
  return new GgemError(
    'unavailable',
    `${operation}: device must take the kernels, but WebGPU said: ${said} Update the browser or the driver.`,
  );
}

/** Why the device does not take a buffer; `undefined` if it does. */
async function refusal(device: GPUDevice, buffer: GPUBuffer, size: number): Promise<string | undefined> {
  device.pushErrorScope('validation');
  const layout = device.createBindGroupLayout({
    entries: [{ binding: 0, visibility: compute, buffer: { type: 'read-only-storage' } }],
  });
  const group = device.createBindGroup({
    layout,
    entries: [{ binding: 0, resource: { buffer, size } }],
  });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setBindGroup(0, group);
  pass.end();
  device.queue.submit([encoder.finish()]);
  const error = await device.popErrorScope();
  return error?.message.trim();
}
