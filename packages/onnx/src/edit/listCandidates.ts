import type { DataFormat, PoolingSpec } from '@ggem/core';
import { type DataTypeName, dataType, dataTypeName } from '../proto/onnx.ts';
import { dataFormatOf } from '../shapes/roles.ts';
import type { Dim } from '../shapes/shape.ts';
import type { PoolingSite } from '../sites/poolingSite.ts';
import { specified } from '../sites/specified.ts';
import { type Inspected, inspectModel } from './inspectModel.ts';

/** What a model offers: values to pool, and places where it pools already. */
export interface Candidates {
  /** In the order of the graph. */
  readonly tokens: readonly TokensCandidate[];
  /** Feature maps, `[batch, channels, height, width]` or `[batch, height, width, channels]`, and those of volumes and videos. */
  readonly maps: readonly TokensCandidate[];
  readonly poolings: readonly PoolingCandidate[];
}

/** A value that `attachPooling` takes: floats `[batch, tokens, channels]`, `[batch, channels, tokens]`, or a feature map. */
export interface TokensCandidate {
  readonly name: string;
  /** Lengths of the axes: a number, the model's name for an open length, or `null` where it is unknown. */
  readonly shape: readonly (number | string | null)[];
  readonly dtype: DataTypeName | `type ${number}`;
  /**
   * Where the channels lie, as the operators before and behind it show; `null` where they do not. `attachPooling` refuses
   * the other data format.
   */
  readonly dataFormat: DataFormat | null;
  /** The operator that gives it, or `input`. */
  readonly from: string;
  /** Whether it is an output of the model. */
  readonly isOutput: boolean;
  /** How many nodes read it; in a transformer, the tokens between blocks have several readers. */
  readonly readers: number;
}

/** A place that `replacePooling` takes. */
export interface PoolingCandidate {
  /** Name of the pooled value, by which the pooling is chosen. */
  readonly name: string;
  readonly pools: PoolingSite['pools'];
  /** For a `token` pooling, the index of the token; absent if it differs from image to image. */
  readonly index?: number;
  /** The pooling in words, with its numbers: `GeM, p 3, eps 1e-6`. */
  readonly words: string;
  /** The pooling as a spec, if there is one that is exactly the same. */
  readonly spec?: PoolingSpec;
  /** Parameters that the spec cannot hold, such as the query of an attention. */
  readonly values?: Readonly<Record<string, readonly number[]>>;
  /** Why there is no such spec. */
  readonly why?: string;
  /** The model's own mask of tokens that the pooling reads. */
  readonly mask?: string;
  readonly operator: string;
  /** The value that is pooled. */
  readonly tokens: string;
  readonly shape: readonly (number | string | null)[];
  readonly dataFormat: DataFormat;
}

/**
 * Lists what a model offers to `attachPooling` and `replacePooling`, without changing anything.
 *
 * Throws a `GgemError` with code `format` for bytes that are no ONNX model.
 */
export function listCandidates(model: Uint8Array): Candidates {
  const inspected = inspectModel(model);
  return {
    tokens: tokensCandidates(inspected),
    // Other values with four or five axes are images, or weights inside of a transformer.
    maps: candidatesOf(inspected, 4, 5).filter(
      ({ dataFormat, isOutput, from }) => isOutput || (dataFormat !== null && from !== 'input'),
    ),
    poolings: inspected.sites.map((site) => {
      const { name, pools, words, index, mask, operator, tokens, tokenDims, dataFormat } = site;
      return {
        name,
        pools,
        words,
        ...specified(site),
        ...(index !== undefined && { index }),
        ...(mask !== undefined && { mask }),
        operator,
        tokens,
        shape: plain(tokenDims),
        dataFormat,
      };
    }),
  };
}

const floats: readonly number[] = [dataType.float32, dataType.float16, dataType.float64];

/** The values of rank 3 that a pooling can read. */
export function tokensCandidates(inspected: Inspected): readonly TokensCandidate[] {
  return candidatesOf(inspected, 3);
}

function candidatesOf(
  { model, names, infos, live, roles }: Inspected,
  ...ranks: readonly number[]
): readonly TokensCandidate[] {
  const outputs = new Set(model.graph.output.map(({ name }) => name));
  const inOrder = [
    ...model.graph.input.map(({ name }) => name),
    ...model.graph.node.flatMap((node) => node.output),
  ];
  return inOrder.flatMap((name): readonly TokensCandidate[] => {
    const { type, dims } = infos.get(name) ?? {};
    if (!live.has(name) || type === undefined || !floats.includes(type)) return [];
    if (dims === undefined || !ranks.includes(dims.length)) return [];
    const dataFormat = dataFormatOf(roles.get(name)) ?? null;
    if (dataFormat !== null && isOnePosition(dims, dataFormat)) return [];
    const producer = names.producer.get(name);
    return [
      {
        name,
        shape: plain(dims),
        dtype: dataTypeName(type),
        dataFormat,
        from: producer === undefined ? 'input' : model.graph.node[producer]!.opType,
        isOutput: outputs.has(name),
        readers: names.readers.get(name)?.length ?? 0,
      },
    ];
  });
}

/** Whether there is nothing to pool: every axis of positions has the length 1. */
function isOnePosition(dims: readonly Dim[], dataFormat: DataFormat): boolean {
  const positions = dataFormat === 'channelsFirst' ? dims.slice(2) : dims.slice(1, -1);
  return positions.every((length) => length === 1);
}

function plain(dims: readonly Dim[]): readonly (number | string | null)[] {
  return dims.map((dim) => dim ?? null);
}
