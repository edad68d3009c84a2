import type { NodeProto } from '../proto/onnx.ts';
import { intAttribute } from '../shapes/attributes.ts';
import type { Info } from '../shapes/shape.ts';
import { coversMap } from '../shapes/windowInfos.ts';
import type { PoolingSite } from './poolingSite.ts';

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
