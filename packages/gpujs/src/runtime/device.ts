import { GgemError } from '@ggem/core';
import type { GPU, IKernelRunShortcut } from 'gpu.js';

/** Where gpu.js runs a kernel. */
export type Device = 'cpu' | 'webasm' | 'webgl2' | 'webgpu';

interface KernelClass {
  readonly mode: string;
  readonly features?: { readonly isFloatRead?: boolean; readonly isTextureFloat?: boolean };
}

/** The device of a kernel, by its class: gpu.js may have fallen back to another without an error. */
function deviceOf(shortcut: IKernelRunShortcut): Device | undefined {
  const { kernel } = shortcut;
  const { mode } = kernel.constructor as unknown as KernelClass;
  if (mode === 'cpu' || mode === 'webasm' || mode === 'webgpu') return mode;
  return isWebGL2(kernel.context) ? 'webgl2' : undefined;
}

/** Throws where a pooling cannot run, or not in float32. */
export function checkDevice(operation: string, gpu: GPU): void {
  const { mode, Kernel } = gpu;
  if (mode === 'dev' || mode === 'webgl' || mode === 'headlessgl' || !Kernel) {
    throw new GgemError(
      'unavailable',
      `${operation}: gpu must run on cpu, webasm, webgl2 or webgpu, but mode ${JSON.stringify(mode)} came. Use new GPU({ mode: "webasm" }).`,
    );
  }
  const { features } = Kernel as unknown as KernelClass;
  if (features && (features.isFloatRead === false || features.isTextureFloat === false)) {
    throw new GgemError(
      'unavailable',
      `${operation}: pooling needs float32, but this device has less in mode ${JSON.stringify(mode)}. Use the webgpu, webasm or cpu mode.`,
    );
  }
}

/** Throws where gpu.js ran a kernel elsewhere than it was told to. */
export function checkKernel(operation: string, gpu: GPU, shortcut: IKernelRunShortcut): Device {
  const device = deviceOf(shortcut);
  const wanted = (gpu.Kernel as unknown as KernelClass).mode;
  // Mode async may move to WebGPU by itself.
  const moved =
    (shortcut.kernel.constructor as unknown as KernelClass).mode !== wanted && gpu.mode !== 'async';
  if (device && !moved) return device;
  const reason = shortcut.kernel.fallbackReason ?? 'gpu.js gave no reason';
  throw new GgemError(
    'unavailable',
    `${operation}: the kernel must run where gpu runs, ${wanted}, but it ran on ${device ?? 'another device'} (${reason}). Use a mode that this machine has.`,
  );
}

/** Where kernels will run, as far as that is known before they do. */
export function plannedDevice(gpu: GPU): Device {
  const { mode } = gpu.Kernel as unknown as KernelClass;
  return mode === 'cpu' || mode === 'webasm' || mode === 'webgpu' ? mode : 'webgl2';
}

function isWebGL2(context: unknown): boolean {
  return typeof WebGL2RenderingContext !== 'undefined' && context instanceof WebGL2RenderingContext;
}
