import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { hasRelaxedSimd } from '../src/features.ts';
import { loadSimd, type SimdBuild } from '../src/index.ts';

// How near the kernels come to the same loop in C, one thread: `npx pnpm@12 -C packages/simd bench`.

// Node 20 has relaxed SIMD behind a flag, later versions without.
if (!hasRelaxedSimd()) setFlagsFromString('--experimental-wasm-relaxed-simd');

const [batch, count, channels] = [8, 196, 768] as const;
const runs = 60;

/** The loop in C, at several widths: lanes, and what the compiler may use. */
const loops = {
  'C, 4 lanes': ['-DLANES=4', '-msse4.1'],
  'C, 4 lanes, fused multiply-add': ['-DLANES=4', '-mavx2', '-mfma'],
  'C, 8 lanes, fused multiply-add': ['-DLANES=8', '-mavx2', '-mfma'],
} as const;

interface Time {
  readonly name: string;
  readonly median: number;
  readonly least: number;
}

function timeOfC(name: string, flags: readonly string[], folder: string): Time | undefined {
  const source = fileURLToPath(new URL('powerMean.c', import.meta.url));
  const program = join(folder, 'powerMean');
  try {
    execFileSync('gcc', ['-O3', '-ffp-contract=fast', ...flags, source, '-o', program, '-lm']);
    const printed = execFileSync(program, [batch, count, channels, runs].map(String), { encoding: 'utf8' });
    const [median = Number.NaN, least = Number.NaN] = printed.split(' ').map(Number);
    return { name, median, least };
  } catch (error) {
    console.log(`${name}: left out, since gcc or this processor cannot run it: ${(error as Error).message}`);
    return undefined;
  }
}

async function timeOfKernels(build: SimdBuild): Promise<Time | undefined> {
  const simd = await loadSimd({ build }).catch(() => undefined);
  if (!simd) {
    console.log(`${build}: left out, this engine has not got it.`);
    return undefined;
  }
  const p = Array.from({ length: 12 }, (_, group) => 3.03 + 0.1 * group);
  const pooling = simd.createPooling({ type: 'ggem', groups: 12, p }, { channels });
  const tokens = pooling.allocate([batch, count, channels]);
  let seed = 1;
  tokens.data.forEach((_, i, data) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    data[i] = (seed / 2 ** 32) * 3 - 0.6;
  });
  const times: number[] = [];
  let check = 0;
  for (let i = -20; i < runs; i++) {
    const start = performance.now();
    const y = pooling.pool(tokens);
    if (i >= 0) times.push(performance.now() - start);
    check += y[0]!;
  }
  if (!(check > 0)) throw new Error('The kernels gave nothing.');
  times.sort((a, b) => a - b);
  return { name: `WebAssembly, ${build}`, median: times[runs / 2]!, least: times[0]! };
}

const folder = mkdtempSync(join(tmpdir(), 'ggem-bench-'));
const measured: Time[] = [];
for (const build of ['simd', 'relaxed-simd'] as const)
  measured.push(...[(await timeOfKernels(build)) ?? []].flat());
for (const [name, flags] of Object.entries(loops))
  measured.push(...[timeOfC(name, flags, folder) ?? []].flat());
rmSync(folder, { recursive: true });

console.log(
  `Power mean of ${batch} × ${count} × ${channels}, 12 groups, p 3.0 to 4.1, in ms: median and least of ${runs}`,
);
for (const { name, median, least } of measured) {
  console.log(`${name.padEnd(34)}${median.toFixed(2).padStart(8)}${least.toFixed(2).padStart(8)}`);
}
