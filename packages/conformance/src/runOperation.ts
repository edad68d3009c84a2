import { type GroupLayout, lift, type Operand, type RaggedOps, type TensorOps } from '@ggem/core';
import type { Argument, OperationCase, Tensor } from './case.ts';
import { ConformanceError } from './conformanceError.ts';

/** The operations of a library, with or without those for ragged batches; offsets are plain numbers. */
export type CaseOps<T> = TensorOps<T> & Partial<Pick<RaggedOps<T>, 'unpack' | 'pack'>>;

/**
 * Runs the operation of a case: `put` makes a tensor of the library, and the result is one too.
 *
 * Conditions have the library's own form: for `select` one is made by comparing the first argument with 0, and those of
 * `less` and `equal` are read by selecting 1 or 0. The second argument of `constant` is the axis, 1 for tokens.
 */
export function runOperation<T>(ops: CaseOps<T>, { op, args }: OperationCase, put: (tensor: Tensor) => T): T {
  const any = (i: number): Operand<T> => {
    const arg = args[i];
    return typeof arg === 'number' ? arg : put(arg as Tensor);
  };
  const tensor = (i: number): T => put(args[i] as Tensor);
  const number = (i: number): number => args[i] as number;
  const layout = (i: number): GroupLayout => args[i] as Argument & GroupLayout;
  switch (op) {
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      return ops[op](any(0), any(1));
    case 'exp':
    case 'log':
    case 'sum':
    case 'max':
    case 'positions':
    case 'transpose':
    case 'sumBatch':
      return ops[op](tensor(0));
    case 'power':
      // `lift` adds core's `power` where the library has none.
      return lift(ops).power(tensor(0), any(1)) as T;
    case 'clamp':
      return ops.clamp(tensor(0), number(1), number(2));
    case 'less':
    case 'equal':
      return ops.select(ops[op](any(0), any(1)), 1, 0);
    case 'select':
      return ops.select(ops.less(0, tensor(0)), any(1), any(2));
    case 'count': {
      const count = ops.count(tensor(0));
      return typeof count === 'number' ? ops.constant([count]) : count;
    }
    case 'expand':
      return ops.expand(any(0), tensor(1));
    case 'slice':
      return args[2] === null ? ops.slice(tensor(0), number(1)) : ops.slice(tensor(0), number(1), number(2));
    case 'pad':
      return ops.pad(tensor(0), number(1));
    case 'constant':
      return ops.constant(args[0] as readonly number[], number(1) === 1 ? 'tokens' : 'channels');
    case 'spread':
      return ops.spread(tensor(0), layout(1));
    case 'collect':
      return ops.collect(tensor(0), layout(1));
    case 'concat':
      return ops.concat(args.map((_, i) => tensor(i)));
    case 'sliceChannels':
      return ops.sliceChannels(tensor(0), number(1), number(2));
    case 'linear':
      return ops.linear(tensor(0), tensor(1));
    case 'unpack':
    case 'pack':
      return raggedOps(ops, op)[op](tensor(0), args[1] as readonly number[]);
    default:
      return op satisfies never;
  }
}

/** The operations with those for ragged batches. Throws where the library lacks these; `what` says who needs them. */
export function raggedOps<T>(ops: CaseOps<T>, what: string): RaggedOps<T> {
  const { unpack, pack } = ops;
  if (!unpack || !pack) {
    throw new ConformanceError(
      `${what}: ragged batches need unpack and pack, but the operations lack them. Write them, or skip ragged/*, operation/unpack/* and operation/pack/*.`,
    );
  }
  return { ...ops, unpack, pack };
}
