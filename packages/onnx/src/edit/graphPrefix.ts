import { dataType } from '../proto/onnx.ts';
import { intAttribute } from '../shapes/attributes.ts';
import type { PoolingSite } from '../sites/poolingSite.ts';
import type { Inspected } from './inspectModel.ts';
import { upstream } from './upstream.ts';

/** Tokens in front of the patches, as the graph shows them. */
export interface GraphPrefix {
  /** How many. */
  readonly tokens: number;
  /** What shows it, in words: `the class token that Gather reads`. */
  readonly because: string;
}

/** The prefix that the graph shows of a value to which a pooling is added. */
export function prefixToAttach(inspected: Inspected, tokens: string): GraphPrefix | undefined {
  // The first token of a text is pooled like the others, although models also read it alone.
  const read = isText(inspected, tokens) ? undefined : readPrefix(inspected, tokens);
  return slicedPrefix(inspected, tokens) ?? learnedPrefix(inspected, tokens) ?? read;
}

/** The prefix that the graph shows of a value whose pooling is replaced. A mean over all tokens has none. */
export function prefixToReplace(
  inspected: Inspected,
  { pools, tokens }: PoolingSite,
): GraphPrefix | undefined {
  if (pools === 'token') {
    const [learned, read] = [learnedPrefix(inspected, tokens), readPrefix(inspected, tokens)];
    // If both show the same number, the reason is what reads the tokens, which says more.
    return learned === undefined || learned.tokens === read?.tokens ? read : learned;
  }
  return slicedPrefix(inspected, tokens);
}

/** The tokens that a model leaves out itself, because it pools a Slice of the tokens. */
function slicedPrefix(inspected: Inspected, tokens: string): GraphPrefix | undefined {
  const site = inspected.sites.find((one) => one.tokens === tokens && one.prefix > 0);
  return site && { tokens: site.prefix, because: `the ${plural(site.prefix)} that Slice leaves out` };
}

function plural(count: number): string {
  return count === 1 ? 'token' : 'tokens';
}

function isText(inspected: Inspected, tokens: string): boolean {
  const { model, infos, live } = inspected;
  const before = upstream(inspected, tokens);
  const ids = model.graph.input.filter(({ name }) => live.has(name) && before.has(name));
  return ids.some(({ name }) => {
    const { type, dims } = infos.get(name) ?? {};
    return (type === dataType.int64 || type === dataType.int32) && dims?.length === 2;
  });
}

/** Learned tokens that a Concat puts in front of the others: class token, distillation token, registers. */
function learnedPrefix(inspected: Inspected, tokens: string): GraphPrefix | undefined {
  const count = learnedInFront(inspected, tokens);
  if (count === undefined || count === 0) return undefined;
  return { tokens: count, because: `the learned ${plural(count)} that Concat puts in front` };
}

/** The leading tokens that the model reads one by one, as it reads a class token. */
function readPrefix({ sites }: Inspected, tokens: string): GraphPrefix | undefined {
  const read = sites.filter((site) => site.tokens === tokens && site.pools === 'token');
  const operatorOf = new Map(read.map(({ index, operator }) => [index, operator]));
  let count = 0;
  while (operatorOf.has(count)) count++;
  if (count === 0) return undefined;
  const operator = operatorOf.get(0)!;
  const because =
    count === 1 ? `the class token that ${operator} reads` : `tokens of their own that ${operator} reads`;
  return { tokens: count, because };
}

/** Operators that leave each token in its place, by the inputs that may hold the tokens. */
const keeping: readonly (readonly [operators: string, inputs: readonly number[]])[] = [
  ['Add Sub Mul SkipLayerNormalization', [0, 1]],
  ['Cast Clip Div Dropout DequantizeLinear Identity LayerNormalization QuantizeLinear', [0]],
  ['RMSNormalization SimplifiedLayerNormalization MatMul', [0]],
];
const kept: ReadonlyMap<string, readonly number[]> = new Map(
  keeping.flatMap(([operators, inputs]) => operators.split(' ').map((name) => [name, inputs] as const)),
);

/** How many learned tokens are in front; `undefined` where no Concat of tokens is found. */
function learnedInFront(inspected: Inspected, tokens: string): number | undefined {
  const { model, names, live, infos } = inspected;
  const open = new Set([tokens]);
  for (const value of open) {
    const node = model.graph.node[names.producer.get(value) ?? -1];
    if (node === undefined) continue;
    const rank = infos.get(value)?.dims?.length;
    const axis = intAttribute(node, 'axis');
    if (node.opType === 'Concat' && (axis === 1 || (axis === -2 && rank === 3))) {
      const front = node.input.slice(0, -1).map((input) => lengthInFront(inspected, input));
      if (node.input.length > 1 && front.every((length) => length !== undefined)) {
        return front.reduce((sum, length) => sum + length, 0);
      }
      return undefined;
    }
    for (const i of kept.get(node.opType) ?? []) {
      const input = node.input[i];
      if (input !== undefined && live.has(input)) open.add(input);
    }
  }
  return undefined;
}

/** Number of tokens that do not depend on the image; or of those, in a slice from the front of tokens that begin with such. */
function lengthInFront(inspected: Inspected, name: string): number | undefined {
  const { model, names, infos, live } = inspected;
  const slice = model.graph.node[names.producer.get(name) ?? -1];
  const known = infos.get(name)?.dims?.[1];
  if (slice?.opType === 'Slice' && typeof known === 'number') {
    const inner = learnedInFront(inspected, slice.input[0]!);
    return inner !== undefined && inner >= known ? known : undefined;
  }
  // Inputs that only give shapes are left out: they repeat the tokens for each image of a batch.
  const parts = upstream(inspected, name, isContent);
  const inputs = model.graph.input.filter((input) => live.has(input.name) && parts.has(input.name));
  if (inputs.length > 0) return undefined;
  if (typeof known === 'number') return known;
  // A node that repeats the tokens does not change their number.
  const node = model.graph.node[names.producer.get(name) ?? -1];
  const [, length] = (node?.opType === 'Expand' ? infos.get(node.input[0]!)?.dims : undefined) ?? [];
  return typeof length === 'number' ? length : undefined;
}

/** Whether an input of an operator gives numbers, not only a shape. */
function isContent(operator: string, input: number): boolean {
  if (operator === 'Shape' || operator === 'ConstantOfShape') return false;
  return input === 0 || !['Expand', 'Reshape', 'Tile'].includes(operator);
}
