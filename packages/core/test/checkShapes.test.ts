import { describe, expect, it } from 'vitest';
import { checkShapes, type InputShapes, parseSpec } from '../src/index.ts';
import { refusal } from './refusal.ts';

const check = (shapes: Partial<InputShapes>, spec = parseSpec({ type: 'ggem', groups: 2 })) =>
  refusal(() => checkShapes(spec, { tokens: [2, 3, 4], ...shapes }));

describe('checkShapes', () => {
  it('takes what fits', () => {
    expect(check({})).toBe('no error');
    const given = { mask: [2, 3], tokenWeights: [2, 3], parameters: { p: [2] } };
    expect(check(given)).toBe('no error');
    expect(check({ mask: undefined, parameters: { p: undefined } })).toBe('no error');
  });
  it.each([[[3, 4]], [[2, 3, 4, 1]], [[24]], [[]]])('refuses tokens of %j', (tokens) => {
    expect(check({ tokens })).toBe(
      `shape | ggem: tokens must have shape [batch, tokens, channels], but [${tokens.join(', ')}] came. Reshape or expand them.`,
    );
  });
  it.each([[[2, 0, 4]], [[2, 3, 0]]])('refuses tokens of %j, which hold none', (tokens) => {
    expect(check({ tokens })).toBe(
      `shape | ggem: tokens must hold at least one token and one channel, but [${tokens.join(', ')}] came. Leave empty inputs out.`,
    );
  });
  it.each(['mask', 'tokenWeights'])('refuses %s of another shape than [batch, tokens]', (name) => {
    for (const shape of [[2], [6], [2, 3, 1], [1, 3], [2, 4], [3, 2], [2, 1]]) {
      expect(check({ [name]: shape })).toBe(
        `shape | ggem: ${name} must have shape [batch, tokens] = [2, 3], but [${shape.join(', ')}] came. Count prefix tokens too.`,
      );
    }
  });
  it('refuses a prefix that leaves nothing', () => {
    const mean = (prefixTokens: number) => check({}, parseSpec({ type: 'mean', prefixTokens }));
    expect(mean(2)).toBe('no error');
    expect(mean(3)).toBe(
      'shape | mean: prefixTokens must leave a token to pool, but 3 of 3 tokens are prefix. Use a smaller number.',
    );
  });
  it('refuses parameters by name and shape', () => {
    expect(check({ parameters: { p: [3] } })).toBe(
      'shape | ggem: p must have shape [groups] = [2], but [3] came. Reshape it.',
    );
    expect(check({ parameters: { p: [1, 2] } })).toBe(
      'shape | ggem: p must have shape [groups] = [2], but [1, 2] came. Reshape it.',
    );
    expect(check({ parameters: { q: [2] } })).toBe('shape | ggem: unknown parameter "q". Known: p.');
    expect(check({ parameters: { p: [1] } }, parseSpec({ type: 'max' }))).toBe(
      'shape | max: unknown parameter "p". It has none.',
    );
  });
});
