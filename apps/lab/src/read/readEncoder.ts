import { basename, dirname, join } from 'node:path';
import type { DataFormat } from '@ggem/core';
import {
  addOutputs,
  attachPooling,
  attentionValues,
  type Candidates,
  externalFiles,
  listCandidates,
  type PoolingCandidate,
} from '@ggem/onnx';
import { readBytes } from '../files/readBytes.ts';
import { sha256 } from '../files/sha256.ts';
import { refuse } from '../refuse.ts';
import { chooseTokens, type TokensValue } from './chooseTokens.ts';

/** A model whose tokens are to be pooled. */
export interface Encoder {
  readonly path: string;
  readonly name: string;
  readonly sha256: string;
  /** What onnxruntime loads: the file, or its bytes with the tokens as a further output. */
  readonly source: string | Uint8Array;
  /** The name of the tokens. */
  readonly output: string;
  readonly dataFormat: DataFormat;
  /** Tokens before the patches, where the graph shows them. */
  readonly prefix?: { readonly tokens: number; readonly because: string } | undefined;
  readonly heads?: number | undefined;
  /** How the model pools these tokens now. */
  readonly pools?: PoolingCandidate | undefined;
}

/** What the user says of the model where the graph does not. */
export interface EncoderOptions {
  readonly tokens?: string | undefined;
  readonly prefix?: number | undefined;
  readonly heads?: number | undefined;
}

/** Reads a model and finds its tokens, its prefix and its heads. What the graph does not show is asked for. */
export async function readEncoder(path: string, options: EncoderOptions): Promise<Encoder> {
  const bytes = await readBytes(path);
  const candidates = listCandidates(bytes);
  const value = chooseTokens(path, candidates, options.tokens);
  const weights = externalFiles(bytes);
  if (weights.length > 0 && !value.isOutput) {
    refuse('value', {
      rule: 'tokens of a model with weights in other files must be one of its outputs',
      came: `${value.name} is an inner value`,
      fix: 'Say --tokens with an output, or save the model with its weights inside.',
    });
  }
  const prefix = prefixOf(bytes, value, options);
  const heads = options.heads ?? headsOf(bytes);
  return {
    path,
    name: basename(path).replace(/\.onnx$/, ''),
    sha256: await hashOf(path, bytes, weights),
    source: value.isOutput ? path : addOutputs(bytes, [value.name]),
    output: value.name,
    dataFormat: value.dataFormat,
    ...(prefix !== undefined && { prefix }),
    ...(heads !== undefined && { heads }),
    pools: poolsNow(candidates, value.name),
  };
}

/** The hash of a model, and of the files that hold its weights. */
async function hashOf(path: string, bytes: Uint8Array, weights: readonly string[]): Promise<string> {
  if (weights.length === 0) return sha256(bytes);
  const hashes = [sha256(bytes)];
  for (const file of weights) hashes.push(sha256(await readBytes(join(dirname(path), file))));
  return sha256(hashes.join(' '));
}

function prefixOf(bytes: Uint8Array, value: TokensValue, { prefix }: EncoderOptions): Encoder['prefix'] {
  if (prefix !== undefined) return { tokens: prefix, because: '--prefix' };
  if (value.isMap) return { tokens: 0, because: 'a feature map has none' };
  const { name, dataFormat } = value;
  return attachPooling(bytes, { type: 'mean' }, { tokens: name, dataFormat, mask: 'none' }).prefix;
}

/** The number of heads, where all blocks have the same. */
function headsOf(bytes: Uint8Array): number | undefined {
  const heads = new Set(attentionValues(bytes).map((one) => one.heads));
  return heads.size === 1 ? [...heads][0] : undefined;
}

function poolsNow({ poolings }: Candidates, tokens: string): PoolingCandidate | undefined {
  return poolings.find((one) => one.tokens === tokens);
}
