import { dataType, type NodeProto } from '../proto/onnx.ts';
import { intAttribute } from '../shapes/attributes.ts';
import type { Info } from '../shapes/shape.ts';
import { coversMap } from '../shapes/windowInfos.ts';
import type { PoolingSite, Quantised } from './poolingSite.ts';

/** A mean over a map of quantised numbers, by onnxruntime's own operators. */
export function quantisedSite(
  node: NodeProto,
  position: number,
  info: (name: string | undefined) => Info,
): PoolingSite | undefined {
  const isGlobal = node.opType === 'QLinearGlobalAveragePool';
  if (node.domain !== 'com.microsoft' || (!isGlobal && node.opType !== 'QLinearAveragePool'))
    return undefined;
  const [tokens = '', scale = '', zero = '', outScale = '', outZero = ''] = node.input;
  const [name] = node.output;
  const dims = info(tokens).dims;
  if (dims === undefined || dims.length < 3 || name === undefined) return undefined;
  const isLast = intAttribute(node, 'channels_last') === 1;
  if (!isGlobal && (isLast || !coversMap(node, dims))) return undefined;
  const places = dims.map((_, i) => i).slice(isLast ? 1 : 2, isLast ? -1 : undefined);
  const channels = dims[isLast ? dims.length - 1 : 1];
  return {
    name,
    pools: 'mean',
    words: 'mean',
    spec: { type: 'mean', prefixTokens: 0 },
    prefix: 0,
    operator: node.opType,
    node: position,
    nodes: new Set([position]),
    tokens,
    tokenDims: dims,
    dataFormat: isLast ? 'channelsLast' : 'channelsFirst',
    kept: places,
    isSequenceFirst: false,
    channels: typeof channels === 'number' ? channels : undefined,
    quantised: { input: [scale, zero], output: [outScale, outZero] },
  };
}

const whole: readonly (number | undefined)[] = [dataType.uint8, dataType.int8];

/** Operators of onnxruntime that pool quantised numbers, and whose result nothing here reads. */
const unread: ReadonlySet<string> = new Set(['QLinearReduceMean', 'QLinearAveragePool']);

/** Why the pooling of an operator of onnxruntime cannot be a site; `undefined` for other operators. */
export function unreadQuantised({ domain, opType }: NodeProto): string | undefined {
  if (domain !== 'com.microsoft' || !unread.has(opType)) return undefined;
  return `${opType} of onnxruntime pools quantised numbers there, and is not read; quantise the float model with QuantFormat.QDQ, or replace its pooling before it is quantised`;
}

/**
 * Scale and zero point of a pooling that chooses a token, the largest or the smallest among whole numbers, between
 * QuantizeLinear and DequantizeLinear. They are read from the step before or the step after; else the result is a reason.
 */
export function scalesOf(
  { name, tokens, pools }: Pick<PoolingSite, 'name' | 'tokens' | 'pools'>,
  around: {
    readonly nodes: readonly NodeProto[];
    readonly producer: ReadonlyMap<string, number>;
    readonly readers: ReadonlyMap<string, readonly number[]>;
    readonly info: (name: string | undefined) => Info;
  },
): Quantised | string | undefined {
  const { nodes, producer, readers, info } = around;
  const { type } = info(tokens);
  if (!whole.includes(type)) return undefined;
  const before = nodes[producer.get(tokens) ?? -1];
  const behind = stepBehind(name, nodes, readers);
  const [, scale = '', zero = ''] =
    (before?.opType === 'QuantizeLinear' ? before.input : behind?.input) ?? [];
  const isOne = info(scale).dims?.every((dim) => dim === 1) === true;
  if (scale === '' || !isOne) {
    return `${pools} of ${JSON.stringify(tokens)} chooses whole numbers, and nothing tells the one scale that they have: no QuantizeLinear before it, no DequantizeLinear behind`;
  }
  return { input: [scale, zero], output: [scale, zero] };
}

const moves: ReadonlySet<string> = new Set(['Flatten', 'Identity', 'Reshape', 'Squeeze', 'Unsqueeze']);

/** The step back to floats behind a value, past what only moves it. */
function stepBehind(
  name: string,
  nodes: readonly NodeProto[],
  readers: ReadonlyMap<string, readonly number[]>,
): NodeProto | undefined {
  const open = [name];
  for (let steps = 0; steps < 8; steps++) {
    const at = open.pop();
    if (at === undefined) return undefined;
    for (const reader of readers.get(at) ?? []) {
      const node = nodes[reader]!;
      if (node.opType === 'DequantizeLinear' && node.input[0] === at) return node;
      if (moves.has(node.opType)) open.push(...node.output);
    }
  }
  return undefined;
}
