import { afterEach, describe, expect, it, vi } from 'vitest';
import { hasRelaxedSimd, hasSimd, hasThreads } from '../src/features.ts';
import { loadSimd } from '../src/index.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('an engine', () => {
  it('without WebAssembly pools in plain TypeScript', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect([hasSimd(), hasRelaxedSimd()]).toEqual([false, false]);
    const simd = await loadSimd({ threads: 2 });
    expect([simd.build, simd.threads]).toEqual(['typescript', 1]);
    const pooling = simd.createPooling({ type: 'max' }, { channels: 1 });
    expect([...pooling.pool({ data: Float32Array.of(1, 3), shape: [1, 2, 1] })]).toEqual([3]);
  });
  it('without shared memory has no threads', () => {
    vi.stubGlobal('SharedArrayBuffer', undefined);
    expect(hasThreads()).toBe(false);
  });
});
