import { loadSimd, type SimdPooling } from '../src/index.ts';

/**
 * `npx tsx bench/attend.ts [batch] [tokens] [channels] [groups]`: GGeM of tokens that attend, and a mean with as many queries,
 * forward and with gradients, beside the same pooling of tokens that do not and the product of matrices that scores are. They take
 * turns, by the clock and by the processor, which other programs slow down less; each figure is the fastest of its rounds.
 */
const [batch = 8, count = 196, channels = 768, groups = 12] = process.argv.slice(2).map(Number);
const rounds = 15;

const shape = [batch, count, channels] as const;
const data = noise(batch * count * channels, 1);
const query = noise(groups * channels, 2).map((x) => x / 4);
const dy = noise(batch * channels, 3);
const parameters = { 'attend.query': query };
// No exponent is a whole number, so that no shortcut helps.
const p = Array.from({ length: groups }, (_, g) => 3.05 + (1.1 * g) / groups);
const attend = { score: 'query', groups } as const;

const simd = await loadSimd();
const products = simd.createProducts();
const at = { channels };
const ggem = simd.createPooling({ type: 'ggem', groups, p }, at);
const attending = simd.createPooling({ type: 'ggem', groups, p, attend }, at);
const mean = simd.createPooling({ type: 'mean', attend }, at);
const forward = (pooling: SimdPooling, call = {}) => pooling.pool({ data, shape }, call);
const gradient = (pooling: SimdPooling, call = {}) => pooling.gradient({ data, shape }, dy, call);

const contenders = {
  product: () => products.timesTransposed({ a: data, b: query, length: channels }),
  'ggem forward': () => forward(ggem),
  'ggem gradient': () => gradient(ggem),
  'attending ggem forward': () => forward(attending, { parameters }),
  'attending ggem gradient': () => gradient(attending, { parameters }),
  'attending mean forward': () => forward(mean, { parameters }),
  'attending mean gradient': () => gradient(mean, { parameters }),
} as const;
type Name = keyof typeof contenders;

interface Took {
  readonly clock: number;
  readonly processor: number;
}

const fastest = new Map<string, Took>();
for (let round = 0; round < rounds; round++) {
  for (const [name, run] of Object.entries(contenders)) {
    run();
    const took = measured(run);
    const before = fastest.get(name) ?? took;
    fastest.set(name, {
      clock: Math.min(before.clock, took.clock),
      processor: Math.min(before.processor, took.processor),
    });
  }
}

console.log(`${simd.build}, ${shape.join(' × ')}, ${groups} groups; ms by the clock, by the processor`);
for (const [name, { clock, processor }] of fastest) {
  console.log(`${name.padEnd(26)} ${clock.toFixed(2).padStart(8)} ${processor.toFixed(2).padStart(8)}`);
}
for (const pass of ['forward', 'gradient'] as const) {
  const ratio = (kind: keyof Took) => {
    const of = (name: Name) => fastest.get(name)![kind];
    return (of(`attending ggem ${pass}`) / (of(`ggem ${pass}`) + of('product'))).toFixed(2);
  };
  console.log(`attending ggem ${pass} / (ggem ${pass} + product): ${ratio('clock')}, ${ratio('processor')}`);
}
simd.dispose();

/** A call's time, from several calls, since the processor's time is counted coarsely. */
function measured(run: () => unknown): Took {
  const calls = 8;
  const [start, used] = [performance.now(), process.cpuUsage()];
  for (let i = 0; i < calls; i++) run();
  const { user, system } = process.cpuUsage(used);
  return { clock: (performance.now() - start) / calls, processor: (user + system) / 1000 / calls };
}

/** Numbers between -1 and 2 that are always the same. */
function noise(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * 3 - 1;
  });
}
