'use client';

import { poolArray } from '@ggem/core';
import { loadSimd } from '@ggem/simd';
import { useEffect, useState } from 'react';
import { show, spec, tokens } from './tokens';

export function InThePage() {
  const [lines, setLines] = useState<readonly string[]>([]);
  useEffect(() => {
    pool().then(setLines);
  }, []);
  return lines.map((line) => <p key={line}>{line}</p>);
}

async function pool(): Promise<readonly string[]> {
  const simd = await loadSimd({ threads: 2, threadsFrom: 1 });
  const pooling = simd.createPooling(spec, { channels: 2 });
  const onThreads = await pooling.poolParallel(tokens);
  // A large library comes when it is needed, and never on the server.
  const [tf, ggem] = await Promise.all([
    import('@tensorflow/tfjs'),
    import('@ggem/tfjs'),
  ]);
  const inTfjs = ggem.pool(tf.tensor3d(tokens.data, [1, 2, 2]), spec);
  return [
    `Page: core ${show(poolArray(tokens, spec))}`,
    `Page: simd ${show(onThreads)}, ${simd.threads} threads`,
    `Page: tfjs ${show(await inTfjs.data())}`,
  ];
}
