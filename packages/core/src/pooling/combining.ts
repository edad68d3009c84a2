import type { Ops } from '../lift.ts';
import type { PoolingSpec } from '../spec.ts';
import type { Combination } from './combine.ts';
import type { Pooling, PoolingDefinition, PoolingInput } from './definition.ts';

/** What a pooling of several others says of them. */
interface Combined<S extends PoolingSpec> {
  readonly parts: <T>(ops: Ops<T>, input: PoolingInput<T, S>) => readonly Pooling<T | number>[];
  readonly combination: (spec: S) => Combination;
  /** How many channels each part gives. */
  readonly widths: (spec: S, channels: number, parts: number) => readonly number[];
}

/** A pooling that is several others, combined. */
export function combining<S extends PoolingSpec>({
  parts,
  combination,
  widths,
}: Combined<S>): PoolingDefinition<S> {
  return {
    forward: (ops, input) => combination(input.spec).forward(ops, parts(ops, input)),
    value: (ops, input) => combination(input.spec).value(ops, parts(ops, input)),
    weights: (ops, input) => combination(input.spec).weights(ops, parts(ops, input)),
    gradient: (ops, input, dy) => {
      const all = parts(ops, input);
      return combination(input.spec).gradient(ops, all, dy, widths(input.spec, input.channels, all.length));
    },
  };
}
