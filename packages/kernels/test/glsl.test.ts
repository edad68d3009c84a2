import { parseSpec } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { createRecorder, glsl, planKernels, planPooling } from '../src/index.ts';

const call = { batch: 2, tokens: 197, channels: 768, given: [], live: [], parameterValues: {} };

describe('a kernel in GLSL', () => {
  it('is a function that a reader can follow, with the one helper that it calls', () => {
    const spec = parseSpec({ type: 'gem', p: 2, prefixTokens: 1 });
    const { kernels } = planPooling('pooled', spec, call, glsl);
    expect(kernels).toEqual([
      {
        name: 'pooled',
        parameters: ['tokens'],
        constants: [],
        shape: [2, 768],
        values: 1,
        source: `bool isNaN(float x) {
  return (floatBitsToUint(x) & 0x7fffffffu) > 0x7f800000u;
}

float larger(float highest, float x) {
  return mix(highest, x, isNaN(x) || (x > highest && !isNaN(highest)));
}

// {"type":"gem","p":2,"range":null,"negatives":"clamp","eps":0.000001,"prefixTokens":1,"trainable":true}
// a = max tokens[1:197]
// b = a < 0.000001 ? 0.000001 : a
// pooled = (b = ∞) ? b : b * power(Σ (power(max(tokens[1:197], 0.000001) / b, 2) * 0.005102), 0.5)
float pooled(int image, int channel) {
  float largest = -inf;
  for (int n = 0; n < 196; n++) {
    float x = tokensAt(image, n + 1, channel);
    largest = larger(largest, x);
  }
  float chosen = mix(largest, 0.000001, largest < 0.000001);
  float sum = 0.0;
  float run = 0.0;
  int next = 15;
  for (int n2 = 0; n2 < 196; n2++) {
    float x2 = tokensAt(image, n2 + 1, channel);
    float base = max(x2, 0.000001) / chosen;
    run += base * base * 0.00510204081632653;
    if (n2 == next) {
      sum += run;
      run = 0.0;
      next += 16;
    }
  }
  float total = sum + run;
  return mix(chosen * sqrt(total), chosen, chosen == inf);
}`,
      },
    ]);
  });

  it('gives several values where threads are the same, and others read them by number', () => {
    const { kernels } = planPooling('gradient', parseSpec({ type: 'max' }), call, glsl);
    expect(kernels.map(({ name, shape, values }) => ({ name, shape, values }))).toEqual([
      { name: 'part1', shape: [2, 768], values: 2 },
      { name: 'dx', shape: [2, 197, 768], values: 1 },
    ]);
    expect(kernels[0]!.source).toContain('vec4 part1(int image, int channel) {');
    expect(kernels[0]!.source).toContain('return vec4(largest, total, 0.0, 0.0);');
    expect(kernels[1]!.source).toContain('tokensAt(image, token, channel) == part1At(0, image, channel)');
    expect(kernels[1]!.source).toContain('/ part1At(1, image, channel)');
  });

  it('runs one formula in a thread, by its exponent, where the host does not know them', () => {
    const live = { ...call, live: ['p'] };
    const kernelsOf = (range: readonly [number, number | null] | null) =>
      planPooling('pooled', parseSpec({ type: 'ggem', groups: 12, range }), live, glsl).kernels;
    const heads = ([kernel]: ReturnType<typeof kernelsOf>) => kernel!.source.match(/^ {2}(if|} else).*$/gm);
    expect(heads(kernelsOf(null))).toEqual([
      '  if (0.5 <= pHere) {',
      '  } else if (0.0 <= pHere) {',
      '  } else if (-0.5 <= pHere) {',
      '  } else {',
    ]);
    expect(heads(kernelsOf([0, null]))).toEqual(['  if (0.5 <= pHere) {', '  } else {']);
    expect(heads(kernelsOf([1, null]))).toBeNull();
  });

  it('has three kernels for the gradient of GGeM with live exponents', () => {
    const live = { ...call, batch: 8, tokens: 196, live: ['p'] };
    const { kernels } = planPooling('gradient', parseSpec({ type: 'ggem', groups: 12 }), live, glsl);
    expect(kernels.map(({ name, values }) => [name, values])).toEqual([
      ['part1', 3],
      ['dx', 1],
      ['dp', 1],
    ]);
  });

  it('has its constants in the text, in the function where they are infinite, and as an argument where they are many', () => {
    const recorder = createRecorder();
    const kernelOf = (values: readonly number[]) => {
      const x = recorder.array('x', [1, 1, values.length], ['channels']);
      const target = {
        name: 'y',
        x: recorder.mul(x, recorder.constant(values)),
        axes: ['channels'],
      } as const;
      return planKernels(recorder, [target], '', glsl)[0]!;
    };
    const sourceOf = (values: readonly number[]): string => kernelOf(values).source;
    expect(sourceOf([3, 0.25])).toMatch(
      /^#define constantsAt\(i\) constants\[i\]\nconst float constants\[2\] = float\[\]\(3\.0, 0\.25\);/,
    );
    expect(sourceOf([3, Number.NEGATIVE_INFINITY])).toContain(
      'float y(int channel) {\n  float constants[2] = float[](3.0, -inf);',
    );
    const many = Array.from({ length: 1000 }, (_, i) => i);
    const { source, parameters, constants } = kernelOf(many);
    expect(source).not.toContain('float[]');
    expect(source).toContain('constantsAt(');
    expect(parameters).toEqual(['x', 'constants']);
    expect(constants).toEqual(many);
  });
});
