import type { NodeProto } from '../proto/onnx.ts';
import { intsAttribute, stringAttribute } from './attributes.ts';
import type { Dim } from './shape.ts';

/** What a Resize is given: factors, or lengths; of all axes, or of those in `axes`. */
interface Wanted {
  readonly scales?: readonly Dim[] | undefined;
  readonly sizes?: readonly Dim[] | undefined;
}

/** The shape that a Resize gives. Lengths that nothing tells are `undefined`. */
export function resizedDims(
  node: NodeProto,
  dims: readonly Dim[],
  { scales, sizes }: Wanted,
): readonly Dim[] {
  const axes = intsAttribute(node, 'axes')?.map((axis) => (axis < 0 ? axis + dims.length : axis));
  const keepsRatio = (stringAttribute(node, 'keep_aspect_ratio_policy') ?? 'stretch') !== 'stretch';
  return dims.map((dim, i) => {
    const at = axes === undefined ? i : axes.indexOf(i);
    if (at < 0) return dim;
    const [scale, size] = [scales?.[at], sizes?.[at]];
    if (typeof size === 'number') return keepsRatio ? undefined : size;
    if (scale === 1) return dim;
    // In float32, as runtimes do it.
    return typeof scale === 'number' && typeof dim === 'number'
      ? Math.floor(Math.fround(dim * Math.fround(scale)))
      : undefined;
  });
}
