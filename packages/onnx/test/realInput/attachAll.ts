import { outputChannels, parametersOf, poolArray } from '@ggem/core';
import { expect } from 'vitest';
import { attachPooling } from '../../src/edit/attachPooling.ts';
import type { Result } from '../../src/run/run.ts';
import { specs } from './specs.ts';

/** The model with every pooling of its tokens as an output, called after its type. */
export function attachAll(model: Uint8Array): Uint8Array {
  return specs.reduce(
    (bytes, spec) => attachPooling(bytes, spec, { tokens: 'tokens', output: spec.type }).toBytes(),
    model,
  );
}

/** Relative to the largest value; the graphs compute in float32, whose rounding is 6e-8. */
const tolerance = 2e-6;

/** Asserts that every pooling agrees with the reference on the tokens that came with it; gives the largest errors. */
export function expectReference(outputs: Readonly<Record<string, Result>>): Readonly<Record<string, number>> {
  const { data, shape } = outputs.tokens!;
  const [batch, count, channels] = shape as [number, number, number];
  const errors = specs.map((spec) => {
    const start = parametersOf(spec, channels).map(({ name, start }) => [name, start] as const);
    const expected = poolArray({ data, shape: [batch, count, channels] }, spec, {
      parameters: Object.fromEntries(start),
    });
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
