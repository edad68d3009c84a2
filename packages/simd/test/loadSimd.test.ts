import { afterEach, expect, it, vi } from 'vitest';
import { wasm as relaxed } from '../src/generated/relaxed-simd.ts';
import { wasm } from '../src/generated/simd.ts';
import { loadSimd } from '../src/index.ts';

const bytes = Uint8Array.from(atob(wasm), (letter) => letter.charCodeAt(0));

afterEach(() => vi.restoreAllMocks());

it('loads the kernels from a folder', async () => {
  const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(bytes));
  const simd = await loadSimd({ build: 'simd', url: 'https://example.com/kernels' });
  expect(String(fetched.mock.calls[0]![0])).toBe('https://example.com/kernels/simd.wasm');
  const pooling = simd.createPooling({ type: 'max' }, { channels: 1 });
  expect([...pooling.pool({ data: Float32Array.of(1, 3), shape: [1, 2, 1] })]).toEqual([3]);
});

it('says which file is missing from it', async () => {
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('', { status: 404 }));
  await expect(loadSimd({ build: 'simd', url: 'https://example.com/k/' })).rejects.toThrow(
    'loadSimd: https://example.com/k/simd.wasm must hold the kernels, but the server answered 404. Check url.',
  );
  const cause = new TypeError('fetch failed');
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(cause);
  await expect(loadSimd({ build: 'simd', url: 'https://example.com/k/' })).rejects.toMatchObject({
    message: 'loadSimd: https://example.com/k/simd.wasm cannot be fetched. Check url.',
    code: 'unavailable',
    cause,
  });
});

it('keeps each build below 32 kB', () => {
  for (const text of [wasm, relaxed]) expect(atob(text).length).toBeLessThan(32_768);
});
