import { show } from '../errors.ts';
import { parseSpec } from '../facts/parseSpec.ts';
import {
  eitherOf,
  flag,
  isRecord,
  listOf,
  oneOf,
  optional,
  preset,
  type Rules,
  readKeys,
  unknownKey,
  wholeNumber,
} from '../spec/rules.ts';
import type { PoolingSpec, PoolingSpecInput } from '../spec/spec.ts';
import { refuseToName, refuseToRead } from './refuse.ts';

/** A pooling mode of sentence-transformers. */
export type SentenceTransformersMode =
  | 'cls'
  | 'max'
  | 'mean'
  | 'mean_sqrt_len_tokens'
  | 'weightedmean'
  | 'lasttoken';

/** The flag of each mode in configs before version 6, in the order in which several are put side by side. */
const flags: { readonly [M in SentenceTransformersMode]: `pooling_mode_${string}` } = {
  cls: 'pooling_mode_cls_token',
  max: 'pooling_mode_max_tokens',
  mean: 'pooling_mode_mean_tokens',
  mean_sqrt_len_tokens: 'pooling_mode_mean_sqrt_len_tokens',
  weightedmean: 'pooling_mode_weightedmean_tokens',
  lasttoken: 'pooling_mode_lasttoken',
};
const modes = Object.keys(flags) as SentenceTransformersMode[];

/** A pooling as sentence-transformers describes it. */
export interface SentenceTransformersPooling {
  /** What `1_Pooling/config.json` holds. */
  readonly config: Readonly<Record<string, unknown>>;
  /** How many leading tokens are the prompt, where the config leaves the prompt out but does not say its length. Default 0. */
  readonly promptTokens: number;
}

/** What a config of any version may hold, once read. */
interface Config extends Readonly<Record<`pooling_mode_${string}`, boolean | undefined>> {
  readonly embedding_dimension?: number | undefined;
  readonly word_embedding_dimension?: number | undefined;
  readonly pooling_mode?: SentenceTransformersMode | readonly SentenceTransformersMode[] | undefined;
  readonly include_prompt: boolean;
}

// Errors word these rules themselves.
const mode = oneOf(modes, 'must be a mode.');
const modeList = listOf(mode, 'must be modes.', 1);
const dimension = optional(wholeNumber(1, 'must be a whole number from 1.'));
const keys: Rules<Config> = {
  embedding_dimension: dimension,
  word_embedding_dimension: dimension,
  pooling_mode: optional(
    eitherOf<SentenceTransformersMode | readonly SentenceTransformersMode[]>(
      [mode, modeList],
      (value) => (Array.isArray(value) ? modeList : mode),
      'must be a mode or several.',
    ),
  ),
  ...Object.fromEntries(modes.map((name) => [flags[name], optional(flag())])),
  include_prompt: preset(flag(), true),
};

/**
 * The spec of a sentence-transformers pooling config, of any version, and its channels. Several modes are put side by
 * side in their order; flags have the order cls, max, mean, mean_sqrt_len, weightedmean, lasttoken.
 *
 * Padding is masked, on either side: the first token, and a prompt that is left out, count from the first kept token. A
 * sentence without a kept token gives zeros (the maximum is -∞ there).
 *
 * Throws a `GgemError` with code `format` for a config that is not one, or cannot be converted exactly.
 */
export function fromSentenceTransformers({
  config,
  promptTokens,
}: Omit<SentenceTransformersPooling, 'promptTokens'> & { readonly promptTokens?: number | undefined }): {
  readonly spec: PoolingSpec;
  readonly channels: number;
} {
  if ('pooling_strategy' in config || 'activation_function' in config) {
    refuse(
      'this is SpladePooling, whose tokens are scores of words: log(1 + relu(x)) of each before the maximum or sum. Apply that to the tokens, then pool with "max"; a sum of tokens is no pooling here.',
    );
  }
  const refuseValue = (key: string, value: unknown): never =>
    refuse(`${key} has a value that no version knows: ${show(value)}.`);
  if (!isRecord(config)) return refuseValue('the config', config);
  const parsed = readKeys(keys, config, '', (path) => {
    const [key] = path.split('.');
    return refuseValue(key!, config[key!] ?? config);
  });
  const unknown = unknownKey(keys, config);
  if (unknown !== undefined) refuse(`unknown key ${show(unknown)} in the config.`);
  const channels = parsed.embedding_dimension ?? parsed.word_embedding_dimension;
  if (channels === undefined) return refuse('embedding_dimension is missing from the config.');
  if (!parsed.include_prompt && promptTokens === undefined) {
    return refuse(
      'include_prompt is false, but the config does not say how many tokens the prompt has. Give promptTokens.',
    );
  }
  const prompt = parsed.include_prompt ? 0 : promptTokens!;
  const names = modesOf(parsed);
  if (prompt > 0 && names.includes('weightedmean')) {
    refuse(
      'weightedmean without the prompt counts positions from the prompt on, which a prefix does not. Mask the prompt instead.',
    );
  }
  return { spec: parseSpec(withoutPrompt(names.map(specOf), prompt)), channels };
}

/** Several specs side by side, or the only one, without the prompt. A `token` has no prefix: a `concat` around it skips it. */
function withoutPrompt(specs: readonly PoolingSpecInput[], prompt: number): PoolingSpecInput {
  const left = prompt === 0 ? {} : ({ prefixTokens: prompt, countFrom: 'firstKept' } as const);
  const [only] = specs;
  if (specs.length > 1 || (only!.type === 'token' && prompt > 0))
    return { type: 'concat', parts: specs, ...left };
  return { ...only!, ...left } as PoolingSpecInput;
}

function modesOf(config: Config): readonly SentenceTransformersMode[] {
  if (config.pooling_mode !== undefined) return [config.pooling_mode].flat();
  const isOn = (name: SentenceTransformersMode): boolean | undefined => config[flags[name]];
  if (isOn('mean') === undefined && modes.some((name) => isOn(name) !== undefined)) {
    return refuse(
      'pooling_mode_mean_tokens is missing, which is true before version 6 and false from then on. Add it.',
    );
  }
  const active = modes.filter(isOn);
  return active.length > 0 ? active : ['mean'];
}

function specOf(name: SentenceTransformersMode): PoolingSpecInput {
  switch (name) {
    case 'cls':
      return { type: 'token', index: 'first' };
    case 'lasttoken':
      return { type: 'token', index: 'last' };
    case 'max':
    case 'mean':
      return { type: name };
    case 'mean_sqrt_len_tokens':
      return { type: 'meanSqrtLen' };
    case 'weightedmean':
      return { type: 'positionWeightedMean' };
    default:
      return name satisfies never;
  }
}

/**
 * The config of a spec. If its parts are in the order of the flags, it has flags, which every version reads; else it has
 * `pooling_mode`, which only version 6 reads.
 *
 * A prefix is written as the prompt, which counts from the first kept token there: with padding on the left that is
 * `countFrom: "firstKept"`. Throws a `GgemError` with code `spec` where sentence-transformers has no pooling that is
 * exactly the same.
 */
export function toSentenceTransformers(
  spec: PoolingSpecInput,
  channels: number,
): SentenceTransformersPooling {
  const parsed = parseSpec(spec);
  if (parsed.after?.length) {
    nameless(parsed.type, 'what comes after is a module of its own (Normalize, Dense). Leave after out.');
  }
  const isConcat = parsed.type === 'concat';
  const outer = isConcat ? parsed.prefixTokens : 0;
  const named = (isConcat ? parsed.parts : [parsed]).map((part) => modeOf(part, outer, isConcat));
  const prompts = new Set(named.flatMap(({ prompt }) => (prompt === undefined ? [] : [prompt])));
  if (prompts.size > 1) {
    nameless(
      parsed.type,
      `all parts leave out one prompt, but here they begin at ${[...prompts].join(' and ')}.`,
    );
  }
  const promptTokens = [...prompts][0] ?? 0;
  const names = named.map(({ name }) => name);
  if (promptTokens > 0 && names.includes('weightedmean')) {
    nameless(parsed.type, 'its weightedmean counts positions from the prompt on.');
  }
  const inOrder = modes.filter((name) => names.includes(name)).join() === names.join();
  const rest = { include_prompt: promptTokens === 0 };
  const config = inOrder
    ? {
        word_embedding_dimension: channels,
        ...Object.fromEntries(modes.map((name) => [flags[name], names.includes(name)])),
        ...rest,
      }
    : { embedding_dimension: channels, pooling_mode: names, ...rest };
  return { config, promptTokens };
}

/** The mode of a spec, and the length of the prompt before it. The last token alone fits any prompt: it has none here. */
function modeOf(
  spec: PoolingSpec,
  outer: number,
  inside: boolean,
): { readonly name: SentenceTransformersMode; readonly prompt?: number } {
  if (inside && spec.after?.length) {
    nameless(spec.type, 'nothing comes between pooling and putting side by side. Leave after out.');
  }
  switch (spec.type) {
    case 'token':
      if (spec.index === 'last')
        return outer === 0 ? { name: 'lasttoken' } : { name: 'lasttoken', prompt: outer };
      if (spec.index === 'first') return { name: 'cls', prompt: outer };
      if (spec.index >= 0) return { name: 'cls', prompt: outer + spec.index };
      return nameless(spec.type, `it has the first and the last kept token, but index is ${spec.index}.`);
    case 'max':
    case 'mean':
      return { name: spec.type, prompt: outer + spec.prefixTokens };
    case 'meanSqrtLen':
      return { name: 'mean_sqrt_len_tokens', prompt: outer + spec.prefixTokens };
    case 'positionWeightedMean':
      if (spec.countFrom === 'firstKept') {
        return nameless(
          spec.type,
          'its weightedmean counts positions from the start, padding too. Leave countFrom out.',
        );
      }
      return { name: 'weightedmean', prompt: outer + spec.prefixTokens };
    default:
      return nameless(
        spec.type,
        'it has the first and last token, max, mean, meanSqrtLen, positionWeightedMean, and several side by side.',
      );
  }
}

function nameless(type: string, why: string): never {
  return refuseToName('sentence-transformers', type, why);
}

function refuse(message: string): never {
  return refuseToRead('sentence-transformers', message);
}
