import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileError } from '@ggem/train/node';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Rows } from '../read/readNpy.ts';
import { refuse } from '../refuse.ts';
import { textTokens } from './textTokens.ts';

/** The two files of a text encoder. */
export interface TextModel {
  /** An .onnx: token ids in, a vector for each text out. */
  readonly model: string;
  /** Its tokenizer.json. */
  readonly tokenizer: string;
}

/** Texts become vectors. */
export interface TextEncoder {
  readonly of: (
    texts: readonly string[],
    onText: (done: number, total: number) => void,
    signal: AbortSignal,
  ) => Promise<Rows>;
  /** What it is, in words, with the number of texts that were cut. */
  readonly says: () => string;
}

/** Outputs that are known to be vectors of texts, the best first. */
const known = ['text_embeds', 'sentence_embedding', 'pooler_output'];

/** Opens a text encoder. Its inputs are `input_ids` and, if it likes, `attention_mask` and `token_type_ids`. */
export async function textEncoder({ model, tokenizer }: TextModel): Promise<TextEncoder> {
  const session = await opened(model);
  const inputs = session.inputMetadata.map(({ name }) => name);
  const isText = (name: string): boolean => ['input_ids', 'attention_mask', 'token_type_ids'].includes(name);
  if (!inputs.includes('input_ids') || !inputs.every(isText)) {
    refuse('shape', {
      rule: `${model} must take input_ids, and no more than attention_mask and token_type_ids`,
      came: `it takes ${inputs.join(', ')}`,
      fix: 'Export the text part alone, or give vectors: --texts FILE.',
    });
  }
  const output = vectorOf(model, session);
  const ids = session.inputMetadata[inputs.indexOf('input_ids')] as InferenceSession.TensorValueMetadata;
  const most = typeof ids.shape[1] === 'number' && ids.shape[1] > 0 ? ids.shape[1] : undefined;
  const tokens = await textTokens(tokenizer, most);
  let cut = 0;
  let width = 0;

  const embed = async (text: string): Promise<Float32Array> => {
    const { ids: found, isCut } = tokens.of(text);
    if (isCut) cut++;
    const length = Math.max(found.length, tokens.filled ?? 0);
    if (found.length < length && tokens.pad === undefined) {
      refuse('value', {
        rule: `${tokenizer} must say its pad token, since each text has ${length} ids`,
        came: 'it says none',
        fix: 'Put the tokenizer_config.json of the model beside it.',
      });
    }
    const values: Readonly<Record<string, readonly number[]>> = {
      input_ids: Array.from({ length }, (_, i) => found[i] ?? tokens.pad!),
      attention_mask: Array.from({ length }, (_, i) => Number(i < found.length)),
      token_type_ids: Array.from({ length }, () => 0),
    };
    const feeds = session.inputMetadata.map(({ name, ...one }) => {
      const type = (one as InferenceSession.TensorValueMetadata).type;
      const list = values[name]!;
      const data = type === 'int32' ? Int32Array.from(list) : BigInt64Array.from(list, BigInt);
      return [name, new Tensor(type === 'int32' ? 'int32' : 'int64', data, [1, length])] as const;
    });
    const results = await session.run(Object.fromEntries(feeds), [output]);
    const { data, dims, type } = results[output]!;
    if (type !== 'float32' || dims.length !== 2)
      notVectors(model, `${output} is ${type} [${dims.join(', ')}]`);
    return data as Float32Array;
  };

  return {
    of: async (texts, onText, signal) => {
      const rows: Float32Array[] = [];
      for (const text of texts) {
        signal.throwIfAborted();
        rows.push(await embed(text));
        onText(rows.length, texts.length);
      }
      width = rows[0]?.length ?? 0;
      const data = new Float64Array(rows.length * width);
      for (const [at, row] of rows.entries()) data.set(row, at * width);
      return { data, shape: [rows.length, width] };
    },
    says: () =>
      `vectors of ${basename(model)} (${output}, ${width} numbers each)${cut === 0 ? '' : `; ${cut === 1 ? '1 text was' : `${cut} texts were`} longer than it takes, and cut`}`,
  };
}

async function opened(model: string): Promise<InferenceSession> {
  // A missing file gets the sentence of all files.
  await stat(model).catch((error: unknown) => {
    throw fileError('read', model, error);
  });
  try {
    return await InferenceSession.create(model, { logSeverityLevel: 3 });
  } catch (cause) {
    return refuse('format', {
      rule: `${model} must be a model that onnxruntime runs`,
      came: `it cannot be opened: ${(cause as Error).message}`,
      fix: 'Export the text part again, or give vectors: --texts FILE.',
      cause,
    });
  }
}

/** The output with a vector for each text: a known name, or the only one of two dimensions. */
function vectorOf(model: string, { outputMetadata }: InferenceSession): string {
  const flat = outputMetadata.filter((one) => one.isTensor && one.shape.length === 2).map(({ name }) => name);
  const found = known.find((name) => flat.includes(name)) ?? (flat.length === 1 ? flat[0] : undefined);
  return (
    found ??
    notVectors(
      model,
      `its outputs are ${outputMetadata.map(({ name, ...one }) => `${name}${one.isTensor ? ` [${one.shape.join(', ')}]` : ''}`).join(', ')}`,
    )
  );
}

function notVectors(model: string, came: string): never {
  return refuse('shape', {
    rule: `${model} must give a vector of float32 for each text, [batch, width], as ${known.join(', ')} or its only such output`,
    came,
    fix: 'Export it with its projection, or give vectors: --texts FILE.',
  });
}
