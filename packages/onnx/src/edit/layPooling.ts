import { GgemError, type KnownOptions, type PoolingSpec, parametersOf, sideNames } from '@ggem/core';
import type { GivenValues } from '../graph/givenValues.ts';
import { uniqueNames } from '../graph/names.ts';
import { opsets } from '../graph/opsets/opsets.ts';
import { defaultNames, type MaskType, type PoolingGraphOptions } from '../graph/options.ts';
import { poolingGraph } from '../graph/poolingGraph.ts';
import { quote } from '../quote.ts';
import type { PoolingReads } from '../record/parseRecord.ts';
import { readsOf } from '../record/poolingRecord.ts';
import { defaultOpset } from '../shapes/constants.ts';
import type { Dim } from '../shapes/shape.ts';
import { ownPrefix } from '../sites/poolingSite.ts';
import type { NewDimension, NewValueInfo } from '../write/messages.ts';
import type { Edit } from './applyEdit.ts';
import { decideMask, type MaskChoice } from './decideMask.ts';
import type { Inspected } from './inspectModel.ts';
import type { TokensSource } from './tokensSource.ts';

/** How a pooling is built into a model. */
export interface LayOptions {
  /**
   * A mask `[batch, tokens]`, `[batch, height, width]` of a feature map or `[batch, depth, height, width]` of a volume, in
   * which 1 or true keeps: a new graph input of this type, a value that the model has, or `none`. Default: none; but if the
   * model has a value that fits, the mask must be chosen.
   */
  readonly mask?: MaskChoice | undefined;
  /** Whether there is a new graph input `token_weights`, shaped like a mask. Default: no. */
  readonly tokenWeights?: boolean | undefined;
  /** `baked` into the graph, or `inputs` of it that may change between runs. Default `baked`. */
  readonly parameters?: 'baked' | 'inputs' | undefined;
  /** Trained values in place of those of the spec. Parameters that no spec can hold (a query, a whitening) must be here. */
  readonly values?: GivenValues | undefined;
  /** Whether the result is divided by its Euclidean length: `after: ['l2']` of the spec. Default: no. */
  readonly normalize?: boolean | undefined;
  /** How the tokens after the prefix lie, `[height, width]`, for a spec that looks at regions. Feature maps need no grid. */
  readonly grid?: readonly [number, number] | undefined;
  /** Whether there is an output that says where the pooling looks, `[batch, tokens, weightChannels]`. Default: no. */
  readonly poolingWeights?: boolean | undefined;
  /** Whether a power mean is computed plainly where that is safe, with an `If`: see `PoolingGraphOptions`. Default: no. */
  readonly shortcut?: boolean | undefined;
  /** Nodes in the graph, or one node that calls a function of the model. Default `inline`. */
  readonly form?: 'inline' | 'function' | undefined;
}

/** The names of `LayOptions`. */
export const layOptions: KnownOptions<LayOptions> = {
  mask: true,
  tokenWeights: true,
  parameters: true,
  values: true,
  normalize: true,
  grid: true,
  poolingWeights: true,
  shortcut: true,
  form: true,
};

/** Which pooling is built in, and where. */
interface Plan {
  readonly operation: string;
  readonly spec: PoolingSpec;
  readonly source: TokensSource;
  readonly output: string;
  /** Whether the result keeps an axis for each that was pooled. */
  readonly keepDims?: boolean | undefined;
  /** Axes of length 1 of the result, where the nodes behind it want them in other places. */
  readonly kept: readonly number[];
  readonly options: LayOptions;
}

/** A pooling ready for a model. */
export interface Laid {
  readonly edit: Omit<Edit, 'before' | 'remove' | 'outputs' | 'metadata'>;
  readonly pooled: NewValueInfo;
  readonly poolingWeights: NewValueInfo | undefined;
  readonly reads: PoolingReads;
}

/** The first version of the file format that has functions. */
const functionsSince = 8n;

/** The nodes of a pooling, with the names and shapes of the model that it goes into. */
export function layPooling(inspected: Inspected, plan: Plan): Laid {
  const { model, names, infos } = inspected;
  const { operation, spec, source, output, kept, options } = plan;
  const opset = defaultOpset(model.proto.opsetImport);
  if (opset === undefined || opset < opsets.oldest || opset > opsets.newest) {
    throw new GgemError(
      'format',
      `${operation}: model must import operator set ${opsets.oldest} to ${opsets.newest}, but ${opset ?? 'none'} came. Convert it with convert_version of Python's onnx.version_converter.`,
    );
  }
  if (options.form === 'function' && model.proto.irVersion < functionsSince) {
    throw new GgemError(
      'format',
      `${operation}: form "function" needs a model of IR version ${functionsSince} or newer, but ${model.proto.irVersion} came. Use form "inline".`,
    );
  }
  const used = new Set([...names.taken, output]);
  const isTaken = (name: string): boolean => used.has(name);
  const free = (wanted: string): string => {
    let name = wanted;
    for (let number = 1; used.has(name); number++) name = `${wanted}_${number}`;
    used.add(name);
    return name;
  };
  const nameOf = uniqueNames(ownPrefix, isTaken);
  const own = (hint: string): string => {
    const name = nameOf(hint);
    used.add(name);
    return name;
  };

  const mask = decideMask(operation, inspected, source, spec, options.mask);
  const tokens = source.name;
  const existing = typeof mask === 'object' ? mask.value : undefined;
  const readsAndGives = {
    tokens,
    pooled: output,
    // Names are given even to values that were not asked for.
    mask: existing ?? (mask === undefined ? own('mask') : free(defaultNames.mask)),
    offsets: own('offsets'),
    tokenWeights: options.tokenWeights ? free(defaultNames.tokenWeights) : own('tokenWeights'),
    poolingWeights: options.poolingWeights ? free(`${output}_pooling_weights`) : own('poolingWeights'),
  };
  const parameters = parametersOf(spec, source.channels).map(({ name }) => name);
  const graphNames = { ...readsAndGives, parameters: freeFront(parameters, output, isTaken) };
  const graph = poolingGraph(spec, {
    ...options,
    // The steps of `after` are in the spec already.
    normalize: false,
    grid: undefined,
    channels: source.channels,
    opset,
    dtype: source.dtype,
    dataFormat: source.dataFormat,
    keepDims: kept.length > 0 ? kept : plan.keepDims,
    image: imageOf(source),
    mask: typeof mask === 'object' ? maskType(operation, mask.value, source, infos) : mask,
    ...(source.rank === 3 && typeof source.count === 'number' && { tokens: source.count }),
    names: graphNames,
    prefix: ownPrefix,
    isTaken,
  });
  const sides = sideNames(source.rank)!.map((name, i) => [name, source.positions[i]] as const);
  const dims = { batch: source.batch, tokens: source.count, ...Object.fromEntries(sides) };
  const declare = (info: NewValueInfo): NewValueInfo => withDims(info, dims);
  const [pooled, poolingWeights] = graph.outputs.map(declare);
  return {
    edit: {
      nodes: graph.nodes,
      initializers: graph.initializers,
      inputs: graph.inputs.filter(({ name }) => name !== tokens && name !== existing).map(declare),
      functions: graph.functions,
      opsetImports: graph.opsetImports,
    },
    pooled: pooled!,
    poolingWeights: options.poolingWeights ? poolingWeights : undefined,
    reads: readsOf(graph.inputs, graphNames, parameters),
  };
}

/** The option `image` of a graph: tokens, a map or a volume, with the sides where they are known. */
function imageOf({ rank, grid }: TokensSource): PoolingGraphOptions['image'] {
  if (rank === 3) return false;
  return grid ?? (rank === 5 ? 'volume' : true);
}

/** A prefix for parameters with which none of their names is taken; empty if none is taken anyway. */
function freeFront(names: readonly string[], output: string, isTaken: (name: string) => boolean): string {
  let front = '';
  for (let number = 1; names.some((name) => isTaken(`${front}${name}`)); number++) {
    front = number === 1 ? `${output}_` : `${output}_${number}_`;
  }
  return front;
}

const maskTypes: Readonly<Record<number, MaskType>> = {
  1: 'float32',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'float64',
};

function maskType(
  operation: string,
  name: string,
  { rank }: TokensSource,
  infos: Inspected['infos'],
): MaskType {
  const { type, dims } = infos.get(name) ?? {};
  const found = maskTypes[type ?? 0];
  if (found === undefined || (dims !== undefined && dims.length !== rank - 1)) {
    const axes = `[batch, ${sideNames(rank)!.join(', ')}]`;
    throw new GgemError(
      'value',
      `${operation}: mask must name a value of the model, ${axes}, but ${quote(name)} came. Use the name of an input such as "attention_mask".`,
    );
  }
  return found;
}

/** A declaration in which lengths of the model replace the names that the graph has for them. */
function withDims(info: NewValueInfo, dims: Readonly<Record<string, Dim>>): NewValueInfo {
  const { elemType, shape } = info.type.value.value;
  const dim = shape!.dim.map((one): NewDimension => {
    if (one.value?.case !== 'dimParam' || !(one.value.value in dims)) return one;
    const known = dims[one.value.value];
    if (known === undefined) return {};
    return typeof known === 'number'
      ? { value: { case: 'dimValue', value: BigInt(known) } }
      : { value: { case: 'dimParam', value: known } };
  });
  return { name: info.name, type: { value: { case: 'tensorType', value: { elemType, shape: { dim } } } } };
}
