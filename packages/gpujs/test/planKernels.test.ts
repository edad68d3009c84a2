import { arrayOps, type FloatArray, type TensorOps } from '@ggem/core';
import { createRecorder, gpuJs, planKernels, type Shape } from '@ggem/kernels';
import type { GPU } from 'gpu.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readInput } from '../src/input/kernelInput.ts';
import { compileKernels } from '../src/runtime/compiledKernels.ts';
import type { Device } from '../src/runtime/device.ts';
import { dialectOf } from '../src/runtime/dialectOf.ts';
import { expectClose } from './compare.ts';
import { flatten } from './conformance/flatten.ts';
import { devices, startDevice } from './conformance/startDevice.ts';
import { numbers } from './numbers.ts';

type Formula = <T>(ops: TensorOps<T>, ...inputs: readonly T[]) => T;

const halves = { groups: 2, channels: 6, interleaved: true };

/** The largest token of each channel, then a matrix over channels: in one kernel, every output would compute all maxima. */
const whitening: Formula = (ops, x, matrix) => ops.linear(ops.max(x!), matrix!);

/** A softmax of one score for each head, then a weighted sum: in one kernel, every channel would compute all scores. */
const attention: Formula = (ops, x, queries) => {
  const scores = ops.linear(x!, queries!);
  const powers = ops.exp(ops.sub(scores, ops.max(scores)));
  const weights = ops.div(powers, ops.sum(powers));
  return ops.sum(ops.mul(ops.spread(weights, halves), x!));
};

/** Channels divided by a sum over all channels, so that each output needs the whole vector. */
const normalized: Formula = (ops, x) => {
  const y = ops.sum(x!);
  return ops.div(y, ops.sum(ops.transpose(ops.mul(y, y))));
};

/** A gradient that reads more pooled arrays than a kernel of WebGPU may have. */
const manyParts: Formula = (ops, x, y) => {
  const pooled = [x!, y!].flatMap((one) => [
    ops.max(one),
    ops.max(ops.mul(one, -1)),
    ops.sum(one),
    ops.sum(ops.mul(one, one)),
  ]);
  return pooled.reduce((sum, one, i) => ops.add(sum, ops.mul(one, i + 1)), ops.mul(x!, y!));
};

/** So many parts that one kernel cannot join them, and joined groups have to be joined again. */
const fortyParts: Formula = (ops, x, y) => {
  const pooled = Array.from({ length: 40 }, (_, i) =>
    ops.max(ops.add(ops.mul(x!, (i % 7) - 3), ops.mul(y!, i - 20))),
  );
  return pooled.reduce((sum, one) => ops.add(sum, one), ops.mul(x!, y!));
};

/** A concatenation of one part, a reduction that is not worth a kernel of its own. */
const onePart: Formula = (ops, x) => ops.concat([ops.sum(x!)]);

/** Two poolings side by side, multiplied with their tokens again. */
const concatenated: Formula = (ops, x) => {
  const both = ops.concat([ops.max(x!), ops.sum(x!)]);
  return ops.mul(
    ops.sliceChannels(both, 3, 9),
    ops.collect(x!, { groups: 1, channels: 6, interleaved: false }),
  );
};

/** A sum over the whole batch, which the output of every image needs. */
const overBatch: Formula = (ops, x) => ops.sub(x!, ops.sumBatch(ops.sum(x!)));

describe.each(devices)('plans on %s', (device) => {
  let gpu: GPU;
  beforeAll(async () => {
    gpu = await startDevice(device);
  });
  afterAll(() => gpu.destroy());

  it.each<[string, Formula, readonly Shape[], number]>([
    [
      'whitening',
      whitening,
      [
        [2, 90, 6],
        [1, 6, 4],
      ],
      2,
    ],
    [
      'attention',
      attention,
      [
        [2, 90, 6],
        [1, 6, 2],
      ],
      4,
    ],
    ['normalized', normalized, [[2, 90, 6]], 2],
    [
      'many parts',
      manyParts,
      [
        [2, 90, 6],
        [2, 90, 6],
      ],
      10,
    ],
    [
      'parts of which some are the same in each image',
      manyParts,
      [
        [1, 90, 6],
        [2, 90, 6],
      ],
      10,
    ],
    [
      'forty parts',
      fortyParts,
      [
        [2, 90, 6],
        [2, 90, 6],
      ],
      58,
    ],
    ['one part', onePart, [[2, 90, 6]], 1],
    ['concatenated', concatenated, [[2, 90, 6]], 3],
    ['over the batch', overBatch, [[2, 90, 6]], 3],
  ])('split %s into kernels that agree with the reference', async (_, formula, shapes, kernels) => {
    const recorder = createRecorder();
    const data = shapes.map(([b, n, c], i) => numbers(b * n * c, i + 1, 0.1, 1));
    const arrays = shapes.map((shape, i) =>
      recorder.array(`input${i}`, shape, ['batch', 'tokens', 'channels']),
    );
    const x = formula(recorder, ...arrays);
    const planned = planKernels(
      recorder,
      [{ name: 'value', x, axes: ['batch', 'tokens', 'channels'] }],
      'a test',
      gpuJs(dialectOf(device as Device)),
    );
    expect(planned.length).toBe(kernels);
    for (const { parameters } of planned) {
      expect(parameters.filter((one) => one !== 'inf' && one !== 'nan').length).toBeLessThanOrEqual(6);
    }
    const compiled = compileKernels({
      operation: 'test',
      gpu,
      kernels: planned,
      results: new Set(['value']),
      pipeline: false,
      onDevice: (ran) => expect(ran).toBe(device),
    });
    const inputs = Object.fromEntries(
      data.map((values, i) => [`input${i}`, readInput('test', 'input', '', shapes[i]!, values).value]),
    );
    const { value } = await compiled.run(inputs);
    compiled.destroy();
    const reference: FloatArray[] = data.map((values, i) => ({
      shape: shapes[i]!,
      data: Float64Array.from(values),
    }));
    expectClose(flatten(value), formula(arrayOps, ...reference).data, 1e-5);
  });
});
