import type { NodeProto } from '../proto/onnx.ts';
import { intAttribute, intsAttribute, stringAttribute } from './attributes.ts';
import type { Dim, Info } from './shape.ts';

type Inputs = (position: number) => Info;

/** What is known of the result of a convolution; its kernel has the number of channels. */
export function convInfo(node: NodeProto, input: Inputs): Info {
  const { type, dims } = input(0);
  const kernel = input(1).dims;
  const rank = dims?.length ?? kernel?.length;
  if (rank === undefined) return { type };
  const sizes = intsAttribute(node, 'kernel_shape') ?? kernel?.slice(2);
  return { type, dims: [dims?.[0], kernel?.[0], ...places(node, dims, sizes, rank)] };
}

/** What is known of the result of a pooling with windows, which keeps batch and channels. */
export function windowsInfo(node: NodeProto, input: Inputs): Info {
  const { type, dims } = input(0);
  const sizes = intsAttribute(node, 'kernel_shape');
  return {
    type,
    dims: dims && [dims[0], dims[1], ...places(node, dims, sizes, dims.length)],
  };
}

/**
 * Whether one window covers the whole map, so that only batch and channels are left. Padding does not matter, except for a
 * mean that counts it.
 */
export function coversMap(node: NodeProto, dims: readonly Dim[]): boolean {
  const sizes = intsAttribute(node, 'kernel_shape');
  const pads = intsAttribute(node, 'pads');
  if (sizes === undefined || sizes.length !== dims.length - 2) return false;
  if (stringAttribute(node, 'auto_pad')?.startsWith('SAME')) return false;
  if (!(intsAttribute(node, 'dilations') ?? []).every((step) => step === 1)) return false;
  const isPadded = pads?.some((pad) => pad !== 0) ?? false;
  if (isPadded && intAttribute(node, 'count_include_pad') === 1) return false;
  const isOne = places(node, dims, sizes, dims.length).every((count) => count === 1);
  const isWhole = sizes.every((size, i) => {
    const [dim, before] = [dims[i + 2], pads?.[i] ?? 0];
    return typeof dim === 'number' && before >= 0 && size - before >= dim;
  });
  return isOne && isWhole;
}

/** How many windows lie along each axis. */
function places(
  node: NodeProto,
  dims: readonly Dim[] | undefined,
  sizes: readonly Dim[] | undefined,
  rank: number,
): readonly Dim[] {
  const pads = intsAttribute(node, 'pads');
  const autoPad = stringAttribute(node, 'auto_pad') ?? 'NOTSET';
  const round = intAttribute(node, 'ceil_mode') === 1 ? Math.ceil : Math.floor;
  return Array.from({ length: rank - 2 }, (_, i) => {
    const [dim, size] = [dims?.[i + 2], sizes?.[i]];
    const stride = intsAttribute(node, 'strides')?.[i] ?? 1;
    if (typeof dim !== 'number' || typeof size !== 'number' || !(stride > 0)) return undefined;
    if (autoPad.startsWith('SAME')) return Math.ceil(dim / stride);
    const padded = autoPad === 'VALID' ? 0 : (pads?.[i] ?? 0) + (pads?.[i + rank - 2] ?? 0);
    const window = (intsAttribute(node, 'dilations')?.[i] ?? 1) * (size - 1) + 1;
    return padded + dim < window ? undefined : round((dim + padded - window) / stride) + 1;
  });
}
