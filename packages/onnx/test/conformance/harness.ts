import type { Device, Harness } from '@ggem/conformance';
import { runOperationCase } from './runOperationCase.ts';
import { runPoolingCase } from './runPoolingCase.ts';
import { type Runtime, SessionCache } from './sessionCache.ts';

const inBrowser = typeof window !== 'undefined';

/**
 * Graphs of `@ggem/onnx` in onnxruntime: `cpu` is onnxruntime-node, `wasm` and `webgpu` are onnxruntime-web.
 */
export const harness: Harness = {
  name: 'onnx',
  devices: inBrowser ? ['wasm', 'webgpu'] : ['cpu', 'wasm'],
  open: async (device) => {
    // Opened once in a process, since a build keeps the console functions that it finds when it is loaded.
    const runtime = opened.get(device) ?? (await openRuntime(device));
    opened.set(device, runtime);
    const sessions = new SessionCache(runtime);
    return {
      answers: () => runtime.answers(),
      operate: (operation) => runOperationCase(sessions, operation),
      pool: (input, wanted) => runPoolingCase(sessions, input, wanted),
      close: () => sessions.release(),
    } satisfies Device;
  },
};

/** Facts about an open device: the version of onnxruntime, the graphics card. */
export function about(device: string): Readonly<Record<string, string>> {
  return opened.get(device)?.about ?? {};
}

export { expectations } from './expectations.ts';

/** The path is no literal, since a bundler would put this file, which is for Node only, into the page. */
async function nodeRuntime(): Promise<typeof import('./nodeRuntime.ts')> {
  const file = './nodeRuntime.ts';
  return import(/* @vite-ignore */ file);
}

const opened = new Map<string, Runtime>();

async function openRuntime(device: string): Promise<Runtime> {
  switch (device) {
    case 'cpu':
      return (await nodeRuntime()).openNodeRuntime();
    case 'wasm':
      return inBrowser
        ? (await import('./browserRuntime.ts')).openBrowserWasm()
        : (await nodeRuntime()).openNodeWasm();
    case 'webgpu':
      return (await import('./browserRuntime.ts')).openWebgpu();
    default:
      throw new Error(`onnx: there is no device ${device}.`);
  }
}
