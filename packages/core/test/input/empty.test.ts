import { describe, expect, it } from 'vitest';
import {
  attributionArray,
  hessianVectorArray,
  loadState,
  negativesReport,
  outputChannels,
  type PoolingSpecInput,
  PoolingStream,
  parametersOf,
  parseSpec,
  poolArray,
  poolArrayGradient,
  poolingWeightsArray,
  poolRaggedArray,
  poolRaggedArrayGradient,
  raggedPoolingWeightsArray,
  saveState,
} from '../../src/index.ts';
import { refusal } from '../refusal.ts';

const parts: readonly PoolingSpecInput[] = [{ type: 'mean' }, { type: 'gem' }];
const grid = [2, 3] as const;
const specs: readonly PoolingSpecInput[] = [
  { type: 'token' },
  { type: 'token', index: 'last' },
  { type: 'mean' },
  { type: 'max' },
  { type: 'gem' },
  { type: 'gem', p: 0.1 },
  { type: 'gem', p: 'inf' },
  { type: 'gem', negatives: 'shift' },
  { type: 'gem', negatives: 'error' },
  { type: 'ggem', groups: 2 },
  { type: 'lse' },
  { type: 'meanSqrtLen' },
  { type: 'positionWeightedMean' },
  { type: 'mix', parts },
  { type: 'concat', parts },
  { type: 'regional', grid },
  { type: 'pyramid', levels: [1, 2], grid },
  { type: 'mean', after: ['l2'] },
  { type: 'attention', heads: 2 },
];
const each = specs.map((spec) => [JSON.stringify(spec), spec] as const);

// The expected values follow from the shapes: no images give no vectors, and a loss over nothing has gradient 0.
describe('no images', () => {
  const tokens = { data: [], shape: [0, 6, 4] } as const;
  it.each(each)('%s gives [0, channels]', (_, spec) => {
    const parameters = spec.type === 'attention' ? { query: [1, 2, 3, 4] } : undefined;
    const zeros = parametersOf(parseSpec(spec), 4).map(({ name, shape }) => [
      name,
      new Float64Array(shape.reduce((product, length) => product * length, 1)),
    ]);
    for (const options of [{ parameters }, { parameters, mask: [], tokenWeights: BigInt64Array.of() }]) {
      expect(poolArray(tokens, spec, options).length).toBe(0);
      expect(poolingWeightsArray(tokens, spec, options).length).toBe(0);
      expect(poolArrayGradient(tokens, spec, [], options)).toEqual({
        tokens: new Float64Array(0),
        parameters: Object.fromEntries(zeros),
      });
      expect(hessianVectorArray(tokens, spec, [], { tokens: [] }, options).tokens.length).toBe(0);
      expect(attributionArray(tokens, spec, options).byChannel.weights.shape).toEqual([
        0,
        6,
        expect.any(Number),
      ]);
    }
    const first = { data: [], shape: [0, 4, 6] };
    expect(poolArray(first, spec, { dataFormat: 'channelsFirst', parameters }).length).toBe(0);
    expect(poolArray({ data: [], shape: [0, 2, 3, 4] }, spec, { parameters }).length).toBe(0);
  });
  it.each(each)(
    '%s of different lengths gives [0, channels], and zeros for images without tokens',
    (_, spec) => {
      const options = spec.type === 'attention' ? { parameters: { query: [1, 2, 3, 4] } } : {};
      const none = { data: [], channels: 4, offsets: [0] };
      expect(poolRaggedArray(none, spec, options).length).toBe(0);
      expect(raggedPoolingWeightsArray(none, spec, options).length).toBe(0);
      const { tokens, parameters } = poolRaggedArrayGradient(none, spec, [], options);
      expect(tokens.length).toBe(0);
      for (const { name, shape } of parametersOf(parseSpec(spec), 4)) {
        expect(parameters[name]).toEqual(new Float64Array(shape.reduce((product, one) => product * one, 1)));
      }
      const channels = outputChannels(parseSpec(spec), 4);
      expect(poolRaggedArray({ ...none, offsets: [0, 0, 0] }, spec, options)).toEqual(
        new Float64Array(2 * channels),
      );
    },
  );
  it('may come in pieces, and be saved', () => {
    for (const spec of [{ type: 'gem' }, { type: 'token', index: 'last' }] satisfies PoolingSpecInput[]) {
      const stream = new PoolingStream(spec, { batch: 0, channels: 4 });
      stream.add(tokens);
      stream.add({ data: [], shape: [0, 0, 4] });
      expect(stream.pooled().length).toBe(0);
      expect(loadState(saveState(stream.state()))).toEqual(stream.state());
    }
  });
  it('are counted as nothing in a report', () => {
    expect(negativesReport(tokens, { type: 'gem' })).toMatchObject({ values: 0, below: 0, blind: 0 });
  });
});

it('images without tokens are refused', () => {
  for (const shape of [
    [2, 0, 4],
    [0, 0, 4],
    [2, 4, 0],
  ]) {
    expect(refusal(() => poolArray({ data: [], shape }, { type: 'mean' }))).toBe(
      `shape | mean: tokens must hold at least one token and one channel, but [${shape.join(', ')}] came. Leave empty inputs out.`,
    );
  }
});
