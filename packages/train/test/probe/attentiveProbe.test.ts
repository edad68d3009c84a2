import { readFileSync } from 'node:fs';
import type { PoolingSpecInput } from '@ggem/core';
import { attentiveProbe, mulberry32, sessionsOf } from '@ggem/train';
import * as runtime from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';

interface Case {
  readonly pooling: PoolingSpecInput;
  readonly loss: number;
  readonly named: readonly number[];
  readonly parameters: Readonly<Record<string, readonly number[]>>;
}

// PyTorch 1.13 in float64, by tools/goldens/goldens/attentive_probe.py.
const { cases } = JSON.parse(readFileSync(new URL('attentiveProbe.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
};

const labels = Array.from({ length: 12 }, (_, i) => i % 3);
const tokens = {
  tokens: 3,
  channels: 4,
  read: (image: number, into: Float32Array) => {
    for (let at = 0; at < 12; at++) {
      const more = at % 4 === image % 3 ? 0.8 * (Math.floor(at / 4) + 1) : 0;
      into[at] = Math.sin(1.7 * (image * 12 + at)) + 1.5 + more;
    }
  },
};
const call = (pooling: PoolingSpecInput) => ({
  pooling,
  tokens,
  labels,
  classes: 3,
  train: [0, 1, 2, 3, 4, 5, 6, 7, 8],
  test: [9, 10, 11],
  rate: 0.02,
  epochs: 6,
  batch: 4,
  draw: mulberry32(5),
  session: sessionsOf(runtime),
});

describe('a pooling trained with a head on frozen tokens', () => {
  it.each(cases)('is what PyTorch trains: $pooling', async ({ pooling, loss, named, parameters }) => {
    const start = (name: string, values: Float32Array): void => {
      if (name === 'attend.query') values.set([0.3, -0.2, 0.1, 0.4]);
    };
    const probe = await attentiveProbe({ ...call(pooling), start });
    // Twelve steps in float32, each of which moves by its own rounding: a few 1e-6.
    expect(Math.abs(probe.loss - loss)).toBeLessThan(1e-5);
    expect(probe.named).toEqual(named);
    for (const [name, values] of Object.entries(parameters)) {
      values.forEach((value, i) => {
        expect(Math.abs(probe.parameters[name]![i]! - value)).toBeLessThan(1e-5);
      });
    }
  });

  it('keeps exponents in the range that the spec gives', async () => {
    const { parameters } = await attentiveProbe(call({ type: 'gem', p: 2, range: [1.9, 2.1] }));
    expect(parameters.p![0]).toBeCloseTo(2.1, 6);
  });

  it('refuses one image to train on', async () => {
    const gem = call({ type: 'gem' });
    await expect(attentiveProbe({ ...gem, train: [0] })).rejects.toThrow(
      'probe: there must be two images to train on and one to test, but 1 and 3 came. Give more images.',
    );
  });
});
