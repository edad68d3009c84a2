import { afterKey } from '../pooling/after/after.ts';
import type { ParsedSpec } from '../pooling/definition.ts';
import { oneOf, type Rule, type Rules } from '../spec/rules.ts';
import type { PoolingSpec, PoolingType } from '../spec/spec.ts';
import { definitionOf } from './poolings.ts';

/** The rules of all keys of a spec: those of its definition, and those that every spec has. `nested` is that of a spec inside. */
export function specKeys(type: PoolingType, nested: Rule<PoolingSpec>): Rules<ParsedSpec<PoolingSpec>> {
  const own = definitionOf({ type }).keys(nested);
  return { type: oneOf([type], `must be "${type}".`), ...own, after: afterKey() } as never;
}
