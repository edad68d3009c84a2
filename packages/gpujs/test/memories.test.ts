import { GPU } from 'gpu.js';
import { afterEach, expect, it } from 'vitest';
import { createPoolingGradient } from '../src/index.ts';

const { Memory } = WebAssembly;
afterEach(() => {
  WebAssembly.Memory = Memory;
});

const spec = { type: 'regional', part: { type: 'max' }, grid: [3, 4] } as const;
const x = Float32Array.from({ length: 12 * 5 }, (_, i) => Math.sin(i * 7));
const dy = Float32Array.of(1, -2, 3, -4, 5);

it('takes turns where the engine grants no memory to another kernel', async () => {
  const expected = await gradient();
  let refusals = 0;
  let granted = 0;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      if (++granted % 7 === 0) {
        refusals++;
        throw new RangeError('WebAssembly.Memory(): could not allocate memory');
      }
      super(descriptor);
    }
  };
  expect(await gradient()).toEqual(expected);
  expect(refusals).toBeGreaterThan(1);
});

async function gradient(): Promise<unknown> {
  const gpu = new GPU({ mode: 'webasm' });
  const pooling = createPoolingGradient(gpu, spec, { tokens: 12, channels: 5 });
  try {
    return (await pooling(x, dy)).tokens;
  } finally {
    pooling.destroy();
    await gpu.destroy();
  }
}
