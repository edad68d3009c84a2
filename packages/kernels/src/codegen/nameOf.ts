import type { ArrayNode, Expression } from '../graph/expression.ts';
import type { Index } from '../graph/indexExpression.ts';

/** What a value is called in the source. */
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

/** A group of channels is found by a division, a patch behind prefix tokens by a limit. */
export function indexName(index: Index): string {
  if (index.kind === 'sum' && index.b.kind === 'constant') return indexName(index.a);
  return index.kind === 'quotient' || index.kind === 'remainder' ? 'group' : 'place';
}
