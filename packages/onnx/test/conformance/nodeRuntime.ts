import type { InferenceSession } from 'onnxruntime-common';
import type { Runtime } from './sessionCache.ts';

export async function openNodeRuntime(): Promise<Runtime> {
  const ort = await import('onnxruntime-node');
  return {
    create: (model) =>
      ort.InferenceSession.create(model, {
        executionProviders: ['cpu'],
        intraOpNumThreads: 1,
        logSeverityLevel: 3,
      }),
    answers: () => 'cpu',
    about: { 'onnxruntime-node': ort.env.versions.node! },
  };
}

export async function openNodeWasm(): Promise<Runtime> {
  const ort = await import('onnxruntime-web');
  ort.env.wasm.numThreads = 1;
  return {
    create: (model) =>
      ort.InferenceSession.create(model, {
        executionProviders: ['wasm'],
        logSeverityLevel: 3,
      }) as Promise<InferenceSession>,
    answers: () => 'wasm',
    about: { 'onnxruntime-web': ort.env.versions.web! },
  };
}
