import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  fromSentenceTransformers,
  GgemError,
  type PoolingSpec,
  type PoolingSpecInput,
  parseSpec,
  toSentenceTransformers,
} from '@ggem/core';
import { fileError } from './fileError.ts';
import { writeFiles } from './writeFiles.ts';

/** The pooling of a folder. */
export interface FolderPooling {
  /** With `after: ['l2']` where a Normalize follows. */
  readonly spec: PoolingSpec;
  readonly channels: number;
}

/** A line of `modules.json`. */
interface Module {
  readonly path: string;
  /** A class of Python, such as `sentence_transformers.models.Pooling`. */
  readonly type: string;
}

const list = 'modules.json';
const classes = 'sentence_transformers.models';
const pooling = { path: '1_Pooling', type: `${classes}.Pooling` };
const normalize = { path: '2_Normalize', type: `${classes}.Normalize` };

/**
 * The pooling of a sentence-transformers folder: `modules.json` and the `config.json` of its Pooling, such as
 * `1_Pooling/config.json`. A Normalize behind it becomes `after: ['l2']`. `promptTokens` says how long the prompt is, where the
 * config leaves it out.
 *
 * Throws a `GgemError`: `unavailable` for a file that is not there, `format` for one that is broken, for a folder without a
 * Pooling, and for a module behind it that is no pooling (a Dense is a layer of its own).
 */
export async function readSentenceTransformers(
  folder: string,
  options: { readonly promptTokens?: number } = {},
): Promise<FolderPooling> {
  const modules = modulesOf(folder, await readJson(join(folder, list)));
  const at = modules.findIndex((one) => classOf(one) === 'Pooling');
  if (at < 0) {
    refuse(
      `${join(folder, list)} must have a Pooling, but it has ${modules.map(classOf).join(', ') || 'none'}.`,
    );
  }
  const behind = modules.slice(at + 1).map(classOf);
  const other = behind.find((name) => name !== 'Normalize');
  if (other !== undefined) {
    refuse(
      `${join(folder, list)} must have nothing but a Normalize behind its Pooling, but ${other} is there. Read the pooling with fromSentenceTransformers, and keep ${other} as a layer behind it.`,
    );
  }
  const config = await readJson(join(folder, modules[at]!.path, 'config.json'));
  const { spec, channels } = fromSentenceTransformers({
    config: config as Readonly<Record<string, unknown>>,
    promptTokens: options.promptTokens,
  });
  return { spec: behind.length === 0 ? spec : parseSpec({ ...spec, after: ['l2'] }), channels };
}

/**
 * Writes a pooling into a sentence-transformers folder: its config, and `modules.json` with the pooling in the place of the one that
 * is there, or behind the Transformer where there is none. `after: ['l2']` becomes a Normalize. The result says how many leading
 * tokens are the prompt, which no file there holds. Where a file cannot be written, the folder stays as it was.
 *
 * Throws a `GgemError`: `spec` where sentence-transformers has no pooling that is exactly the same, `unavailable` and `format`
 * as `readSentenceTransformers` does.
 */
export async function writeSentenceTransformers(
  folder: string,
  spec: PoolingSpecInput,
  channels: number,
): Promise<{ readonly promptTokens: number }> {
  const { after = [], ...plain } = parseSpec(spec);
  const isUnit = after.length === 1 && after[0] === 'l2';
  const { config, promptTokens } = toSentenceTransformers(
    (isUnit ? plain : { ...plain, after }) as PoolingSpecInput,
    channels,
  );
  const there = await modulesThere(folder);
  const at = there.findIndex((one) => classOf(one) === 'Pooling');
  const before = at < 0 ? there : there.slice(0, at);
  const own = at < 0 ? pooling : there[at]!;
  const rest = at < 0 ? [] : there.slice(at + 1);
  const behind = rest.slice(rest[0] !== undefined && classOf(rest[0]) === 'Normalize' ? 1 : 0);
  const modules = [...before, own, ...(isUnit ? [normalize] : []), ...behind];
  const named = modules.map(({ path, type }, idx) => ({ idx, name: `${idx}`, path, type }));
  // The list comes last: it names what must be there.
  const files = new Map([
    [join(folder, own.path, 'config.json'), textOf(config)],
    [join(folder, list), textOf(named)],
  ]);
  await writeFiles('sentence-transformers', files, isUnit ? [join(folder, normalize.path)] : []);
  return { promptTokens };
}

/** The modules of a folder; a Transformer alone where it has no list yet. */
async function modulesThere(folder: string): Promise<readonly Module[]> {
  try {
    return modulesOf(folder, await readJson(join(folder, list)));
  } catch (error) {
    const cause = error instanceof GgemError ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
    if (cause?.code !== 'ENOENT') throw error;
    return [{ path: '', type: `${classes}.Transformer` }];
  }
}

function modulesOf(folder: string, content: unknown): readonly Module[] {
  const isModule = (one: Partial<Module> | null): boolean =>
    typeof one?.path === 'string' && typeof one.type === 'string' && !one.path.includes('..');
  if (Array.isArray(content) && content.every(isModule)) return content;
  return refuse(
    `${join(folder, list)} must be a list of modules, each with a path in the folder and a type.`,
  );
}

/** `Pooling` of `sentence_transformers.models.Pooling`; version 6 has longer paths. */
function classOf({ type }: Module): string {
  return type.split('.').at(-1)!;
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fileError('sentence-transformers', 'read', path, error);
  });
  try {
    return JSON.parse(text);
  } catch {
    return refuse(`${path} must be JSON, but it is not. Download or copy it again.`);
  }
}

function textOf(content: unknown): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

function refuse(message: string): never {
  throw new GgemError('format', `sentence-transformers: ${message}`);
}
