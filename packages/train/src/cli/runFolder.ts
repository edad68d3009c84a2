import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GgemError } from '@ggem/core';
import { fileError } from '../node/fileError.ts';
import { packageVersion } from '../node/packageVersion.ts';
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
  /** Options that are no longer what they were, in words such as `rate was 0.5 and is 0.1`. */
  readonly changed: readonly string[];
  /** A saved state to go on from. */
  readonly state: Uint8Array | undefined;
  readonly save: (state: Uint8Array) => Promise<void>;
}

/** Options that only say how the next steps are made. A saved state means the same with others. */
const steering = new Set([
  ...['epochs', 'rate', 'pooling-rate', 'layer-decay', 'weight-decay', 'label-smoothing'],
  ...['augment', 'mixup', 'workers'],
]);

/**
 * Opens the folder of a run. A new run begins anew there. With `resume` the model, the images and the options that the saved
 * state depends on must be what they were. Options that only steer the next steps may change: `run.json` keeps what they were
 * in `before`. With equal options the result is what it would have been without the pause.
 */
export async function runFolder(path: string, about: RunAbout, resume: boolean): Promise<RunFolder> {
  const [file, state] = [join(path, 'run.json'), join(path, 'state.safetensors')];
  const old = resume ? await readFile(file, 'utf8').catch(() => undefined) : undefined;
  const known = resume ? checkSame(path, old, about) : undefined;
  const changed = known === undefined ? [] : changes(known.options, about.options);
  // Tokens stay: they are found by what they were computed from.
  if (known === undefined) await rm(state, { force: true });
  if (known === undefined || changed.length > 0) {
    await mkdir(path, { recursive: true }).catch((error: unknown) => {
      throw fileError('write', path, error);
    });
    const before = known && [...(known.before ?? []), known.options];
    await writeWhole(file, `${JSON.stringify({ ...about, before, versions: await versions() }, null, 2)}\n`);
  }
  return {
    path,
    changed,
    state: resume ? await readFile(state).catch(() => undefined) : undefined,
    save: (bytes) => writeWhole(state, bytes),
  };
}

/** What `run.json` holds. */
interface Known extends RunAbout {
  /** The options before each change. */
  readonly before?: readonly RunAbout['options'][];
}

function checkSame(path: string, old: string | undefined, about: RunAbout): Known {
  if (old === undefined)
    throw new GgemError(
      'value',
      `finetune: resume needs the folder of a run, but ${path} has none. Leave --resume out.`,
    );
  const known = JSON.parse(old) as Known;
  for (const key of ['model', 'data'] as const) {
    if (known[key] === about[key]) continue;
    throw new GgemError(
      'value',
      `finetune: resume must go on with the same ${key}, but in ${path} they were others. Give the same, or leave --resume out.`,
    );
  }
  const fixed = changes(known.options, about.options, (name) => !steering.has(name));
  if (fixed.length === 0) return known;
  throw new GgemError(
    'value',
    `finetune: resume must go on with the same options but for those that steer the next steps, such as --rate, but in ${path} ${fixed.join(', ')}. Give the same, or leave --resume out.`,
  );
}

function changes(
  old: RunAbout['options'],
  now: RunAbout['options'],
  matters: (name: string) => boolean = () => true,
): readonly string[] {
  const word = (value: unknown): string => (value === undefined ? 'the default' : JSON.stringify(value));
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((name) => {
    const [was, is] = [word(old[name]), word(now[name])];
    return was === is || !matters(name) ? [] : [`${name} was ${was} and is ${is}`];
  });
}

/** What computed the numbers: another version may round in another way. */
async function versions(): Promise<Readonly<Record<string, string>>> {
  const names = ['@ggem/train', '@ggem/onnx', '@ggem/core', '@ggem/embed', 'onnxruntime-node', 'sharp'];
  const known = names.map(async (name) => [name, await packageVersion(name, import.meta.url)] as const);
  return { node: process.versions.node, ...Object.fromEntries(await Promise.all(known)) };
}
