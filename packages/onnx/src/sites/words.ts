import type { Link, Part, Whole } from './meaning.ts';
import { shortest } from './numbers.ts';

/** A pooling in words, with its numbers: `GeM, p 3, eps 1e-6`, `token 0`, `mix of 0.5 mean and 0.5 max`. */
export function words(
  what: Whole,
  { isWeighted }: { readonly isWeighted?: boolean | undefined } = {},
): string {
  if (isWeighted) return `weighted ${words(what)}`;
  if (what.type === 'part') return partWords(what);
  const parts = what.parts.map(partWords);
  if (what.type === 'concat') return `${parts.join(' beside ')}`;
  return `mix of ${parts.map((part, i) => `${shortest(what.weights[i]!)} ${part}`).join(' and ')}`;
}

function partWords(part: Part): string {
  const prefix = part.prefix === 0 ? '' : ` after ${part.prefix} ${part.prefix === 1 ? 'token' : 'tokens'}`;
  const added =
    part.added === undefined ? '' : `, ${exponential(shortest(part.added))} added before the root`;
  return `${kindWords(part)}${added}${prefix}`;
}

function kindWords({ what, index, p, rule, attention, k, links }: Part): string {
  const [first] = p.list;
  switch (what) {
    case 'token':
      return index === undefined
        ? 'a token of its own'
        : index === 'last'
          ? 'last kept token'
          : `token ${index}`;
    case 'lse':
      return `log-mean-exp, r ${shortest(first!)}`;
    case 'logOfSum':
      return `log-sum-exp, r ${shortest(first!)}`;
    case 'attention':
      return attention?.heads === undefined
        ? 'attention'
        : `attention, ${attention.heads} ${attention.heads === 1 ? 'head' : 'heads'}`;
    case 'topK':
      return `mean of the ${k} largest`;
    case 'inTurn':
      return linksWords(links ?? []);
    case 'meanSqrtLen':
      return 'sum over √n';
    case 'power':
    case 'rootOfSum': {
      const exponents = [...new Set(p.list.map(shortest))];
      const shown = exponents.length > 8 ? [...exponents.slice(0, 8), '...'] : exponents;
      const eps = rule.floor === undefined ? '' : `, eps ${exponential(shortest(rule.floor))}`;
      const abs = rule.abs ? ', absolute' : '';
      const name = what === 'rootOfSum' ? 'norm' : exponents.length > 1 ? 'GGeM' : 'GeM';
      return `${name}, p ${shown.join(', ')}${eps}${abs}`;
    }
    default:
      return what;
  }
}

/** `mean over axis 2, then max over axis 3`. */
export function linksWords(links: readonly Link[]): string {
  return links
    .map(
      ({ what, over }) =>
        `${what === 'power' ? 'power mean' : what} over ${over.length === 1 ? 'axis' : 'axes'} ${over.join(', ')}`,
    )
    .join(', then ');
}

/** A small number in the usual short form. */
function exponential(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : String(value);
}
