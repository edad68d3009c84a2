import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { poolArray } from '@ggem/core';

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url));
  worker.once('message', async (pooled) => {
    console.log(pooled);
    await worker.terminate();
  });
  const data = Float32Array.of(1, 2, 3, 4);
  // The buffer moves over; nothing is copied.
  worker.postMessage({ data, shape: [1, 2, 2] }, [data.buffer]);
} else {
  parentPort.on('message', (tokens) => {
    const pooled = poolArray(tokens, { type: 'gem', p: 3 });
    parentPort.postMessage(pooled, [pooled.buffer]);
  });
}
