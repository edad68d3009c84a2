import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { GgemError } from '@ggem/core';
import { fileError } from '../node/fileError.ts';
import { writeWhole } from '../node/writeWhole.ts';

/** What a run depends on. */
export interface RunAbout {
  readonly model: string;
  readonly data: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The folder of a run: what it is (`run.json`), and how far it came (`state.safetensors`). */
export interface RunFolder {
  readonly path: string;
  /** A saved state to go on from. */
  readonly state: Uint8Array | undefined;
  readonly save: (state: Uint8Array) => Promise<void>;
}

/**
 * Opens the folder of a run. A new run begins anew there. With `resume` the model, the images and the options must be what
 * they were, so that the result is what it would have been without the pause.
 */
export async function runFolder(path: string, about: RunAbout, resume: boolean): Promise<RunFolder> {
  const [file, state] = [join(path, 'run.json'), join(path, 'state.safetensors')];
  const old = await readFile(file, 'utf8').catch(() => undefined);
  if (resume) checkSame(path, old, about);
  else {
    // Tokens stay: they are found by what they were computed from.
    await rm(state, { force: true });
    await mkdir(path, { recursive: true }).catch((error: unknown) => {
      throw fileError('write', path, error);
    });
    await writeWhole(file, `${JSON.stringify({ ...about, versions: versions() }, null, 2)}\n`);
  }
  return {
    path,
    state: resume ? await readFile(state).catch(() => undefined) : undefined,
    save: (bytes) => writeWhole(state, bytes),
  };
}

function checkSame(path: string, old: string | undefined, about: RunAbout): void {
  if (old === undefined)
    throw new GgemError(
      'value',
      `finetune: resume needs the folder of a run, but ${path} has none. Leave --resume out.`,
    );
  const known = JSON.parse(old) as RunAbout & { readonly versions: unknown };
  for (const key of ['model', 'data', 'options'] as const) {
    if (JSON.stringify(known[key]) === JSON.stringify(about[key])) continue;
    const was = key === 'options' ? ` (${JSON.stringify(known.options)})` : '';
    throw new GgemError(
      'value',
      `finetune: resume must go on with the same ${key}, but in ${path} they were others${was}. Give the same, or leave --resume out.`,
    );
  }
}

/** What computed the numbers: another version may round in another way. */
function versions(): Readonly<Record<string, string>> {
  const load = createRequire(import.meta.url);
  const version = (name: string): string => {
    try {
      return (load(name) as { version: string }).version;
    } catch {
      return 'unknown';
    }
  };
  return {
    node: process.versions.node,
    '@ggem/train': version('../../package.json'),
    'onnxruntime-node': version('onnxruntime-node/package.json'),
    sharp: version('sharp/package.json'),
  };
}

/** A short name for bytes or texts. */
export function digest(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 16);
}
