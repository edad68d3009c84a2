import { expect, it } from 'vitest';
import { createRecorder, type Expression, planKernels, type Recorder, wgslOf } from '../src/index.ts';

const target = wgslOf({ valuesAtMost: 3 });

function plan(formula: (ops: Recorder, x: Expression) => Expression, channels = 768) {
  const recorder = createRecorder();
  const x = recorder.array('x', [2, 196, channels], ['batch', 'tokens', 'channels']);
  const value = { name: 'y', x: formula(recorder, x), axes: ['batch', 'tokens', 'channels'] } as const;
  return planKernels(recorder, [value], '', target);
}

/** The sum over all channels of a pooled value: threads of one channel would compute all of it. */
const length = (ops: Recorder, y: Expression): Expression => ops.sum(ops.transpose(ops.mul(y, y)));

it('joins values of the same threads, and keeps in a thread what only they need', () => {
  const kernels = plan((ops, x) => {
    const largest = ops.max(x);
    const mean = ops.sum(ops.div(x, largest));
    return ops.div(ops.mul(x, mean), ops.sum(ops.mul(x, mean)));
  });
  expect(kernels.map(({ name, shape }) => [name, shape])).toEqual([
    ['part1', [2, 2, 768]],
    ['y', [2, 196, 768]],
  ]);
  // The largest value is read by nothing else, so that it is not written: the two others lie one after another.
  expect(kernels[0]!.source).toMatch(/result\[thread\] = \w+; result\[thread \+ 1536\] = .+;/);
  expect(kernels[1]!.source).toContain('part1[image * 768 + channel]');
  expect(kernels[1]!.source).toContain('part1[(1 * 2 + image) * 768 + channel]');
});

it('joins nothing that threads would compute again for each channel', () => {
  const kernels = plan((ops, x) => {
    const y = ops.max(x);
    return ops.mul(x, ops.div(y, length(ops, y)));
  });
  expect(kernels.map(({ name, shape }) => [name, shape])).toEqual([
    ['part1', [2, 768]],
    ['part2', [2]],
    ['part3', [2, 768]],
    ['y', [2, 196, 768]],
  ]);
});

it('joins no more values than a kernel may give', () => {
  const kernels = plan((ops, x) =>
    [1, 2, 3, 4].map((n) => ops.max(ops.mul(x, n))).reduce((sum, one) => ops.mul(sum, one), x),
  );
  expect(kernels.map(({ name, shape }) => [name, shape])).toEqual([
    ['part1', [3, 2, 768]],
    ['part2', [2, 768]],
    ['y', [2, 196, 768]],
  ]);
});
