import type { PoolingSpecInput } from '../spec/spec.ts';
import { parseSpec } from './parseSpec.ts';

/**
 * Checks a spec and gives it back with its literal type. Without it, TypeScript would give a variable the type
 * `{ type: string }`, which no function here takes.
 *
 * Throws the `GgemError` of `parseSpec`.
 */
export function definePooling<const Spec extends PoolingSpecInput>(spec: Spec): Spec {
  parseSpec(spec);
  return spec;
}
