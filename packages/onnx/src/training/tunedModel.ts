import {
  GgemError,
  type Parameter,
  type PoolingSpec,
  type PoolingSpecInput,
  parametersOf,
  parseSpec,
} from '@ggem/core';
import { applyEdit } from '../edit/applyEdit.ts';
import { attachPooling } from '../edit/attachPooling.ts';
import { inspectModel } from '../edit/inspectModel.ts';
import { joinPieces } from '../edit/joinPieces.ts';
import { listCandidates } from '../edit/listCandidates.ts';
import { replacePooling } from '../edit/replacePooling.ts';
import { nodeProto, tensorProto, valueInfo } from '../graph/emit.ts';
import type { GivenValues } from '../graph/givenValues.ts';
import { quote } from '../quote.ts';
import { readRecords } from '../record/poolingRecord.ts';
import { findHead, type Head } from './findHead.ts';
import { setTensors, type Weight } from './setTensors.ts';

/** Which pooling and which head a model gets. */
export interface TunedOptions {
  readonly pooling: PoolingSpecInput;
  /** How many classes the head tells apart; for embeddings, how many numbers they have. */
  readonly classes: number;
  /** The value to pool. Default: what the model pools now; for a model that does not pool, its tokens output. */
  readonly tokens?: string | undefined;
  /** Name of the pooled value to replace, where the model has several. */
  readonly at?: string | undefined;
}

/** What was trained. */
export interface TunedValues {
  /** Weights by their names in the model, those of the head among them. */
  readonly weights: ReadonlyMap<string, Weight>;
  /** Parameters of the pooling by their names in the spec. */
  readonly parameters: GivenValues;
}

/** A model with a new pooling and a new head. */
export interface TunedModel {
  readonly bytes: Uint8Array;
  readonly spec: PoolingSpec;
  /** The value that is pooled, and the pooled one. */
  readonly tokens: string;
  readonly pooled: string;
  readonly head: Head;
  /** Channels of the tokens. */
  readonly channels: number;
  /** Trained parameters of the pooling; `input` is the input of the model that holds one while it is trained. */
  readonly parameters: readonly (Parameter & { readonly input: string })[];
}

/**
 * The model with another pooling and a head for other classes; all else stays byte for byte. Without `values` it is what
 * training starts from: parameters of the pooling are inputs, the pooling is a function, the head is zeros.
 */
export function tunedModel(bytes: Uint8Array, options: TunedOptions, values?: TunedValues): TunedModel {
  const form = values === undefined ? 'function' : 'inline';
  const parameters = values === undefined ? 'inputs' : 'baked';
  const lay = { form, parameters, ...(values && { values: values.parameters }) } as const;
  const hasSite = options.tokens === undefined && listCandidates(bytes).poolings.length > 0;
  if (!hasSite && options.tokens === undefined) checkNotBuiltIn(bytes);
  const edited = hasSite
    ? replacePooling(bytes, options.pooling, { ...lay, at: options.at })
    : attachPooling(bytes, options.pooling, { ...lay, tokens: options.tokens ?? tokensOutput(bytes) });
  const pooledBytes = edited.toBytes();
  const { bytes: whole, head } = withHead(pooledBytes, edited.output, edited.channels, options.classes);
  const record = readRecords(inspectModel(whole).model).find(({ output }) => output === edited.output);
  const spec = record?.spec ?? parseSpec(options.pooling);
  const channels = record?.channels ?? edited.channels;
  const live = record?.reads.parameters ?? {};
  const dims = head.isTransposed ? [options.classes, head.features] : [head.features, options.classes];
  const zeros = (size: readonly number[]): Weight => ({
    data: new Float32Array(size.reduce((n, m) => n * m, 1)),
    dims: size,
  });
  const tensors = new Map<string, Weight>([[head.weight, zeros(dims)]]);
  if (head.bias !== undefined) tensors.set(head.bias, zeros([options.classes]));
  for (const [name, weight] of values?.weights ?? []) tensors.set(name, weight);
  return {
    bytes: setTensors(whole, {
      tensors,
      lastAxis: new Map(head.values.map((name) => [name, options.classes])),
    }),
    spec,
    tokens: edited.tokens,
    pooled: edited.output,
    head: { ...head, classes: options.classes },
    channels,
    parameters: parametersOf(spec, channels).flatMap((one) => {
      const input = live[one.name];
      return input === undefined ? [] : [{ ...one, input }];
    }),
  };
}

/** Throws for a model that this package gave its pooling: another one would leave that and its head standing beside. */
function checkNotBuiltIn(bytes: Uint8Array): void {
  const [built] = readRecords(inspectModel(bytes).model);
  if (built === undefined) return;
  throw new GgemError(
    'value',
    `finetune: model must have its own pooling, but it has ${built.spec.type} built in as ${quote(built.output)}. Start from the model as it was, or name the value to pool with tokens, ${quote(built.tokens)}: it gets a head of its own.`,
  );
}

/** The tokens that a model without a pooling gives. */
function tokensOutput(bytes: Uint8Array): string {
  const found = listCandidates(bytes).tokens.filter(({ isOutput }) => isOutput);
  const last = found.at(-1);
  if (last !== undefined) return last.name;
  throw new GgemError(
    'value',
    'finetune: model must pool tokens or give them, but no output has the shape [batch, tokens, channels]. Name the value to pool with tokens.',
  );
}

/** The model with a linear layer behind its pooling: its own, or a new one. */
function withHead(
  bytes: Uint8Array,
  pooled: string,
  channels: number,
  classes: number,
): { readonly bytes: Uint8Array; readonly head: Head } {
  const inspected = inspectModel(bytes);
  const { head, end } = findHead(inspected, pooled);
  if (head !== undefined) return { bytes, head };
  if (end === undefined) {
    throw new GgemError(
      'value',
      `finetune: a linear layer or an output must be behind the pooling, but more is behind ${quote(pooled)}. Name the value to pool with tokens: it gets a head of its own.`,
    );
  }
  const { model, names, infos } = inspected;
  const free = (wanted: string): string => {
    let name = wanted;
    for (let number = 1; names.taken.has(name); number++) name = `${wanted}_${number}`;
    return name;
  };
  const [weight, bias, product, logits] = [
    free('head.weight'),
    free('head.bias'),
    free('head/MatMul'),
    free('logits'),
  ];
  const { dims } = infos.get(end) ?? {};
  const features = typeof dims?.at(-1) === 'number' ? (dims.at(-1) as number) : channels;
  const batch = dims?.[0];
  const edited = applyEdit(model, {
    nodes: [
      nodeProto('MatMul', [end, weight], [product], {}, product),
      nodeProto('Add', [product, bias], [logits], {}, logits),
    ],
    initializers: [
      tensorProto(weight, 'float32', new Array<number>(features * classes).fill(0), [features, classes]),
      tensorProto(bias, 'float32', new Array<number>(classes).fill(0), [classes]),
    ],
    inputs: [],
    outputs: [valueInfo(logits, { kind: 'float32', dims: [batch ?? 'batch', classes] })],
    functions: [],
    opsetImports: [],
    metadata: {},
  });
  const made = { input: end, output: logits, weight, bias, features, classes, isTransposed: false };
  return { bytes: joinPieces(edited), head: { ...made, values: [product, logits] } };
}
