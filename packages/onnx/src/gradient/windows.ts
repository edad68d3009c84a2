import type { Step } from './rule.ts';

/** How windows of a convolution or a pooling lie, for each axis of the map. */
export interface Windows {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly before: readonly number[];
  readonly behind: readonly number[];
}

/** The windows of a node whose kernel has the given sizes. */
export function windowsOf({ x, dy, ints, text }: Step, sizes: readonly number[]): Windows {
  const strides = ints('strides') ?? sizes.map(() => 1);
  const dilations = ints('dilations') ?? sizes.map(() => 1);
  const pads = ints('pads');
  const auto = text('auto_pad') ?? 'NOTSET';
  const lengths = x(0).dims.slice(2);
  const whole = sizes.map((size, i) => {
    const reached = (dy.dims[i + 2]! - 1) * strides[i]! + dilations[i]! * (size - 1) + 1;
    return Math.max(reached - lengths[i]!, 0);
  });
  const before = whole.map((count, i) => {
    if (auto === 'SAME_UPPER') return Math.floor(count / 2);
    if (auto === 'SAME_LOWER') return Math.ceil(count / 2);
    return auto === 'VALID' ? 0 : (pads?.[i] ?? 0);
  });
  const behind = whole.map((count, i) => {
    if (auto.startsWith('SAME')) return count - before[i]!;
    // With ceil_mode, the last window may reach further than the padding.
    return Math.max(auto === 'VALID' ? 0 : (pads?.[i + sizes.length] ?? 0), count - before[i]!);
  });
  return { strides, dilations, before, behind };
}
