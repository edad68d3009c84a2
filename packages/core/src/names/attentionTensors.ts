import { show } from '../errors.ts';
import { checkChannels } from '../facts/channels.ts';
import { parseSpec } from '../facts/parseSpec.ts';
import type { StoredPooling } from '../files/poolingFiles.ts';
import {
  readSafetensors,
  type SafetensorsFile,
  type StoredTensor,
  tensorValues,
} from '../files/readSafetensors.ts';
import type { AttendSpec } from '../spec/spec.ts';
import { refuseToRead } from './refuse.ts';

/** What a checkpoint does not say about its attentive pooling. */
export interface AttentionTensorsOptions {
  /** How many leading tokens it does not see. Default 0. */
  readonly prefixTokens?: number | undefined;
  /** Heads of SimPool. Default 1, as in its code. */
  readonly heads?: number | undefined;
}

/**
 * The attentive pooling of a PyTorch checkpoint in safetensors, found by the names of its tensors, alone or at the end of a
 * path: efficient probing (`cls_token`, `v.weight`), attention-based multiple-instance learning with a gate (`attention_V.0`,
 * `attention_U.0`, `attention_w`, or `attention_a.0`, `attention_b.0`, `attention_c`) or without (`attention.0`,
 * `attention.2`, or `attention_predictor.0`, `.2`), and SimPool (`wq.weight`, `wk.weight`). The last bias of a score moves all
 * tokens alike and is left out.
 *
 * Throws a `GgemError` with code `format` where no such tensors are there or their shapes do not fit, and for heads that are
 * more than a weighted mean: `AttentionPoolLatent` of timm (`map`), attentional poolers of open_clip and SigLIP's head have a
 * second projection or an MLP behind it.
 */
export function fromAttentionTensors(
  file: Uint8Array | SafetensorsFile,
  { prefixTokens = 0, heads = 1 }: AttentionTensorsOptions = {},
): StoredPooling {
  const { tensors } = 'tensors' in file ? file : readSafetensors(file);
  for (const layout of layouts) {
    const path = pathOf(tensors, layout.names[0]!);
    const found = layout.names.map((name) => path !== undefined && tensors.get(`${path}${name}`));
    if (path === undefined || !found.every((one) => typeof one === 'object')) continue;
    const read = layout.read(found, (name) => tensors.get(`${path}${name}`), heads);
    const spec = parseSpec({ type: 'mean', prefixTokens, attend: read.attend });
    checkChannels(spec, read.channels);
    const parameters = Object.entries(read.parameters).map(([name, values]) => [`attend.${name}`, values]);
    return { spec, channels: read.channels, parameters: Object.fromEntries(parameters) };
  }
  const whole = wholeHeads.find(([name]) =>
    [...tensors.keys()].some((one) => `.${one}`.endsWith(`.${name}`)),
  );
  if (whole !== undefined)
    return refuse(
      `${show(whole[0])} belongs to ${whole[1]}. Keep that head with the model, or train { attend: { score: "query" } } in its place.`,
    );
  const names = [...tensors.keys()].slice(0, 5).map((name) => show(name.slice(0, 60)));
  return refuse(
    `no tensors of an attentive pooling are there, such as ${layouts.map(({ names: [one] }) => one).join(', ')}, alone or at the end of a path. There are ${names.join(', ') || 'none'}.`,
  );
}

type Read = Pick<StoredPooling, 'channels' | 'parameters'> & {
  readonly attend: Pick<AttendSpec, 'score'> & Partial<AttendSpec>;
};
type Find = (name: string) => StoredTensor | undefined;

interface Layout {
  readonly names: readonly string[];
  readonly read: (tensors: StoredTensor[], find: Find, heads: number) => Read;
}

const layouts: readonly Layout[] = [
  { names: ['cls_token', 'v.weight'], read: efficientProbing },
  ...[
    ['attention_V.0', 'attention_U.0', 'attention_w'],
    ['attention_a.0', 'attention_b.0', 'attention_c'],
    ['attention_predictor.0', undefined, 'attention_predictor.2'],
    ['attention.0', undefined, 'attention.2'],
  ].map(([first, gate, last]) => gatedAttention(first!, gate, last!)),
  { names: ['wq.weight', 'wk.weight'], read: simPool },
];

/** Names that tell of heads that are more than a weighted mean, and what they hold. */
const wholeHeads = [
  [
    'latent',
    'AttentionPoolLatent of timm, which projects queries, keys, values and the result, with an MLP behind',
  ],
  ['probe', "SigLIP's head, whose result is projected a second time, with an MLP behind"],
  ['attn_pool.attn.in_proj_weight', 'an attentional pooler, whose result is projected a second time'],
  ['in_proj_weight', 'an attention of many heads, whose result is projected a second time'],
] as const;

function efficientProbing([query, value]: StoredTensor[], find: Find): Read {
  const [, queries, channels] = sized(query!, [1, null, null]);
  const [out] = sized(value!, [null, channels]);
  const bias = find('v.bias');
  if (bias && tensorValues(bias).some((one) => one !== 0)) {
    refuse(
      'v.bias is added to the pooled vector, which no attend does. Add it to the layer behind, through its weight.',
    );
  }
  return {
    channels,
    attend: { score: 'query', groups: queries, value: out } as const,
    parameters: { query: tensorValues(query!), value: transposed(tensorValues(value!), out, channels) },
  };
}

function gatedAttention(first: string, gate: string | undefined, last: string): Layout {
  const layers = [['tanh', first], ...(gate === undefined ? [] : [['gate', gate]])] as const;
  return {
    names: [...layers.flatMap(([, name]) => [`${name}.weight`, `${name}.bias`]), `${last}.weight`],
    read: (tensors) => {
      const [hidden, channels] = sized(tensors[0]!, [null, null]);
      const parameters: Record<string, Float64Array> = {};
      for (const [i, [name]] of layers.entries()) {
        sized(tensors[2 * i]!, [hidden, channels]);
        sized(tensors[2 * i + 1]!, [hidden]);
        parameters[`${name}.matrix`] = tensorValues(tensors[2 * i]!);
        parameters[`${name}.bias`] = tensorValues(tensors[2 * i + 1]!);
      }
      const score = tensors.at(-1)!;
      const [branches] = sized(score, [null, hidden]);
      if (branches !== 1) {
        refuse(
          `${show(score.name)} has ${branches} branches, each a mean of all channels. Take a concat of as many poolings, each with one.`,
        );
      }
      parameters.score = tensorValues(score);
      return { channels, parameters, attend: { score: 'gated', hidden, gate: gate !== undefined } as const };
    },
  };
}

function simPool([query, key]: StoredTensor[], find: Find, heads: number): Read {
  const [channels] = sized(query!, [null, null]);
  for (const one of [query!, key!]) sized(one, [channels, channels]);
  for (const [name, plain] of [
    ['norm_patches.weight', 1],
    ['norm_patches.bias', 0],
  ] as const) {
    const found = find(name);
    if (found && tensorValues(found).some((one) => one !== plain)) {
      refuse(
        `${name} scales the normalised tokens before they are pooled, which score "mean" does not. Put it into the layer behind, and into wk.`,
      );
    }
  }
  return {
    channels,
    attend: { score: 'mean', groups: heads } as const,
    parameters: { query: tensorValues(query!), key: tensorValues(key!) },
  };
}

/** The path before a name that one tensor ends with; refuses several. */
function pathOf(tensors: SafetensorsFile['tensors'], name: string): string | undefined {
  const found = [...tensors.keys()].filter((one) => one === name || one.endsWith(`.${name}`));
  if (found.length > 1)
    refuse(
      `several tensors are called ${name}: ${found.slice(0, 3).map(show).join(', ')}. Give a file with the pooling alone.`,
    );
  return found[0]?.slice(0, -name.length);
}

/** The shape of a tensor; refuses one that is not as wanted, where `null` is any length. */
function sized(
  { name, shape }: StoredTensor,
  wanted: readonly (number | null)[],
): readonly [number, number, number] {
  const fits =
    shape.length === wanted.length &&
    wanted.every((length, i) => (length === null ? shape[i]! > 0 : length === shape[i]));
  if (!fits) {
    refuse(
      `${show(name)} must have shape [${wanted.map((length) => length ?? 'any').join(', ')}], but [${shape.join(', ')}] came.`,
    );
  }
  return shape as readonly [number, number, number];
}

function transposed(values: Float64Array, rows: number, columns: number): Float64Array {
  return values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!);
}

function refuse(message: string): never {
  return refuseToRead('attention', message);
}
