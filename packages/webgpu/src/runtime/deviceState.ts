import { GgemError, show } from '@ggem/core';

/** What became of a device. */
interface DeviceState {
  lost?: { readonly reason: string; readonly message: string };
}

/** One watch a device, however many poolings run on it. */
const states = new WeakMap<GPUDevice, DeviceState>();

/** Throws a `GgemError` with code `value` for what is no device; then watches it. */
export function watchDevice(operation: string, device: GPUDevice): void {
  if (typeof device !== 'object' || device === null || !('queue' in device && 'lost' in device)) {
    throw new GgemError(
      'value',
      `${operation}: device must be a GPUDevice, but ${show(device)} came. Use await (await navigator.gpu.requestAdapter()).requestDevice().`,
    );
  }
  if (states.has(device)) return;
  const state: DeviceState = {};
  states.set(device, state);
  void device.lost.then((info) => {
    state.lost = info;
  });
}

/** Throws a `GgemError` with code `unavailable` once the device is lost: WebGPU itself goes on without an error. */
export function checkNotLost(operation: string, device: GPUDevice): void {
  const lost = states.get(device)?.lost;
  if (!lost) return;
  const reason = lost.message || `its reason is ${show(lost.reason)}`;
  throw new GgemError(
    'unavailable',
    `${operation}: device must be there, but it was lost: ${reason.replace(/\.$/, '')}. Request a new device and make the pooling anew.`,
  );
}
