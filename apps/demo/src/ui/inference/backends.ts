import * as tf from '@tensorflow/tfjs';
import { softwareRenderer } from './webglSupport.ts';

export const BACKENDS = ['wasm', 'webgl', 'webgpu', 'cpu'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** Makes a backend known to tfjs. The two large ones are fetched only when they are chosen. */
export async function registerBackend(name: BackendName): Promise<void> {
  switch (name) {
    case 'wasm':
      return (await import('./wasmBackend.ts')).registerWasm();
    case 'webgpu':
      await import('@tensorflow/tfjs-backend-webgpu');
      return;
    case 'webgl':
    case 'cpu':
      // This backend is part of @tensorflow/tfjs itself.
      return;
    default:
      name satisfies never;
  }
}

/** The backend that tfjs runs now, in the words of the page: its name, and what it found on this machine. */
export function runningBackend(): { readonly name: string; readonly detail: string } {
  const name = tf.getBackend();
  switch (name) {
    case 'wasm':
      return { name, detail: tf.env().getBool('WASM_HAS_SIMD_SUPPORT') ? 'with SIMD' : 'without SIMD' };
    case 'webgl':
      return { name, detail: describeWebgl() };
    case 'webgpu':
      return { name, detail: describeWebgpu() };
    default:
      return { name, detail: 'plain JavaScript' };
  }
}

function describeWebgl(): string {
  const precision = tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED') ? 'float32' : 'float16';
  const where = softwareRenderer() ? ', in software: no graphics card found' : '';
  return `version ${tf.env().getNumber('WEBGL_VERSION')}, ${precision}${where}`;
}

function describeWebgpu(): string {
  const { adapterInfo } = tf.backend() as unknown as {
    adapterInfo?: { vendor?: string; architecture?: string };
  };
  const { vendor, architecture } = adapterInfo ?? {};
  const name = [vendor, architecture].filter(Boolean).join(' ');
  return architecture === 'swiftshader' ? 'in software: no graphics card found' : name || 'adapter not named';
}
