import { poolArray } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import {
  maskedMean,
  masksHandedOver,
  tokensHandedOver,
  unclearTokens,
  weightedMean,
  weightsHandedOver,
} from '../src/index.ts';

const mean = { type: 'mean' } as const;
const tokens = tokensHandedOver['a float32 tensor']!;

describe('the reference takes what neighbours hand over', () => {
  it.each(Object.entries(tokensHandedOver))('tokens: %s', (_, given) => {
    expect([...poolArray(given, mean, { mask: [1, 0, 1, 1] })]).toEqual(maskedMean);
  });
  it.each(Object.entries(masksHandedOver))('mask: %s', (_, mask) => {
    expect([...poolArray(tokens, mean, { mask })]).toEqual(maskedMean);
  });
  it.each(Object.entries(weightsHandedOver))('weights: %s', (_, weights) => {
    expect([...poolArray(tokens, mean, { tokenWeights: weights })]).toEqual(weightedMean);
  });
  it.each(Object.entries(unclearTokens))('refuses %s', (_, [given, message]) => {
    expect(() => poolArray(given, mean)).toThrow(message);
  });
});
