import { expect, it } from 'vitest';
import { loadModule } from '../src/loadModule.ts';
import { MemoryPool } from '../src/memoryPool.ts';

const page = 65536;
const memories = new MemoryPool(await loadModule('simd', { shared: false }), undefined);

it('hands a memory that was given back to whoever fits in it, to the last byte', () => {
  const first = memories.take(3 * page);
  expect(first.memory.buffer.byteLength).toBe(4 * page);
  memories.giveBack(first);
  expect(memories.take(4 * page)).toBe(first);
});

it('makes a new memory where the free one is a byte too small', () => {
  const small = memories.take(4 * page);
  memories.giveBack(small);
  const large = memories.take(4 * page + 1);
  expect(large).not.toBe(small);
  expect(large.memory.buffer.byteLength).toBeGreaterThan(4 * page);
  expect(memories.take(4 * page)).toBe(small);
});

it('hands a memory to one at a time', () => {
  const one = memories.take(page);
  memories.giveBack(one);
  expect(memories.take(page)).toBe(one);
  expect(memories.take(page)).not.toBe(one);
});

it('keeps four free memories, none above 64 MiB', () => {
  const own = [1, 1, 1, 1, 1].map((pages) => memories.take(pages * page));
  for (const one of own) memories.giveBack(one);
  const again = own.map(() => memories.take(page));
  expect(again.map((one) => own.indexOf(one))).toEqual([0, 1, 2, 3, -1]);
  const largest = memories.take(1024 * page);
  memories.giveBack(largest);
  expect(memories.take(1024 * page)).toBe(largest);
  const huge = memories.take(1024 * page + 1);
  expect(huge.memory.buffer.byteLength).toBe(1025 * page);
  memories.giveBack(huge);
  expect(memories.take(1024 * page + 1)).not.toBe(huge);
});

it('never hands out an abandoned memory', () => {
  const left = memories.take(2 * page);
  memories.abandon(left);
  expect(memories.take(2 * page)).not.toBe(left);
});

it('refuses more than WebAssembly has', () => {
  expect(() => memories.take(65536 * page + 1)).toThrow(
    'simd: 4097 MiB of memory are needed, but WebAssembly has 4096 MiB at most. Pool fewer images at a time, or dispose poolings that are done.',
  );
});
