import { type PoolingSpecInput, parseSpec } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { hasThreads } from '../src/features.ts';
import { loadSimd, type Shape } from '../src/index.ts';
import { createKernelPooling } from '../src/kernelPooling.ts';
import { loadModule } from '../src/loadModule.ts';
import { MemoryPool } from '../src/memoryPool.ts';
import { startWorker } from '../src/startWorker.ts';
import { ThreadPool } from '../src/threadPool.ts';
import { firstDifference, someTokens } from './tokens.ts';

const shape: Shape = [3, 300, 200];
const spec = { type: 'ggem', groups: 4, p: [3.3, 2, -1.1, 0.2] } as const;
const data = someTokens(shape);
const dy = someTokens([3, 1, 200], 2);

interface Order {
  readonly kernel?: string;
  readonly workspace?: unknown;
}

/** A pooling on the main thread and one more; `onOrder` gets each order that the main thread sends. */
async function watched(of: PoolingSpecInput, onOrder: (order: Order) => void) {
  const module = await loadModule('simd', { shared: true });
  const threadPool = new ThreadPool(module, 2, (events) => {
    const thread = startWorker(events);
    return {
      ...thread,
      post: (order) => {
        thread.post(order);
        onOrder(order as Order);
      },
    };
  });
  const engine = { memories: new MemoryPool(module, threadPool), threadPool, threadsFrom: 0 };
  const pooling = createKernelPooling(engine, parseSpec(of) as never, 200);
  return { pooling, end: () => threadPool.end() };
}

describe.skipIf(!hasThreads())('threads', () => {
  it.each([2, 3, 5])('give the bits of one thread on %d', async (threads) => {
    const alone = (await loadSimd()).createPooling(spec, { channels: 200 });
    const simd = await loadSimd({ threads, threadsFrom: 0 });
    expect(simd.threads).toBe(threads);
    const pooling = simd.createPooling(spec, { channels: 200 });
    expect(await pooling.poolParallel({ data, shape })).toEqual(alone.pool({ data, shape }));
    const own = pooling.allocate(shape);
    own.data.set(data);
    const expected = alone.gradient({ data, shape }, dy);
    for (const tokens of [{ data, shape }, own]) {
      const gradient = await pooling.gradientParallel(tokens, dy);
      expect(gradient.parameters).toEqual(expected.parameters);
      expect(firstDifference(gradient.tokens, expected.tokens)).toBe(-1);
    }
    simd.dispose();
    await expect(pooling.poolParallel(own)).rejects.toThrow(
      'simd: the kernels were disposed. Load them again.',
    );
  });

  it('do not start for small inputs', async () => {
    let started = 0;
    const module = await loadModule('simd', { shared: true });
    const threadPool = new ThreadPool(module, 2, (events) => {
      started += 1;
      return startWorker(events);
    });
    const engine = { memories: new MemoryPool(module, threadPool), threadPool, threadsFrom: undefined };
    const pooling = createKernelPooling(engine, parseSpec(spec) as never, 200);
    await pooling.poolParallel({ data: data.subarray(0, 200), shape: [1, 1, 200] });
    const large: Shape = [16, 200, 200];
    const tokens = { data: someTokens(large), shape: large };
    // A few products take less time than it takes to wake a thread.
    await pooling.poolParallel(tokens, { parameters: { p: [3, 2, 0.5, 4] } });
    expect(started).toBe(0);
    await pooling.poolParallel(tokens);
    expect(started).toBe(1);
    threadPool.end();
  });

  it('fail a call with the cause when one dies, and the next call works', async () => {
    const module = await loadModule('simd', { shared: true });
    let deaths = 0;
    const threadPool = new ThreadPool(module, 3, (events) => {
      const thread = startWorker(events);
      // The first thread to start gets an order that it cannot carry out.
      if (deaths++ > 0) return thread;
      return { ...thread, post: (order) => thread.post({ ...(order as object), kernel: 'none' }) };
    });
    const pooling = createKernelPooling(
      { memories: new MemoryPool(module, threadPool), threadPool, threadsFrom: 0 },
      parseSpec(spec) as never,
      200,
    );
    const own = pooling.allocate(shape);
    own.data.set(data);
    await expect(pooling.poolParallel(own)).rejects.toThrow(
      /^simd: a thread died: .*is not a function.* The next call starts new ones\.$/,
    );
    expect(await pooling.poolParallel(own)).toEqual(pooling.pool({ data, shape }));
    expect(deaths).toBe(4);
    threadPool.end();
  });

  it('let go of the memory of a pooling that is disposed while they run', async () => {
    const orders: Order[] = [];
    let onRun = () => {};
    const { pooling, end } = await watched(spec, (order) => {
      orders.push(order);
      if ('kernel' in order) onRun();
    });
    const expected = await pooling.poolParallel({ data, shape });
    onRun = () => pooling.dispose();
    expect(await pooling.poolParallel({ data, shape })).toEqual(expected);
    expect(orders.slice(1)).toEqual([
      expect.objectContaining({ workspace: orders[0]!.workspace, kernel: 'run' }),
      { forget: orders[0]!.workspace },
    ]);
    expect(() => pooling.pool({ data, shape })).toThrow('ggem: the pooling was disposed. Create a new one.');
    end();
  });

  it('leave a pooling disposed that was so amid the first of two runs', async () => {
    let onRun = () => {};
    const { pooling, end } = await watched({ ...spec, after: ['l2'] }, ({ kernel }) => {
      if (kernel === 'run') onRun();
    });
    const expected = await pooling.gradientParallel({ data, shape }, dy);
    onRun = () => pooling.dispose();
    expect(await pooling.gradientParallel({ data, shape }, dy)).toEqual(expected);
    expect(() => pooling.pool({ data, shape })).toThrow('ggem: the pooling was disposed. Create a new one.');
    end();
  });

  it('keep the memory of a pooling that refuses a value between two runs', async () => {
    const orders: Order[] = [];
    const strict = { ...spec, negatives: 'error', after: ['l2'] } as const;
    const { pooling, end } = await watched(strict, (order) => orders.push(order));
    await expect(pooling.gradientParallel({ data, shape }, dy)).rejects.toThrow('must not be negative');
    await pooling.gradientParallel({ data: data.map(Math.abs), shape }, dy);
    expect(new Set(orders.map(({ workspace }) => workspace)).size).toBe(1);
    end();
  });

  it('are one call at a time', async () => {
    const simd = await loadSimd({ threads: 2, threadsFrom: 0 });
    const pooling = simd.createPooling(spec, { channels: 200 });
    const first = pooling.poolParallel({ data, shape });
    const message =
      'ggem: a pooling does one call at a time, but another came while one ran. Await it, or create a second pooling.';
    expect(() => pooling.pool({ data, shape })).toThrow(message);
    const other = simd.createPooling({ type: 'max' }, { channels: 200 });
    const [a, b] = await Promise.all([first, other.poolParallel({ data, shape })]);
    expect(a).toEqual(pooling.pool({ data, shape }));
    expect(b).toEqual(other.pool({ data, shape }));
    simd.dispose();
  });
});
