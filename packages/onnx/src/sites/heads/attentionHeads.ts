import type { NodeProto } from '../../proto/onnx.ts';
import { intAttribute } from '../../shapes/attributes.ts';
import type { Dim, Info } from '../../shapes/shape.ts';
import type { PoolingSite } from '../poolingSite.ts';
import { otherScores } from '../specOf.ts';

/** What must be known of a graph to find heads in it. */
export interface HeadsRead {
  readonly nodes: readonly NodeProto[];
  readonly order: readonly number[];
  readonly producer: ReadonlyMap<string, number>;
  readonly readers: ReadonlyMap<string, readonly number[]>;
  readonly outputs: ReadonlySet<string>;
  readonly info: (name: string | undefined) => Info;
  /** Which inputs of the model a value depends on, other than by its shape; none for what was learned. */
  readonly roots: ReadonlyMap<string, bigint>;
}

/** Operators that only lay numbers out otherwise. */
const moves: ReadonlySet<string> = new Set([
  ...[
    'Transpose',
    'Reshape',
    'Squeeze',
    'Unsqueeze',
    'Flatten',
    'Identity',
    'Cast',
    'Split',
    'Gather',
    'Slice',
  ],
]);
const projections: ReadonlySet<string> = new Set(['MatMul', 'Gemm']);
const scalings: ReadonlySet<string> = new Set(['Add', 'Mul', 'Div']);

const projected =
  'its keys or values are projections of the tokens, and all of it is more than a learned query for each head. Replace it as a whole';

/** A head, and whether its keys or values are projections. Others may be read as poolings of fewer words. */
export interface AttentionHead {
  readonly site: PoolingSite;
  readonly isProjected: boolean;
  readonly heads: number | undefined;
}

/**
 * Heads of attention with one learned query each: what timm calls `map`, SigLIP's head, open_clip's attentional pooler,
 * efficient probing. The whole head, from the tokens before its projections to the vector of all heads, is one site; a second
 * projection or an MLP behind stays with the model.
 */
export function attentionHeads(read: HeadsRead): ReadonlyMap<string, AttentionHead> {
  const { nodes, order } = read;
  const found = order.flatMap((at) => (nodes[at]!.opType === 'Softmax' ? (headOf(at, read) ?? []) : []));
  return new Map(found.map((head) => [head.site.name, head]));
}

function headOf(softmax: number, read: HeadsRead): AttentionHead | undefined {
  const { nodes, info, roots } = read;
  const node = nodes[softmax]!;
  const rank = info(node.output[0]).dims?.length ?? 0;
  if (rank === 2) return bagOf(node, read);
  const axis = intAttribute(node, 'axis') ?? -1;
  if (rank < 3 || (axis !== -1 && axis !== rank - 1)) return undefined;
  const product = productOf(node.output[0]!, read);
  const keys = keysOf(node.input[0]!, read);
  if (product === undefined || keys === undefined || isComputed(keys.query, roots)) return undefined;
  const found = tokensOf(keys.keys, product.values, read);
  if (found === undefined) return undefined;
  const { name: tokens, isProjected } = found;
  const head = siteOf(tokens, isProjected, product, read);
  // One query of the tokens themselves is an `attention`, which other recognisers find, with masks and a prefix.
  return isProjected || head?.heads !== 1 ? head : undefined;
}

/**
 * The head of one image at a time, of whatever scores: the axis of images was taken off, and tokens are `[tokens, channels]`.
 * So code of multiple-instance learning has it.
 */
function bagOf({ output }: NodeProto, read: HeadsRead): AttentionHead | undefined {
  const { info, nodes, producer, roots } = read;
  const product = productOf(output[0]!, read);
  const path = product === undefined ? [] : pathOf(product.values, read);
  const tokens = path.find(({ name, isProjected }) => !isProjected && info(name).dims?.length === 3)?.name;
  if (product === undefined || tokens === undefined || info(tokens).dims?.[0] !== 1) return undefined;
  const head = siteOf(tokens, false, product, read);
  // Scores of something else beside the tokens are another matter.
  const isAll = [...(head?.site.nodes ?? [])].every((at) =>
    nodes[at]!.input.every((name) => name === tokens || producer.has(name) || !isComputed(name, roots)),
  );
  return isAll ? head : undefined;
}

function siteOf(
  tokens: string,
  isProjected: boolean,
  product: Product,
  read: HeadsRead,
): AttentionHead | undefined {
  const { nodes, producer, info } = read;
  const end = lastMove(product.result, read);
  const dims = info(end).dims ?? [];
  const kept = dims.flatMap((dim, i) => (i > 0 && i < dims.length - 1 && dim === 1 ? [i] : []));
  if (dims.length - kept.length !== 2) return undefined;
  const channels = dims.at(-1);
  const width = typeof channels === 'number' ? channels : undefined;
  const heads = headsOf(info(product.weights).dims, width, info(product.result).dims?.at(-1));
  const attention = isProjected ? 'attention with projections' : 'attention';
  const site: PoolingSite = {
    name: end,
    pools: 'attention',
    words: heads === undefined ? attention : `${attention}, ${heads} ${heads === 1 ? 'head' : 'heads'}`,
    why: isProjected ? projected : otherScores,
    prefix: 0,
    operator: nodes[producer.get(end)!]!.opType,
    node: producer.get(end)!,
    nodes: between(end, tokens, read),
    tokens,
    tokenDims: info(tokens).dims!,
    dataFormat: 'channelsLast',
    kept,
    isSequenceFirst: false,
    channels: width,
  };
  return { site, isProjected, heads };
}

/** How many softmaxes an image has: an axis of its own, or as many as their channels fill the vector. */
function headsOf(
  weights: readonly Dim[] | undefined,
  width: Dim | undefined,
  each: Dim | undefined,
): number | undefined {
  const own = weights?.slice(1, -2) ?? [];
  const isKnown = own.length > 0 && own.every((dim) => typeof dim === 'number');
  if (isKnown) return own.reduce((product: number, dim) => product * Number(dim), 1);
  return typeof width === 'number' && typeof each === 'number' ? width / each : undefined;
}

interface Product {
  readonly weights: string;
  readonly values: string;
  readonly result: string;
}

/** The product of the weights, in one row, with the values. */
function productOf(weights: string, { nodes, readers, info }: HeadsRead): Product | undefined {
  for (let name = weights; ; ) {
    const following: readonly number[] = readers.get(name) ?? [];
    const next = following.length === 1 ? nodes[following[0]!]! : undefined;
    if (next === undefined) return undefined;
    if (isProduct(next) && next.input[0] === name) {
      const isRow = info(name).dims?.at(-2) === 1;
      return isRow ? { weights: name, values: next.input[1]!, result: next.output[0]! } : undefined;
    }
    if (!moves.has(next.opType)) return undefined;
    name = next.output[0]!;
  }
}

/** A product of matrices as they lie, to which nothing is added. */
function isProduct(node: NodeProto): boolean {
  if (node.opType !== 'Gemm') return node.opType === 'MatMul';
  const isAdded = node.input[2] !== undefined && node.attribute.find(({ name }) => name === 'beta')?.f !== 0;
  return !isAdded && intAttribute(node, 'transA') !== 1 && intAttribute(node, 'transB') !== 1;
}

/** What scores are a product of, scaled or not: queries, and keys behind them. */
function keysOf(scores: string, { nodes, producer, roots }: HeadsRead) {
  for (let name = scores; ; ) {
    const node = nodes[producer.get(name) ?? -1];
    if (node?.opType === 'MatMul') return { query: node.input[0]!, keys: node.input[1]! };
    const inner = node && scalings.has(node.opType) ? node.input.filter((one) => isComputed(one, roots)) : [];
    if (inner.length !== 1) return undefined;
    name = inner[0]!;
  }
}

/** The value that keys and values are both laid out from, before the projection that they share, or before one each, if any. */
function tokensOf(keys: string, values: string, read: HeadsRead) {
  const { info } = read;
  const ofKeys = new Map(pathOf(keys, read).map((one) => [one.name, one.isProjected]));
  const ofValues = pathOf(values, read);
  const shared = ofValues.filter(({ name }) => ofKeys.has(name));
  // The first value that lies before a projection of either.
  const before = shared.findIndex(({ name, isProjected }) => isProjected || ofKeys.get(name));
  const from = shared.slice(Math.max(before, 0));
  const tokens = from.find(({ name, isSwapped }) => info(name).dims?.length === 3 && !isSwapped);
  return tokens && { name: tokens.name, isProjected: before >= 0 };
}

interface Step {
  readonly name: string;
  /** Whether a projection lies between it and the end of the path. */
  readonly isProjected: boolean;
  /** Whether it is the tokens with the batch behind them, which the node before it turned. */
  readonly isSwapped: boolean;
}

/** A value and what it was laid out, scaled or projected from, back to where several values meet. */
function pathOf(end: string, { nodes, producer, roots }: HeadsRead): readonly Step[] {
  const steps: Step[] = [];
  let [name, isProjected] = [end, false];
  for (;;) {
    const node = nodes[producer.get(name) ?? -1];
    const perm =
      node?.opType === 'Transpose' ? node.attribute.find((one) => one.name === 'perm')?.ints : undefined;
    steps.push({ name, isProjected, isSwapped: perm?.map(Number).join() === '1,0,2' });
    if (node === undefined) return steps;
    const known = moves.has(node.opType) || projections.has(node.opType) || scalings.has(node.opType);
    const inner = moves.has(node.opType)
      ? [node.input[0]!]
      : node.input.filter((one) => one !== '' && isComputed(one, roots));
    if (!known || inner.length !== 1) return steps;
    isProjected ||= projections.has(node.opType);
    name = inner[0]!;
  }
}

/** The last value of a chain that only lays a result out. */
function lastMove(result: string, { nodes, readers, outputs }: HeadsRead): string {
  for (let name = result; ; ) {
    const following: readonly number[] = readers.get(name) ?? [];
    const next = following.length === 1 && !outputs.has(name) ? nodes[following[0]!]! : undefined;
    const isMove =
      next !== undefined && next.output.length === 1 && laying.has(next.opType) && next.input[0] === name;
    if (!isMove) return name;
    name = next.output[0]!;
  }
}

const laying: ReadonlySet<string> = new Set(['Transpose', 'Reshape', 'Squeeze', 'Flatten', 'Identity']);

/** The nodes on the way back from a value that depend on the tokens, up to these. */
export function between(
  end: string,
  tokens: string,
  { nodes, producer, roots }: Pick<HeadsRead, 'nodes' | 'producer' | 'roots'>,
): ReadonlySet<number> {
  const found = new Set<number>();
  const open = [end];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const at = producer.get(name);
    if (name === tokens || at === undefined || found.has(at)) continue;
    found.add(at);
    open.push(...nodes[at]!.input.filter((one) => isComputed(one, roots)));
  }
  return found;
}

function isComputed(name: string, roots: HeadsRead['roots']): boolean {
  return (roots.get(name) ?? 0n) !== 0n;
}
