import type { BackendName } from './backends.ts';
import { webglSupported } from './webglSupport.ts';

/** Why a backend cannot run in this browser; `undefined` if it may. */
export async function unavailable(name: BackendName): Promise<string | undefined> {
  switch (name) {
    case 'cpu':
      return undefined;
    case 'wasm':
      return typeof WebAssembly === 'object' ? undefined : 'this browser has no WebAssembly';
    case 'webgl':
      return webglSupported() ? undefined : 'this browser has no WebGL, or it is switched off';
    case 'webgpu':
      return webgpuReason();
    default:
      return name satisfies never;
  }
}

async function webgpuReason(): Promise<string | undefined> {
  if (!isSecureContext) return 'browsers allow WebGPU only over https or on localhost';
  const { gpu } = navigator as Navigator & { gpu?: { requestAdapter(): Promise<object | null> } };
  if (!gpu) return 'this browser has no WebGPU';
  const adapter = await gpu.requestAdapter().catch(() => null);
  return adapter ? undefined : 'no graphics adapter found';
}
