import type * as Ort from 'onnxruntime-common';
import {
  floatsIn,
  printed,
  probe,
  raggedProbe,
  runProbe,
  runRaggedProbe,
  soleProvider,
} from './providers.ts';
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
  };
  const between = 'The profile of ragged tokens follows.';
  const profile = await printed(async () => {
    const session = await ort.InferenceSession.create(probe, { ...options, enableProfiling: true });
    await runProbe(session);
    session.endProfiling();
    await session.release();
    console.log(between);
    const ragged = await ort.InferenceSession.create(raggedProbe, { ...options, enableProfiling: true });
    await runRaggedProbe(ragged);
    ragged.endProfiling();
    await ragged.release();
  });
  const [plain = '', ragged = ''] = profile.split(between);
  // Numbers of tokens are int64, which only the CPU computes. Floats must stay on the device.
  const provider = soleProvider(floatsIn(plain));
  const raggedProvider = soleProvider(floatsIn(ragged));
  return {
    create: (model, { isRagged } = { isRagged: false }) => {
      if (isRagged && raggedProvider !== provider)
        throw new Error(`onnx: ragged tokens ran on ${raggedProvider}.`);
      return ort.InferenceSession.create(model, options);
    },
    answers: () => (provider === providers[device] ? device : provider),
    about: { 'onnxruntime-web': ort.env.versions.web!, 'execution provider': provider, ...(await about()) },
  };
}
