import { parseSpec } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { createRecorder, planKernels, planPooling, wgsl, wgslOf } from '../src/index.ts';

const nothing = { given: [], live: [], parameterValues: {} };

describe('a shader', () => {
  it('is one fused kernel that a reader can follow', () => {
    const spec = parseSpec({ type: 'gem', p: 2, prefixTokens: 1 });
    const call = { batch: 2, tokens: 197, channels: 768, ...nothing };
    const { kernels } = planPooling('pooled', spec, call, wgsl);
    expect(kernels.map(({ source }) => source)).toEqual([
      `@group(0) @binding(0) var<storage, read> tokens: array<f32>;
@group(0) @binding(1) var<storage, read> constants: array<f32>;
@group(0) @binding(2) var<storage, read_write> result: array<f32>;

// {"type":"gem","p":2,"range":null,"negatives":"clamp","eps":0.000001,"prefixTokens":1,"trainable":true}
// a = max tokens[1:197]
// b = a < 0.000001 ? 0.000001 : a
// pooled = (b = ∞) ? b : b * power(Σ (power(max(tokens[1:197], 0.000001) / b, 2) * 0.005102), 0.5)
@compute @workgroup_size(64)
fn pooled(@builtin(global_invocation_id) id: vec3u) {
  let thread = i32(id.x);
  if (thread >= 1536) { return; }
  let image = thread / 768;
  let channel = thread % 768;
  let inf = constants[0];
  var largest: f32 = -inf;
  for (var n = 0; n < 196; n++) {
    let x = tokens[(image * 197 + n + 1) * 768 + channel];
    largest = select(select(x + largest, largest, x <= largest), x, x > largest);
  }
  let chosen = select(largest, 0.000001, largest < 0.000001);
  var sum: f32 = 0.0;
  for (var begin = 0; begin < 196; begin += 14) {
    var run: f32 = 0.0;
    for (var n2 = begin; n2 < begin + 14; n2++) {
      let x2 = tokens[(image * 197 + n2 + 1) * 768 + channel];
      let base = max(x2, 0.000001) / chosen;
      run += base * base * 0.00510204081632653;
    }
    sum += run;
  }
  result[thread] = select(chosen * sqrt(sum), chosen, chosen == inf);
}`,
    ]);
    expect(kernels[0]).toMatchObject({
      bindings: [
        { kind: 'argument', name: 'tokens' },
        { kind: 'constants', values: [Number.POSITIVE_INFINITY] },
        { kind: 'result' },
      ],
      shape: [2, 768],
      workgroups: [24, 1, 1],
    });
  });

  it('of more threads than one row of workgroups has is dispatched in rows', () => {
    const recorder = createRecorder();
    const x = recorder.array('x', [64, 197, 768], ['batch', 'tokens', 'channels']);
    const y = recorder.mul(x, 2);
    const target = { name: 'y', x: y, axes: ['batch', 'tokens', 'channels'] } as const;
    const [kernel] = planKernels(recorder, [target], 'twice', wgsl);
    // 64 x 197 x 768 = 9,682,944 threads in groups of 64: 151,296, of which 65,535 make a row.
    expect(kernel!.workgroups).toEqual([65_535, 3, 1]);
    expect(kernel!.source).toContain('let thread = i32(id.x) + i32(id.y) * 4194240;');
    expect(kernel!.source).toContain('if (thread >= 9682944) { return; }');
  });

  it('spells numbers with a fraction, and those beyond float32 as the largest', () => {
    const recorder = createRecorder();
    const x = recorder.array('x', [1, 1, 4], ['channels']);
    const y = recorder.clamp(recorder.mul(x, 1e-7), -3, 1e39);
    const target = { name: 'y', x: y, axes: ['channels'] } as const;
    const [kernel] = planKernels(recorder, [target], '', wgsl);
    expect(kernel!.source).toContain(
      'result[thread] = min(max(x[channel] * 1e-7, -3.0), 3.4028234663852886e+38);',
    );
  });

  it('reads an argument of float16 out of words of two', () => {
    const recorder = createRecorder();
    const x = recorder.array('x', [2, 1, 4], ['batch', 'channels']);
    const target = { name: 'y', x: recorder.mul(x, 2), axes: ['batch', 'channels'] } as const;
    const [kernel] = planKernels(recorder, [target], '', wgslOf({ halves: ['x'] }));
    expect(kernel!.source).toContain('var<storage, read> x: array<u32>;');
    expect(kernel!.source).toContain(
      'fn xAt(place: i32) -> f32 {\n  return unpack2x16float(x[place / 2])[place % 2];\n}',
    );
    expect(kernel!.source).toContain('result[thread] = xAt(image * 4 + channel) * 2.0;');
  });

  it('of long sums ends its last run where no run divides them', () => {
    const recorder = createRecorder();
    const x = recorder.array('x', [1, 37, 4], ['tokens', 'channels']);
    const target = { name: 'y', x: recorder.sum(x), axes: ['channels'] } as const;
    const [kernel] = planKernels(recorder, [target], '', wgsl);
    expect(kernel!.source).toContain('for (var n = begin; n < min(begin + 8, 37); n++) {');
  });

  it('reads four channels at once where all arrays allow it', () => {
    const spec = parseSpec({ type: 'gem', p: 2.3, trainable: true });
    const call = {
      batch: 2,
      tokens: 5,
      channels: 8,
      given: ['mask'],
      live: ['p'],
      parameterValues: { p: [2.3] },
    };
    const { kernels } = planPooling('pooled', spec, call, wgslOf({ inVectors: true, halves: ['tokens'] }));
    const { source, workgroups } = kernels[0]!;
    expect(source).toContain('tokens: array<vec2u>;');
    expect(source).toContain('result: array<vec4f>;');
    // The mask is one value for the four, the largest token is four.
    expect(source).toContain('let holds = 0.0 < chosen;');
    expect(source).toContain(
      'let chosen3 = select(vec4f(0.0), tokensAt((image * 5 + n) * 2 + vector), holds);',
    );
    expect(source).toContain('var largest2: vec4f = vec4f(-inf);');
    expect(source).toContain('vec4f(1.0)), vec4f(pHere))');
    // 2 images of 2 vectors.
    expect(source).toContain('if (thread >= 4) { return; }');
    expect(workgroups).toEqual([1, 1, 1]);
  });

  it('reads one by one where groups cut through four channels', () => {
    const spec = parseSpec({ type: 'ggem', groups: 4 });
    const call = { batch: 2, tokens: 5, channels: 8, given: [], live: ['p'], parameterValues: {} };
    const { kernels } = planPooling('pooled', spec, call, wgslOf({ inVectors: true }));
    expect(kernels[0]!.source).toContain('tokens: array<f32>;');
  });
});
