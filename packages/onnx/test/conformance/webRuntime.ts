import type * as Ort from 'onnxruntime-common';
import { printed, probe, runProbe, soleProvider } from './providers.ts';
import type { Runtime } from './sessionCache.ts';

/** A device of onnxruntime-web, and the execution provider that must have run everything there. */
const providers = { wasm: 'CPUExecutionProvider', webgpu: 'WebGpuExecutionProvider' } as const;

/** onnxruntime-web on one of its devices, on one thread; throws where another provider runs a node. */
export async function webRuntime(
  ort: typeof Ort,
  device: keyof typeof providers,
  about: () => Promise<Readonly<Record<string, string>>> = async () => ({}),
): Promise<Runtime> {
  ort.env.wasm.numThreads = 1;
  const options: Ort.InferenceSession.SessionOptions = {
    executionProviders: [device],
    logSeverityLevel: 3,
    // No session is made of which WebGPU leaves a node to the CPU.
    ...(device === 'webgpu' && { extra: { session: { disable_cpu_ep_fallback: '1' } } }),
  };
  const profile = await printed(async () => {
    const session = await ort.InferenceSession.create(probe, { ...options, enableProfiling: true });
    await runProbe(session);
    session.endProfiling();
    await session.release();
  });
  const provider = soleProvider(profile);
  return {
    create: (model) => ort.InferenceSession.create(model, options),
    answers: () => (provider === providers[device] ? device : provider),
    about: { 'onnxruntime-web': ort.env.versions.web!, 'execution provider': provider, ...(await about()) },
  };
}
