/** Opens WebGPU; throws where there is none. */
export async function openDevice(descriptor?: GPUDeviceDescriptor): Promise<GPUDevice> {
  const adapter = await globalThis.navigator?.gpu?.requestAdapter();
  if (!adapter) throw new Error('There is no WebGPU adapter here.');
  return adapter.requestDevice(descriptor);
}
