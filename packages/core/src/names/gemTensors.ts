import { show } from '../errors.ts';
import { parametersOf } from '../facts/parametersOf.ts';
import { parseSpec } from '../facts/parseSpec.ts';
import type { StoredPooling } from '../files/poolingFiles.ts';
import {
  readSafetensors,
  type SafetensorsFile,
  type StoredTensor,
  tensorValues,
} from '../files/readSafetensors.ts';
import { exactDtype, writeSafetensors } from '../files/writeSafetensors.ts';
import { groupOf } from '../ops/groupOf.ts';
import { defaultEps, exponentLayout } from '../pooling/powerMean/exponent.ts';
import { refuseToName, refuseToRead } from './refuse.ts';

/** What a checkpoint does not say about its GeM. */
export interface GemTensorsOptions {
  readonly channels: number;
  /** The name of the tensor, needed where several in the file may be the exponents. */
  readonly key?: string | undefined;
  /** As in the code of the model. Default 1e-6, as in nearly all code. */
  readonly eps?: number | undefined;
  /** How many leading tokens it skips; 0 for feature maps. Default 0. */
  readonly prefixTokens?: number | undefined;
  /** How groups lie, where there is one p for each group. Default `contiguous`. */
  readonly layout?: 'contiguous' | 'interleaved' | undefined;
}

/**
 * The GeM of a PyTorch checkpoint in safetensors. It is the tensor called `p`, alone or at the end of a path (`pool.p`,
 * `global_pool.p`, `module.neck.p`, ...). Its number of entries says whether there is one `p` for all channels, for each
 * group of channels, or for each channel.
 *
 * Exact for `mean(clamp(x, eps)^p)^(1/p)`, which is what GeM code computes.
 *
 * Throws a `GgemError` with code `format` where the file has no such tensor, several, or one that fits no groups.
 */
export function fromGemTensors(
  file: Uint8Array | SafetensorsFile,
  { channels, key, eps, prefixTokens, layout }: GemTensorsOptions,
): StoredPooling {
  const { tensors } = 'tensors' in file ? file : readSafetensors(file);
  const tensor = findExponents([...tensors.values()], key);
  const { name, shape } = tensor;
  const label = `${show(name)} [${shape.join(', ')}]`;
  if (shape.filter((length) => length !== 1).length > 1) {
    refuse(`${label} must hold its exponents along one axis, one, one a group or one a channel.`);
  }
  const p = tensorValues(tensor);
  const bad = p.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    refuse(`${label} must hold finite numbers, but ${p[bad]} came at index ${bad}. Was its training broken?`);
  const rest = { eps: eps ?? defaultEps, prefixTokens: prefixTokens ?? 0 };
  if (p.length === 1) {
    return { spec: parseSpec({ type: 'gem', p: p[0]!, ...rest }), channels, parameters: { p } };
  }
  if (p.length === 0 || channels % p.length !== 0) {
    refuse(`${label} must hold one exponent, one a channel, or as many as divide the ${channels} channels.`);
  }
  const spec = {
    type: 'ggem',
    groups: p.length,
    p: [...p],
    layout: layout ?? 'contiguous',
    ...rest,
  } as const;
  return { spec: parseSpec(spec), channels, parameters: { p } };
}

function findExponents(tensors: readonly StoredTensor[], key: string | undefined): StoredTensor {
  const named = (list: readonly StoredTensor[]): string =>
    list
      .slice(0, 5)
      .map(({ name }) => show(name.slice(0, 60)))
      .join(', ') + (list.length > 5 ? ', ...' : '');
  if (key !== undefined) {
    const found = tensors.find(({ name }) => name === key);
    return found ?? refuse(`no tensor is called ${show(key)}. There are ${named(tensors) || 'none'}.`);
  }
  const candidates = tensors.filter(({ name }) => name === 'p' || name.endsWith('.p'));
  if (candidates.length === 1) return candidates[0]!;
  return candidates.length === 0
    ? refuse(
        `no tensor is called p, alone or at the end of a path. There are ${named(tensors) || 'none'}. Where one of them holds the exponents, give its name as the option key.`,
      )
    : refuse(`several tensors are called p: ${named(candidates)}. Give the name of one as the option key.`);
}

/**
 * A safetensors file with the exponents as GeM code in PyTorch holds them: `[1]`, or `[channels]`, where the channels of a
 * group repeat its exponent; float32 where that is exact, else float64. Such a file does not hold eps and the number of
 * skipped tokens: the code that reads it must have those of the spec.
 *
 * Throws a `GgemError` with code `spec` for another pooling, another rule for negatives, or infinite exponents.
 */
export function toGemTensors(
  { spec, channels, parameters }: StoredPooling,
  key = 'pool.p',
): Uint8Array<ArrayBuffer> {
  const nameless = (why: string): never => refuseToName('GeM in PyTorch', spec.type, why);
  if (spec.type !== 'gem' && spec.type !== 'ggem') return nameless('it is the generalized mean alone.');
  if (spec.negatives !== 'clamp') nameless(`it clamps, but negatives is ${show(spec.negatives)}.`);
  if (spec.after?.length) nameless('what comes after is no part of it. Leave after out.');
  const p = parameters.p ?? Float64Array.from(parametersOf(spec, channels)[0]!.start);
  if (p.some((value) => !Number.isFinite(value) || value === 0)) {
    nameless('x^p and the root 1/p must exist, so that p cannot be 0 or infinite.');
  }
  const layout = exponentLayout(spec, channels);
  const each = Float64Array.from({ length: channels }, (_, c) => p[groupOf(c, layout)]!);
  const values = p.length === 1 ? p : each;
  return writeSafetensors([{ name: key, dtype: exactDtype(values), shape: [values.length], values }]);
}

function refuse(message: string): never {
  return refuseToRead('GeM', message);
}
