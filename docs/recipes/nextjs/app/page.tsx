import { poolArray } from '@ggem/core';
import { poolingModel } from '@ggem/onnx';
import { run } from '@ggem/onnx/run';
import { loadSimd } from '@ggem/simd';
import { InferenceSession } from 'onnxruntime-node';
import { InThePage } from './InThePage';
import { show, spec, tokens } from './tokens';

// With each request; without this line Next.js would pool once, when it builds.
export const dynamic = 'force-dynamic';

// Once for the process.
const simd = loadSimd({ threads: 2, threadsFrom: 1 });
const session = InferenceSession.create(
  poolingModel(spec, { channels: 2 }),
);

export default async function Page() {
  const pooling = (await simd).createPooling(spec, { channels: 2 });
  const onThreads = await pooling.poolParallel(tokens);
  const { pooled } = await run(await session, { tokens });
  return (
    <main>
      <p>Server: core {show(poolArray(tokens, spec))}</p>
      <p>
        Server: simd {show(onThreads)}, {(await simd).threads} threads
      </p>
      <p>Server: onnx {show(pooled.data)}</p>
      <InThePage />
    </main>
  );
}
