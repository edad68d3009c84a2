import { outputChannels, poolArray } from '@ggem/core';
import { expect } from 'vitest';
import { attachPooling } from '../../src/edit/attachPooling.ts';
import type { Result } from '../../src/run/run.ts';
import { attached } from './specs.ts';

/** The model with every pooling of its tokens as an output, called after its type. */
export function attachAll(model: Uint8Array): Uint8Array {
  return attached.reduce(
    (bytes, { spec, values }) =>
      attachPooling(bytes, spec, { tokens: 'tokens', output: spec.type, values }).toBytes(),
    model,
  );
}

/** Relative to the largest value; the graphs compute in float32, whose rounding is 6e-8. */
const tolerance = 2e-6;

/** Asserts that every pooling agrees with the reference on the tokens that came with it; gives the largest errors. */
export function expectReference(outputs: Readonly<Record<string, Result>>): Readonly<Record<string, number>> {
  const { data, shape } = outputs.tokens!;
  const [batch, count, channels] = shape as [number, number, number];
  const errors = attached.map(({ spec, values }) => {
    const parameters = values as Readonly<Record<string, readonly number[]>>;
    const expected = poolArray({ data, shape: [batch, count, channels] }, spec, { parameters });
    const pooled = outputs[spec.type]!;
    expect(pooled.shape).toEqual([batch, outputChannels(spec, channels)]);
    let [error, scale] = [0, 0];
    expected.forEach((value, i) => {
      error = Math.max(error, Math.abs(value - pooled.data[i]!));
      scale = Math.max(scale, Math.abs(value));
    });
    expect(error / scale, spec.type).toBeLessThan(tolerance);
    return [spec.type, error / scale] as const;
  });
  return Object.fromEntries(errors);
}
