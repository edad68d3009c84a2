import { GPU } from 'gpu.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPooling, createPoolingGradient } from '../src/index.ts';
import { numbers } from './numbers.ts';

describe('the source of a pooling', () => {
  let gpu: GPU;
  beforeAll(() => {
    gpu = new GPU({ mode: 'cpu' });
  });
  afterAll(() => gpu.destroy());

  it('is one fused kernel that a reader can follow', () => {
    const pooling = createPooling(
      gpu,
      { type: 'gem', p: 2, prefixTokens: 1 },
      { tokens: 197, channels: 768 },
    );
    expect(pooling.source).toBe(`function pooled(tokens, inf) {
  // {"type":"gem","p":2,"range":null,"negatives":"clamp","eps":0.000001,"prefixTokens":1,"trainable":true}
  // a = max tokens[1:197]
  // b = a < 0.000001 ? 0.000001 : a
  // pooled = (b = ∞) ? b : b * power(Σ (power(max(tokens[1:197], 0.000001) / b, 2) * 0.005102), 0.5)
  const channel = this.thread.x;
  let largest = -inf;
  for (let n = 0; n < this.constants.tokens; n++) {
    const x = tokens[0][n + 1][channel];
    largest = Math.max(largest, x);
  }
  const chosen = largest < 0.000001 ? 0.000001 : largest;
  let sum = 0;
  let run = 0;
  let next = 15;
  for (let n2 = 0; n2 < this.constants.tokens; n2++) {
    const x2 = tokens[0][n2 + 1][channel];
    const base = Math.max(x2, 0.000001) / chosen;
    run += base * base * 0.00510204081632653;
    if (n2 === next) {
      sum += run;
      run = 0;
      next += 16;
    }
  }
  const total = sum + run;
  return chosen === inf ? chosen : chosen * Math.sqrt(total);
}`);
  });

  it.each([
    [{ type: 'mean' }, 1],
    [{ type: 'max' }, 1],
    [{ type: 'gem', p: 3 }, 2],
    [{ type: 'gem', p: 0.2 }, 2],
    [{ type: 'ggem', groups: 2, p: [3, 0.2] }, 2],
    [{ type: 'gem', negatives: 'shift' }, 5],
  ] as const)('of %j reads the tokens in as few loops as its formula allows', (spec, loops) => {
    const { source } = createPooling(gpu, spec, { tokens: 196, channels: 8 });
    expect(source.match(/function/g)).toHaveLength(1);
    expect(source.match(/for \(/g)).toHaveLength(loops);
  });

  it('computes what is pooled once a channel before the gradient for tokens, which has no loop', async () => {
    const gradient = createPoolingGradient(gpu, { type: 'gem' }, { tokens: 196, channels: 8 });
    await gradient(numbers(196 * 8, 1, 0, 2), numbers(8, 2, 0, 1));
    const kernels = gradient.source.split('\n\n');
    const named = (name: string) => kernels.find((kernel) => kernel.startsWith(`function ${name}(`))!;
    expect(named('dx')).not.toContain('for (');
    expect(named('dx')).toMatch(/^function dx\(tokens, part1, /);
  });

  it('of forty parts has one choice a line, which gpu.js would take twice as long for in one another', () => {
    const parts = Array.from({ length: 40 }, (_, i) => ({ type: 'gem', p: i }) as const);
    const { source } = createPooling(gpu, { type: 'concat', parts }, { tokens: 9, channels: 2 });
    const joins = source.split('\n').filter((line) => /channel < \d+ \?/.test(line));
    expect(joins).toHaveLength(39);
    for (const line of joins) expect(line.match(/\?/g)).toHaveLength(1);
  });
});
