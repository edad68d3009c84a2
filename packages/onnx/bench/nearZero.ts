import * as runtime from 'onnxruntime-node';
import { poolingGradientModel, poolingModel } from '../src/index.ts';

/*
 * What the one If around a graph saves where exponents are inputs, on one thread: `npx tsx bench/nearZero.ts`. A graph whose
 * range leaves 0 out has no If and only the formulas away from 0; behind an exponent near 0 the If runs both. All run in turn,
 * so that a busy machine slows all alike.
 */

const [batch, tokens, channels, groups] = [8, 196, 768, 12];
const rounds = 20;

const spec = { type: 'ggem', groups, p: 3 } as const;
const options = { channels, parameters: 'inputs' } as const;
const passes = { forward: poolingModel, gradient: poolingGradientModel };

for (const [pass, write] of Object.entries(passes)) {
  const create = (model: Uint8Array) => runtime.InferenceSession.create(model, { intraOpNumThreads: 1 });
  const [open, ranged] = await Promise.all([
    create(write(spec, options)),
    create(write({ ...spec, range: [1, 10] }, options)),
  ]);
  const values = Float32Array.from(
    { length: batch * tokens * channels },
    (_, i) => 1 + Math.sin(i * 12.9898),
  );
  const inputs = {
    tokens: new runtime.Tensor('float32', values, [batch, tokens, channels]),
    ...(pass === 'gradient' && {
      pooled_gradient: new runtime.Tensor('float32', new Float32Array(batch * channels).fill(1), [
        batch,
        channels,
      ]),
    }),
  };
  const exponents = (one: number) =>
    new runtime.Tensor('float32', new Float32Array(groups).fill(3).fill(one, 0, 1), [groups]);
  const ways = {
    'no If, range [1, 10]': () => ranged.run({ ...inputs, p: exponents(3) }),
    'all p at 3': () => open.run({ ...inputs, p: exponents(3) }),
    'one p at 0.25': () => open.run({ ...inputs, p: exponents(0.25) }),
  };
  const least = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(ways)) {
      const from = performance.now();
      await run();
      least.set(name, Math.min(least.get(name) ?? Number.POSITIVE_INFINITY, performance.now() - from));
    }
  }
  const all = least.get('one p at 0.25')!;
  for (const [name, ms] of least)
    console.log(`${pass}, ${name}: ${ms.toFixed(1)} ms, ${(ms / all).toFixed(2)}`);
}
