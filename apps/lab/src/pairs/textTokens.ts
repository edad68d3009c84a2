import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileError } from '@ggem/train/node';
import { Tokenizer } from '@huggingface/tokenizers';
import { readBytes } from '../files/readBytes.ts';
import { refuse } from '../refuse.ts';

/** Texts become token ids. */
export interface TextTokens {
  /** The ids of a text, cut to what the encoder takes, its special tokens kept. */
  readonly of: (text: string) => { readonly ids: readonly number[]; readonly isCut: boolean };
  /** How many ids each text is filled up to, where the tokenizer says so. */
  readonly filled?: number | undefined;
  /** The id that texts are filled up with; where there is one. */
  readonly pad?: number | undefined;
}

/** What is read of a tokenizer.json beside what the library reads. */
interface TokenizerFile {
  readonly truncation?: { readonly max_length?: number } | null;
  readonly padding?: {
    readonly strategy?: 'BatchLongest' | { readonly Fixed?: number };
    readonly pad_id?: number;
  } | null;
}

/** What is read of a tokenizer_config.json. */
interface TokenizerConfig {
  readonly model_max_length?: number;
  readonly pad_token?: string | { readonly content?: string } | null;
}

/** Beyond so many the file says that it knows no limit. */
const unlimited = 1e6;

/** Reads a tokenizer.json, and the tokenizer_config.json beside it if there is one. `most` is what the model takes, where its shape says so. */
export async function textTokens(file: string, most: number | undefined): Promise<TextTokens> {
  const json: TokenizerFile = parsed(file, await readBytes(file), 'tokenizer.json');
  const config = await configBeside(file);
  const tokenizer = opened(file, json, config);
  const { pad_token: padToken } = config;
  const padText = typeof padToken === 'string' ? padToken : padToken?.content;
  const { strategy, pad_id: padId } = json.padding ?? {};
  const filled = typeof strategy === 'object' ? strategy.Fixed : undefined;
  const limits = [most, json.truncation?.max_length, config.model_max_length, filled];
  const limit = Math.min(
    ...limits.map((one) => (one === undefined || one > unlimited ? Number.POSITIVE_INFINITY : one)),
  );
  // The types of the library are lost where imports need an extension.
  const idsOf = (text: string, isWhole: boolean): readonly number[] =>
    tokenizer.encode(text, { add_special_tokens: isWhole }).ids;
  return {
    of: (text) => {
      const ids = idsOf(text, true);
      if (!ids.every((id) => Number.isInteger(id))) {
        refuse('value', {
          rule: `${file} must know the words of captions, or have an unknown token`,
          came: `it has no id for a part of ${JSON.stringify(text)}`,
          fix: 'Give the tokenizer of this text model.',
        });
      }
      if (ids.length <= limit) return { ids, isCut: false };
      const plain = idsOf(text, false);
      const special = ids.length - plain.length;
      const front =
        Array.from({ length: special + 1 }, (_, i) => i).findLast((i) =>
          plain.every((id, at) => ids[i + at] === id),
        ) ?? 0;
      const kept = plain.slice(0, Math.max(0, limit - special));
      return { ids: [...ids.slice(0, front), ...kept, ...ids.slice(front + plain.length)], isCut: true };
    },
    filled: most ?? filled,
    pad: (padText === undefined ? undefined : tokenizer.token_to_id(padText)) ?? padId,
  };
}

/** The tokenizer_config.json beside a file; empty where there is none. */
async function configBeside(file: string): Promise<TokenizerConfig> {
  const path = join(dirname(file), 'tokenizer_config.json');
  try {
    return parsed(path, await readFile(path), 'tokenizer_config.json');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw fileError('read', path, error);
  }
}

function parsed(file: string, bytes: Buffer, kind: FileKind): object {
  try {
    const json: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof json === 'object' && json !== null) return json;
  } catch (cause) {
    return notTokenizer(file, 'it is no JSON', { kind, cause });
  }
  return notTokenizer(file, 'it holds no object', { kind });
}

function opened(file: string, json: TokenizerFile, config: TokenizerConfig): Tokenizer {
  try {
    return new Tokenizer(json, config);
  } catch (cause) {
    return notTokenizer(file, `it cannot be read: ${(cause as Error).message}`, {
      kind: 'tokenizer.json',
      cause,
    });
  }
}

type FileKind = 'tokenizer.json' | 'tokenizer_config.json';

function notTokenizer(
  file: string,
  came: string,
  { kind, cause }: { readonly kind: FileKind; readonly cause?: unknown },
): never {
  return refuse('format', {
    rule: `${file} must be a ${kind} of Hugging Face`,
    came,
    fix: 'Save it with tokenizer.save_pretrained, or give vectors: --texts FILE.',
    cause,
  });
}
