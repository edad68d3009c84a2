import type { RaggedOps, TensorOps } from '@ggem/core';
import type { Recorder } from './recorder.ts';
import { type Dim, known, longer, type Value } from './value.ts';

/**
 * The operations, and those that put the images of a ragged batch side by side and back. Offsets are a value
 * `[batch + 1]` of whole numbers, so that number and lengths of the images stay open.
 */
export function raggedOps(ops: TensorOps<Value>, { node, constant }: Recorder): RaggedOps<Value, Value> {
  const ints = (...data: readonly number[]): Value => constant('int64', data, [data.length]);
  const number = (value: number): Value => constant('int64', [value]);
  const whole = (op: string, inputs: readonly Value[], dims: readonly Dim[], attributes = {}): Value =>
    node(op, inputs, { kind: 'int64', dims }, attributes);
  const unsqueeze = (x: Value, axis: number): Value =>
    node('Unsqueeze', [x, ints(axis)], { kind: x.kind, dims: x.dims.toSpliced(axis, 0, 1) });
  const gather = (rows: Value, index: Value, dims: readonly Dim[]): Value =>
    node('Gather', [rows, index], { kind: rows.kind, dims }, { axis: 0 });

  /** Where each image begins, and which places `[batch, longest]` hold a token of it. */
  const places = (offsets: Value) => {
    const images = [longer(offsets.dims[0]!, -1)];
    const starts = whole('Slice', [offsets, ints(0), ints(-1)], images);
    const lengths = whole(
      'Sub',
      [whole('Slice', [offsets, ints(1), ints(2 ** 31 - 1)], images), starts],
      images,
    );
    const longest = whole('ReduceMax', [lengths], [], { keepdims: 0 });
    const positions = whole('Range', [number(0), longest, number(1)], ['longest']);
    const dims = [...images, 'longest'];
    const isToken = node('Less', [positions, unsqueeze(lengths, 1)], { kind: 'bool', dims });
    return { isToken, dims, positions, starts };
  };

  return {
    ...ops,
    unpack: (x, offsets) => {
      const { isToken, dims, positions, starts } = places(offsets);
      const within = unsqueeze(isToken, 2);
      const one = sameEverywhere(x);
      if (one !== undefined) return ops.select(within, one, 0);
      // Places after the last token of an image read the first token of all, whose value is not used.
      const at = whole('Add', [unsqueeze(starts, 1), positions], dims);
      const index = whole('Where', [isToken, at, number(0)], dims);
      const rows = node('Squeeze', [x, ints(0)], { kind: x.kind, dims: x.dims.slice(1) });
      return ops.select(within, gather(rows, index, [...dims, x.dims[2]!]), 0);
    },
    pack: (x, offsets) => {
      const { isToken } = places(offsets);
      const flat = (y: Value, ...rest: readonly number[]): Value =>
        node('Reshape', [y, ints(-1, ...rest)], { kind: y.kind, dims: ['places', ...rest] });
      const index = whole('NonZero', [flat(isToken)], [1, 'total']);
      const channels = x.dims[2] as number;
      return gather(flat(x, channels), index, [1, 'total', channels]);
    },
  };
}

/** The number that all elements of a value are, if that is known. */
function sameEverywhere({ source }: Value): number | undefined {
  if (source.type !== 'node' || source.op !== 'Expand') return undefined;
  const data = known(source.inputs[0]);
  return data?.length === 1 ? data[0] : undefined;
}
