import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { probe, runProbe, soleProvider } from './providers.ts';
import type { Runtime } from './sessionCache.ts';
import { webRuntime } from './webRuntime.ts';

/** onnxruntime-node on the processor, on one thread; throws where another provider runs a node. */
export async function openNodeRuntime(): Promise<Runtime> {
  const options: ort.InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  };
  const provider = soleProvider(await profileOf(options));
  return {
    create: (model) => ort.InferenceSession.create(model, options),
    answers: () => (provider === 'CPUExecutionProvider' ? 'cpu' : provider),
    about: { 'onnxruntime-node': ort.env.versions.node!, 'execution provider': provider },
  };
}

export async function openNodeWasm(): Promise<Runtime> {
  return webRuntime(await import('onnxruntime-web'), 'wasm');
}

async function profileOf(options: ort.InferenceSession.SessionOptions): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ggem-profile-'));
  try {
    const session = await ort.InferenceSession.create(probe, {
      ...options,
      enableProfiling: true,
      profileFilePrefix: join(folder, 'profile'),
    });
    await runProbe(session);
    session.endProfiling();
    const [file] = await readdir(folder);
    return await readFile(join(folder, file!), 'utf8');
  } finally {
    await rm(folder, { recursive: true });
  }
}
