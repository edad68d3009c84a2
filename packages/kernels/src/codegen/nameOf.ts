import type { ArrayNode, Expression } from '../graph/expression.ts';
import type { Index } from '../graph/indexExpression.ts';

/** The name of a value in the source; not unique yet. */
export function nameOf(x: Expression, loaded: ReadonlyMap<Expression, ArrayNode>): string {
  const array = loaded.get(x) ?? (x.kind === 'array' ? x : undefined);
  if (array) return array.name === 'tokens' ? 'x' : `${array.name}Here`;
  switch (x.kind) {
    case 'add':
      return 'sum';
    case 'sub':
      return 'difference';
    case 'mul':
      return 'product';
    case 'div':
      return 'quotient';
    case 'exp':
    case 'power':
      return 'power';
    case 'log':
      return 'logarithm';
    case 'clamp':
      return 'held';
    case 'select':
      return 'chosen';
    case 'constant':
    case 'positions':
      return x.kind === 'constant' ? 'constant' : 'position';
    case 'expand':
    case 'slice':
    case 'pad':
    case 'transpose':
    case 'spread':
    case 'unpack':
    case 'pack':
      return typeof x.x === 'number' ? 'value' : nameOf(x.x, loaded);
    default:
      return 'value';
  }
}

/** The name of an index: only the group of a channel is found by a division; others are places, such as those after a prefix. */
export function indexName(index: Index): string {
  if (index.kind === 'sum' && index.b.kind === 'constant') return indexName(index.a);
  return index.kind === 'quotient' || index.kind === 'remainder' ? 'group' : 'place';
}
