import type { ChannelLayout } from '@ggem/core';
import type { NodeProto } from '../proto/onnx.ts';
import { intAttribute, intsAttribute } from '../shapes/attributes.ts';
import { isDefault } from '../shapes/constants.ts';
import { axesOf } from '../shapes/outputInfos.ts';
import type { Dim, Info } from '../shapes/shape.ts';
import { coversMap } from '../shapes/windowInfos.ts';
import type { GraphNames } from './graphNames.ts';
import type { OnnxModel } from './readModel.ts';

/** A place where a model pools its tokens. */
export interface PoolingSite {
  /** The value that the pooling gives; it names the place. */
  readonly name: string;
  /** What it does now. */
  readonly pools: 'token' | 'mean' | 'max';
  /** The token that stands for the image, of a `token` pooling; none where each image chooses its own. */
  readonly index?: number | undefined;
  /** The operator that does it. */
  readonly operator: string;
  /** Position of its node. */
  readonly node: number;
  /** The value that is pooled, before a transposition that exporters put there. */
  readonly tokens: string;
  readonly tokenDims: readonly Dim[];
  readonly layout: ChannelLayout;
  /** Axes of length 1 in the result of the pooling, besides `[batch, channels]`. */
  readonly kept: readonly number[];
}

/** Front of the names of values within a pooling that was built in. */
export const ownPrefix = 'ggem/';

/** What a pattern looks at. */
interface Look {
  readonly node: NodeProto;
  readonly position: number;
  readonly input: (position: number) => Info;
  readonly dims: readonly Dim[];
  /** The node that gives the tokens. */
  readonly before: NodeProto | undefined;
}

type Found = Omit<PoolingSite, 'name' | 'operator' | 'node' | 'tokens' | 'tokenDims'> &
  Partial<Pick<PoolingSite, 'tokens'>>;

/** Every place of the main graph where tokens become one vector an image. */
export function poolingSites(
  { graph }: OnnxModel,
  infos: ReadonlyMap<string, Info>,
  { producer, readers }: GraphNames,
): readonly PoolingSite[] {
  return graph.node.flatMap((node, position): readonly PoolingSite[] => {
    const tokens = node.input[0];
    const name = node.output[0];
    const dims = infos.get(tokens ?? '')?.dims;
    // A pooling that was built in takes a maximum on its way.
    if (name?.startsWith(ownPrefix)) return [];
    if (!isDefault(node.domain) || tokens === undefined || !name || dims === undefined) return [];
    const before = graph.node[producer.get(tokens) ?? -1];
    const input = (at: number): Info => infos.get(node.input[at] ?? '') ?? {};
    const found = pattern({ node, position, input, dims, before });
    if (found === undefined) return [];
    const isCentring = readers.get(name)?.some((reader) => subtracts(graph.node[reader]!, tokens, name));
    if (isCentring) return [];
    const origin = found.tokens ?? tokens;
    const tokenDims = infos.get(origin)?.dims ?? dims;
    return [{ name, operator: node.opType, node: position, tokenDims, ...found, tokens: origin }];
  });
}

/** Whether a node takes the mean of a value from it: a normalisation, written out. */
function subtracts({ opType, input }: NodeProto, value: string, mean: string): boolean {
  return opType === 'Sub' && input[0] === value && input[1] === mean;
}

function pattern(look: Look): Found | undefined {
  switch (look.node.opType) {
    case 'Gather':
      return gathered(look);
    case 'Slice':
      return sliced(look);
    case 'ReduceMean':
    case 'ReduceMax':
      return reduced(look);
    case 'GlobalAveragePool':
    case 'GlobalMaxPool':
      return pooledGlobally(look);
    case 'AveragePool':
    case 'MaxPool':
      // The positions of the largest are a second output.
      return coversMap(look.node, look.dims) && !look.node.output[1] ? pooledGlobally(look) : undefined;
    case 'GatherND':
      return chosenEach(look);
    default:
      return undefined;
  }
}

/** `x[:, 0]`, and `x[:, 0:1]` by a list of one index. */
function gathered({ node, input, dims }: Look): Found | undefined {
  const { numbers, dims: indexDims } = input(1);
  const [index] = numbers ?? [];
  const axis = intAttribute(node, 'axis') ?? 0;
  if (dims.length !== 3 || (axis !== 1 && axis !== -2)) return undefined;
  if (numbers?.length !== 1 || typeof index !== 'number' || indexDims === undefined || indexDims.length > 1) {
    return undefined;
  }
  return { pools: 'token', index, layout: 'channelsLast', kept: indexDims.length === 1 ? [1] : [] };
}

/** `x[arange(n), positions]`: of each image a token of its own, as text models take the one at the end. */
function chosenEach({ node, input, dims }: Look): Found | undefined {
  const indices = input(1).dims;
  const isPair = indices?.length === 2 && indices[1] === 2;
  if (dims.length !== 3 || !isPair || (intAttribute(node, 'batch_dims') ?? 0) !== 0) return undefined;
  return { pools: 'token', layout: 'channelsLast', kept: [] };
}

/** `x[:, 0:1]`. */
function sliced({ node, input, dims }: Look): Found | undefined {
  if (dims.length !== 3) return undefined;
  const starts = input(1).numbers;
  const ends = input(2).numbers;
  const axes = (node.input[3] ?? '') === '' ? starts?.map((_, i) => i) : input(3).numbers;
  const steps = (node.input[4] ?? '') === '' ? axes?.map(() => 1) : input(4).numbers;
  if (starts === undefined || ends === undefined || axes === undefined || steps === undefined)
    return undefined;
  let index: number | undefined;
  for (const [i, axis] of axes.entries()) {
    const [start, end, step] = [starts[i], ends[i], steps[i]];
    if (typeof axis !== 'number' || typeof start !== 'number' || typeof end !== 'number' || step !== 1) {
      return undefined;
    }
    if (axis === 1 || axis === -2) {
      // The last token is sliced from -1 to the end.
      if (end - start !== 1 && !(start === -1 && end >= 2 ** 31 - 1)) return undefined;
      index = start;
    } else if (start !== 0 || !(end >= 2 ** 31 - 1 || end === dims.at(axis))) return undefined;
  }
  return index === undefined ? undefined : { pools: 'token', index, layout: 'channelsLast', kept: [1] };
}

/** A mean or maximum over every axis of positions. */
function reduced({ node, input, dims, before }: Look): Found | undefined {
  const rank = dims.length;
  const axes = axesOf(node, input)
    ?.map((axis) => (axis < 0 ? axis + rank : axis))
    .sort((a, b) => a - b);
  if (axes === undefined || (rank !== 3 && rank !== 4) || axes.length !== rank - 2) return undefined;
  const pools = node.opType === 'ReduceMean' ? 'mean' : 'max';
  const kept = intAttribute(node, 'keepdims') === 0 ? [] : axes;
  const contiguous = axes.every((axis, i) => axis === axes[0]! + i);
  if (!contiguous) return undefined;
  if (axes[0] === 1) return { pools, layout: 'channelsLast', kept };
  if (axes[0] !== 2) return undefined;
  const origin = beforeTranspose(before, rank);
  if (origin !== undefined) return { pools, layout: 'channelsLast', kept, tokens: origin };
  // Of rank 3, a mean over the last axis is a layer normalisation, written out.
  return rank === 4 ? { pools, layout: 'channelsFirst', kept } : undefined;
}

function pooledGlobally({ node, dims, before }: Look): Found | undefined {
  const rank = dims.length;
  if (rank !== 3 && rank !== 4) return undefined;
  const pools = node.opType.endsWith('AveragePool') ? 'mean' : 'max';
  const kept = rank === 3 ? [2] : [2, 3];
  const origin = beforeTranspose(before, rank);
  return origin === undefined
    ? { pools, layout: 'channelsFirst', kept }
    : { pools, layout: 'channelsLast', kept, tokens: origin };
}

/** The value behind a transposition from channels last to channels first. */
function beforeTranspose(before: NodeProto | undefined, rank: number): string | undefined {
  if (before?.opType !== 'Transpose' || !isDefault(before.domain)) return undefined;
  const perm = intsAttribute(before, 'perm')?.join();
  return perm === (rank === 3 ? '0,2,1' : '0,3,1,2') ? before.input[0] : undefined;
}
