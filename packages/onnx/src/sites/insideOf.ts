import type { NodeProto } from '../proto/onnx.ts';
import type { Info } from '../shapes/shape.ts';
import type { PoolingSite } from './poolingSite.ts';

/** What must be known of the graph around a site. */
export interface Surroundings {
  readonly nodes: readonly NodeProto[];
  readonly producer: ReadonlyMap<string, number>;
  readonly readers: ReadonlyMap<string, readonly number[]>;
  readonly live: ReadonlySet<string>;
  readonly info: (name: string) => Info;
}

type Site = Pick<PoolingSite, 'name' | 'pools' | 'tokens' | 'tokenDims' | 'dataFormat' | 'channels'>;

/**
 * Why a mean or a sum is only the inside of something larger that is not understood: its tokens are powers and a root is
 * taken of it, it weighs tokens, or it is divided by what nothing tells to be their number. A new pooling in its place
 * would run inside of the old one.
 */
export function insideOf(site: Site, around: Surroundings): string | undefined {
  const chosen = ofChosenValues(site, around);
  if (chosen !== undefined) return chosen;
  if (site.pools === 'rootOfSum') return ofWeighedTokens(site, around);
  if (site.pools !== 'mean' && site.pools !== 'sum' && site.pools !== 'meanSqrtLen') return undefined;
  return insideOfRoot(site, around) ?? (site.pools === 'sum' ? partOfMean(site, around) : undefined);
}

/** Why a mean or sum of values that a TopK chose is no pooling of tokens. */
function ofChosenValues({ tokens }: Site, { nodes, producer }: Surroundings): string | undefined {
  let name = tokens;
  for (let step = 0; step < 4; step++) {
    const node = nodes[producer.get(name) ?? -1];
    if (node?.opType === 'TopK') {
      return `what it pools are values that TopK ${JSON.stringify(name)} chose of each channel, and nothing tells that they are the largest k, averaged`;
    }
    if (node === undefined || !moves.has(node.opType)) return undefined;
    name = node.input[0] ?? '';
  }
  return undefined;
}

const moves: ReadonlySet<string> = new Set(['Transpose', 'Slice', 'Identity', 'Cast']);

/** For each operator on tokens, the operators that undo it after the mean. */
const inverses: Readonly<Record<string, readonly string[]>> = {
  Pow: ['Pow', 'Sqrt'],
  Mul: ['Pow', 'Sqrt'],
  Reciprocal: ['Reciprocal'],
  Exp: ['Log'],
  Log: ['Exp'],
};

/** Operators that may stand between a mean and its root: sums, products, bounds, signs and moves. */
const between: ReadonlySet<string> = new Set([
  ...['Add', 'Sub', 'Mul', 'Div', 'Clip', 'Max', 'Min', 'Abs', 'Neg', 'Relu', 'Sign', 'Cast', 'Identity'],
  ...['Squeeze', 'Unsqueeze', 'Reshape', 'Flatten', 'Transpose'],
]);

function insideOfRoot({ name, tokens }: Site, around: Surroundings): string | undefined {
  const { nodes, producer, readers, live } = around;
  const before = nodes[producer.get(tokens) ?? -1];
  const roots = before === undefined ? undefined : inverses[before.opType];
  if (before === undefined || roots === undefined) return undefined;
  if (before.opType === 'Mul' && before.input[0] !== before.input[1]) return undefined;
  const open = [name];
  const seen = new Set(open);
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const reader of readers.get(at) ?? []) {
      const node = nodes[reader]!;
      if (roots.includes(node.opType) && node.input[0] === at) {
        return `it is the inside of a pooling that is not known: ${before.opType} ${JSON.stringify(tokens)} before it and ${node.opType} ${JSON.stringify(node.output[0] ?? '')} behind`;
      }
      const isAlone = node.input.filter((one) => live.has(one) && !seen.has(one)).length === 0;
      const [output] = node.output;
      if (!isAlone || !between.has(node.opType) || output === undefined || seen.has(output)) continue;
      seen.add(output);
      open.push(output);
    }
  }
  return undefined;
}

/** A sum that is not divided by a number of tokens may be part of a mean that was not recognised. */
function partOfMean(site: Site, around: Surroundings): string | undefined {
  if (site.channels === 1)
    return 'one number for each token is summed: a count, or what a mean is divided by';
  const weighed = ofWeighedTokens(site, around);
  if (weighed !== undefined) return weighed;
  const divided = dividedBy(site.name, around);
  return (
    divided &&
    `it is divided by ${JSON.stringify(divided)}, and nothing tells that this is the number of tokens`
  );
}

/** Tokens times a number for each of them. */
function ofWeighedTokens(site: Site, { nodes, producer, live, info }: Surroundings): string | undefined {
  const channelAxis = site.dataFormat === 'channelsFirst' ? 1 : site.tokenDims.length - 1;
  const before = nodes[producer.get(site.tokens) ?? -1];
  const weights = before?.opType === 'Mul' ? before.input.filter((one) => live.has(one)) : [];
  const by = weights.find((one) => info(one).dims?.at(channelAxis - site.tokenDims.length) === 1);
  return by !== undefined && weights.length === 2
    ? `its tokens are weighed by ${JSON.stringify(by)}, and nothing tells what that is`
    : undefined;
}

/** What depends on the inputs, and divides a value. */
function dividedBy(name: string, { nodes, readers, live }: Surroundings): string | undefined {
  const open = [name];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const reader of readers.get(at) ?? []) {
      const { opType, input, output } = nodes[reader]!;
      const [first, second = ''] = input;
      if (opType === 'Div' && first === at && second !== at && live.has(second)) return second;
      if (
        ['Squeeze', 'Unsqueeze', 'Reshape', 'Cast', 'Identity', 'If'].includes(opType) &&
        open.length < 64
      ) {
        open.push(...output);
      }
    }
  }
  return undefined;
}
