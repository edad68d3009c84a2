import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { gradientModel } from '../../src/gradient/gradientModel.ts';
import { differentiated } from '../../src/gradient/rules.ts';
import { runModel } from '../edit/runModel.ts';
import { modelOfCase, type RuleCase, ruleCases } from './ruleCases.ts';

// At ties there is no derivative to compare with; a cast leaves float64.
const cases = ruleCases.filter(({ name }) => !/ties|Cast/.test(name));

describe('every rule has a case', () => {
  const used = new Set(
    ruleCases.flatMap(({ nodes }) => nodes.map(({ op, domain }) => (domain === '' ? op : `${domain}.${op}`))),
  );
  it.each(differentiated())('%s', (operator) => {
    expect(used).toContain(operator);
  });
});

// The oracle is the operator itself, as onnxruntime computes it: in float64 where it can.
describe('differences are the gradient of', () => {
  it.each(cases)('$name', async (one) => {
    const by = Object.keys(one.inputs);
    const shapes = Object.fromEntries(Object.entries(one.inputs).map(([name, { dims }]) => [name, dims]));
    const model = gradientModel(modelOfCase(one), { of: 'y', by, shapes });
    const feeds = Object.fromEntries(
      Object.keys(model.inputs).map((name) => {
        const { data, dims } = one.inputs[name] ?? one.dy;
        return [name, { data, shape: dims }] as const;
      }),
    );
    const outputs = await runModel(model.bytes, feeds);
    const factor = 'y_gradient' in model.inputs ? 1 : one.dy.data[0]!;
    const { loss, close, type } = await lossOf(one);
    let [measured, sampled] = [0, 0];
    for (const name of by) {
      const gradient = Array.from(outputs[model.gradients[name]!]!.data, (value) => value * factor);
      const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0.1);
      for (let i = 0; i < gradient.length; i += Math.ceil(gradient.length / 5)) {
        const at = (by: number) => loss(name, i, by);
        sampled++;
        const step = type === 'float64' ? 1e-5 : 2 ** -4;
        const [wide, narrow] = [await slope(at, step), await slope(at, step / 2)];
        // The gradient itself is float32; sums of float32 over the step have a thousandth.
        const allowed = (type === 'float64' ? 1e-5 : 2e-3) * largest;
        // At the corner of a Relu, differences tell nothing: those of two steps are not the same.
        if (Math.abs(wide - narrow) > allowed) continue;
        measured++;
        expect(Math.abs(gradient[i]! - wide), `${name}[${i}]`).toBeLessThan(allowed);
      }
    }
    expect(measured / sampled).toBeGreaterThan(0.5);
    await close();
  });
});

/** The derivative at 0, with an error of the fourth power of the step. */
async function slope(f: (x: number) => Promise<number>, step: number): Promise<number> {
  const between = async (x: number) => (await f(x)) - (await f(-x));
  return (8 * (await between(step)) - (await between(2 * step))) / (12 * step);
}

/** The loss of a case, `Σ y dy`, when one number of one input moves. */
async function lossOf(one: RuleCase) {
  const load = async (type: 'float32' | 'float64') => {
    const session = await InferenceSession.create(modelOfCase(one, type), { logSeverityLevel: 4 });
    return { session, type };
  };
  const { session, type } = await load('float64').catch(() => load('float32'));
  const loss = async (name: string, at: number, by: number): Promise<number> => {
    const feeds = Object.entries(one.inputs).map(([input, { data, dims }]) => {
      const moved = data.map((value, i) => (input === name && i === at ? value + by : value));
      const numbers = type === 'float64' ? Float64Array.from(moved) : Float32Array.from(moved);
      return [input, new Tensor(type, numbers, dims)] as const;
    });
    const { y } = await session.run(Object.fromEntries(feeds));
    return one.dy.data.reduce((sum, value, i) => sum + value * Number(y!.data[i]), 0);
  };
  return { loss, type, close: () => session.release() };
}
