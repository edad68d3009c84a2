import webgpuFile from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import wasmFile from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/run/run.ts';
import { printed } from '../conformance/providers.ts';
import { attachAll, expectReference } from '../realInput/attachAll.ts';
import { type Pixels, preprocess } from '../realInput/preprocess.ts';

/** Address of the shared files, from the configuration; empty where they are missing. */
declare const SHARED_FILES: string;

if (SHARED_FILES === '')
  console.warn('onnx: the tests on photographs are skipped, since the shared files are missing.');

async function loadBytes(path: string): Promise<Uint8Array> {
  const answer = await fetch(`${SHARED_FILES}/${path}`);
  expect(answer.status).toBe(200);
  return new Uint8Array(await answer.arrayBuffer());
}

/** A photograph, decoded by the browser. */
async function loadPhotograph(name: string): Promise<Pixels> {
  const bytes = await loadBytes(`data/imagenet-samples/${name}`);
  const bitmap = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type: 'image/jpeg' }));
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, width, height);
}

/** The execution providers that ran the nodes of the poolings, from the profile of a session. */
function poolingProviders(profile: string): readonly string[] {
  const events = profile.matchAll(/"name"\s*:\s*"ggem\/[^"]*_kernel_time".*?"provider"\s*:\s*"(\w+)"/g);
  return [...new Set(Array.from(events, ([, provider]) => provider!))];
}

describe.skipIf(SHARED_FILES === '')('a ViT-Tiny on photographs, in a browser', () => {
  it.each([
    {
      device: 'wasm',
      provider: 'CPUExecutionProvider',
      library: () => import('onnxruntime-web/wasm'),
      file: wasmFile,
    },
    {
      device: 'webgpu',
      provider: 'WebGpuExecutionProvider',
      library: () => import('onnxruntime-web/webgpu'),
      file: webgpuFile,
    },
  ])(
    'pools its tokens as the reference does, with every pooling, on $device',
    async ({ device, provider, library, file }) => {
      const model = await loadBytes('models/vit_tiny_patch16_224.onnx');
      const photographs = await Promise.all(['003_tiger_shark.jpg', '093_hornbill.jpg'].map(loadPhotograph));
      const { env, InferenceSession } = await library();
      env.wasm.wasmPaths = { wasm: new URL(file, document.baseURI).href };
      env.wasm.numThreads = 1;
      let outputs: Awaited<ReturnType<typeof run>> = {};
      const profile = await printed(async () => {
        // The model's own arithmetic on shapes may run on the CPU, the poolings may not.
        const session = await InferenceSession.create(attachAll(model), {
          executionProviders: [device],
          enableProfiling: true,
          logSeverityLevel: 3,
        });
        outputs = await run(session, { pixel_values: preprocess(photographs) });
        session.endProfiling();
        await session.release();
      });
      expect(poolingProviders(profile)).toEqual([provider]);
      const { data } = outputs.logits!;
      const best = [0, 1].map((i) => {
        const row = [...data.subarray(i * 1000, (i + 1) * 1000)];
        return row.indexOf(Math.max(...row));
      });
      expect(best).toEqual([3, 93]);
      expectReference(outputs);
    },
  );
});
