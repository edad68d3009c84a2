import type { GroupLayout, Operand, TensorOps } from '@ggem/core';
import { groupAxes } from './groupAxes.ts';
import type { Recorder } from './recorder.ts';
import { broadcast, type Dim, type Value } from './value.ts';

/** What lies behind a value that is the same for all channels of a group. */
interface Spread {
  /** `[batch, tokens, groups]`. */
  readonly ofGroups: Value;
  readonly layout: GroupLayout;
}

/**
 * The same operations, where what all channels of a group share is compared group by group, and where a product reads it
 * so: onnxruntime repeats an operand along its last axis at no cost, but takes long to write it out.
 */
export function onceAGroup(ops: TensorOps<Value>, { node, constant }: Recorder): TensorOps<Value> {
  const spreads = new WeakMap<Value, Spread>();
  const spreadOf = (x: Operand<Value>): Spread | undefined =>
    typeof x === 'number' ? undefined : spreads.get(x);

  const spread = (ofGroups: Value, layout: GroupLayout): Value => {
    const wide = ops.spread(ofGroups, layout);
    if (wide !== ofGroups) spreads.set(wide, { ofGroups, layout });
    return wide;
  };

  /** Runs on groups where both operands are spread alike, or one is and the other is one number. */
  const byGroup =
    (op: (a: Operand<Value>, b: Operand<Value>) => Value) =>
    (a: Operand<Value>, b: Operand<Value>): Value => {
      const [left, right] = [spreadOf(a), spreadOf(b)];
      const some = left ?? right;
      const isAlike = left === undefined || right === undefined || isSame(left.layout, right.layout);
      const one = (x: Operand<Value>, behind: Spread | undefined) =>
        behind?.ofGroups ?? (typeof x === 'number' ? x : undefined);
      const [x, y] = [one(a, left), one(b, right)];
      if (some === undefined || !isAlike || x === undefined || y === undefined) return op(a, b);
      return spread(op(x, y), some.layout);
    };

  const apart = (x: Value, shape: readonly [number, number]): Value => {
    const [batch, tokens] = x.dims as [Dim, Dim];
    const to = constant('int64', [0, 0, ...shape], [4]);
    return node('Reshape', [x, to], { kind: x.kind, dims: [batch, tokens, ...shape] });
  };

  /** The node on values `[batch, tokens, channels]` and what all channels of a group share; `undefined` where these are others. */
  const besideShared = (
    shared: Operand<Value>,
    x: Operand<Value>,
    record: (shared: Value, x: Value) => Value,
  ): Value | undefined => {
    const behind = spreadOf(shared);
    if (behind === undefined || typeof x === 'number' || spreadOf(x) !== undefined) return undefined;
    const { channels } = behind.layout;
    if (x.dims.length !== 3 || x.dims[1] === 1 || x.dims[2] !== channels) return undefined;
    const { split, shared: one } = groupAxes(behind.layout);
    const result = record(apart(behind.ofGroups, one), apart(x, split));
    const dims = broadcast(x.dims, (shared as Value).dims);
    return node('Reshape', [result, constant('int64', [0, 0, channels], [3])], { kind: x.kind, dims });
  };

  const mul = (a: Operand<Value>, b: Operand<Value>): Value => {
    const product = (shared: Value, x: Value): Value =>
      node('Mul', [x, shared], { kind: x.kind, dims: broadcast(x.dims, shared.dims) });
    return besideShared(a, b, product) ?? besideShared(b, a, product) ?? byGroup(ops.mul)(a, b);
  };

  const select = (condition: Value, yes: Operand<Value>, no: Operand<Value>): Value => {
    const chosen =
      typeof no === 'number'
        ? besideShared(condition, yes, (shared, x) => ops.select(shared, x, no))
        : undefined;
    return chosen ?? ops.select(condition, yes, no);
  };

  return {
    ...ops,
    spread,
    mul,
    select,
    less: byGroup(ops.less),
    equal: byGroup(ops.equal),
    max: (x) => {
      const behind = spreadOf(x);
      return behind === undefined ? ops.max(x) : spread(ops.max(behind.ofGroups), behind.layout);
    },
  };
}

function isSame(a: GroupLayout, b: GroupLayout): boolean {
  return a.groups === b.groups && a.channels === b.channels && a.interleaved === b.interleaved;
}
