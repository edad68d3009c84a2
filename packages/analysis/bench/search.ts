import { loadSimd } from '@ggem/simd';
import { nearestNeighbours } from '../src/index.ts';

/**
 * `npx tsx bench/search.ts [queries] [references] [channels]`: exact search, and the matrix product in it, on one thread and
 * on two, by the clock and by the processor (all threads together), which other programs slow down less.
 */
const [asked = 2000, known = 50_000, channels = 768] = process.argv.slice(2).map(Number);

const references = { data: noise(known * channels), shape: [known, channels] };
const queries = { data: references.data.subarray(0, asked * channels), shape: [asked, channels] };
for (const threads of [1, 2]) {
  const simd = await loadSimd({ threads });
  const products = simd.createProducts();
  const block = { a: queries.data.subarray(0, 256 * channels), b: references.data, length: channels };
  const product = await fastest(3, () => products.timesTransposedParallel(block));
  products.dispose();
  const search = await fastest(1, () => nearestNeighbours({ queries, references, k: 20, simd }));
  const rate = (ms: number) => ((2 * 256 * known * channels) / ms / 1e6).toFixed(1);
  console.log(
    `${threads} threads, ${simd.build}: product ${rate(product.clock)} GFLOP/s, ${rate(product.processor)} a processor; ${asked} × ${known} × ${channels}, 20 nearest: ${(search.clock / 1000).toFixed(1)} s, ${(search.processor / 1000).toFixed(1)} s of processors`,
  );
  simd.dispose();
}
console.log(`memory: ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`);

interface Took {
  readonly clock: number;
  readonly processor: number;
}

/** Milliseconds of the fastest of some rounds. */
async function fastest(times: number, act: () => Promise<unknown>): Promise<Took> {
  let [clock, processor] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < times; i++) {
    const [start, used] = [performance.now(), process.cpuUsage()];
    await act();
    const { user, system } = process.cpuUsage(used);
    clock = Math.min(clock, performance.now() - start);
    processor = Math.min(processor, (user + system) / 1000);
  }
  return { clock, processor };
}

function noise(length: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
}
