import type { NodeProto } from '../proto/onnx.ts';
import { intAttribute, intsAttribute, stringAttribute } from './attributes.ts';
import type { Dim, Info } from './shape.ts';

type Inputs = (position: number) => Info;

/** What is known of a convolution: the kernel says how many channels there are. */
export function convInfo(node: NodeProto, input: Inputs): Info {
  const { type, dims } = input(0);
  const kernel = input(1).dims;
  const rank = dims?.length ?? kernel?.length;
  if (rank === undefined) return { type };
  const sizes = intsAttribute(node, 'kernel_shape') ?? kernel?.slice(2);
  return { type, dims: [dims?.[0], kernel?.[0], ...places(node, dims, sizes, rank)] };
}

/** What is known of a pooling with windows, which keeps batch and channels. */
export function windowsInfo(node: NodeProto, input: Inputs): Info {
  const { type, dims } = input(0);
  const sizes = intsAttribute(node, 'kernel_shape');
  return {
    type,
    dims: dims && [dims[0], dims[1], ...places(node, dims, sizes, dims.length)],
  };
}

/** Whether one window covers all of a map, so that nothing but batch and channels is left. */
export function coversMap(node: NodeProto, dims: readonly Dim[]): boolean {
  const sizes = intsAttribute(node, 'kernel_shape');
  const isPlain = (name: string, plain: number): boolean =>
    (intsAttribute(node, name) ?? []).every((value) => value === plain);
  return (
    sizes !== undefined &&
    sizes.length === dims.length - 2 &&
    sizes.every((size, i) => size === dims[i + 2]) &&
    isPlain('pads', 0) &&
    isPlain('dilations', 1) &&
    !stringAttribute(node, 'auto_pad')?.startsWith('SAME')
  );
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
