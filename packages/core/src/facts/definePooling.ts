import type { PoolingSpecInput } from '../spec/spec.ts';
import { parseSpec } from './parseSpec.ts';

/**
 * The same spec, checked at once, with the literal type that every function here wants: TypeScript would make
 * `{ type: string }` of `{ type: 'ggem' }` in a variable.
 *
 * Throws the `GgemError` of `parseSpec`.
 */
export function definePooling<const Spec extends PoolingSpecInput>(spec: Spec): Spec {
  parseSpec(spec);
  return spec;
}
