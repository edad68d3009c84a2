import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import type { HostTensor } from '../src/model/weightsFile.ts';
import type { AdamState } from './adamW.ts';
import type { Settings } from './settings.ts';
import type { StageName } from './stage.ts';

/** Everything that a stage needs to go on as if it had never stopped. */
export interface TrainingState {
  /** Steps done. */
  step: number;
  /** Time spent on them. */
  seconds: number;
  readonly parameters: ReadonlyMap<string, HostTensor>;
  readonly adam: AdamState;
  /** What the finished stage measured. */
  result: StageResult | undefined;
}

export interface StageResult {
  /** Shares of the held-out training images and of the test images, by head. */
  readonly validation: Readonly<Record<string, number>>;
  readonly test: Readonly<Record<string, number>>;
}

interface Header {
  readonly stage: StageName;
  readonly settings: Settings;
  readonly step: number;
  readonly seconds: number;
  readonly result: StageResult | null;
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** The hash of the numbers that follow the header. */
  readonly sha256: string;
}

const MAGIC = 'ggem checkpoint 1\n';

/** Writes a checkpoint beside its place and renames it there, so that a crash never leaves half of one. */
export function writeCheckpoint(
  path: string,
  stage: StageName,
  settings: Settings,
  state: TrainingState,
): void {
  const numbers = Buffer.concat(
    [...arrays(state)].map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength)),
  );
  const header: Header = {
    stage,
    settings,
    step: state.step,
    seconds: state.seconds,
    result: state.result ?? null,
    tensors: [...state.parameters].map(([name, { shape }]) => ({ name, shape })),
    sha256: createHash('sha256').update(numbers).digest('hex'),
  };
  const file = openSync(`${path}.tmp`, 'w');
  writeSync(file, Buffer.from(`${MAGIC}${JSON.stringify(header)}\n`));
  writeSync(file, numbers);
  fsyncSync(file);
  closeSync(file);
  renameSync(`${path}.tmp`, path);
}

/**
 * Reads a checkpoint into a fresh state of the same stage; false where there is none.
 *
 * A damaged file, another stage's, or one of other settings is an error.
 */
export function readCheckpoint(
  path: string,
  stage: StageName,
  settings: Settings,
  state: TrainingState,
): boolean {
  if (!existsSync(path)) return false;
  const bytes = readFileSync(path);
  const header = parseHeader(path, bytes);
  if (header.stage !== stage) {
    throw wrong(
      path,
      `must hold the stage "${stage}", but holds "${header.stage}"`,
      'Take another --out folder.',
    );
  }
  const difference = differing(header.settings, settings);
  if (difference !== undefined)
    throw wrong(path, difference, 'Give the same options as before, or another --out folder.');
  const numbers = bytes.subarray(bytes.indexOf('\n', MAGIC.length) + 1);
  checkNumbers(path, header, numbers, state);
  let at = 0;
  for (const array of arrays(state)) {
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(
      numbers.subarray(at, at + array.byteLength),
    );
    at += array.byteLength;
  }
  state.step = header.step;
  state.seconds = header.seconds;
  state.result = header.result ?? undefined;
  return true;
}

function* arrays(state: TrainingState): Generator<Float32Array> {
  for (const { values } of state.parameters.values()) yield values;
  yield* state.adam.mean.values();
  yield* state.adam.square.values();
}

function parseHeader(path: string, bytes: Buffer): Header {
  const end = bytes.indexOf('\n', MAGIC.length);
  if (bytes.subarray(0, MAGIC.length).toString('latin1') !== MAGIC || end < 0) {
    throw wrong(path, `must start with ${JSON.stringify(MAGIC.trim())} and a header, but does not`, DELETE);
  }
  try {
    return JSON.parse(bytes.subarray(MAGIC.length, end).toString()) as Header;
  } catch (error) {
    throw wrong(
      path,
      `must have a header in JSON, but reading it failed (${(error as Error).message})`,
      DELETE,
    );
  }
}

function checkNumbers(path: string, header: Header, numbers: Buffer, state: TrainingState): void {
  const expected = [...arrays(state)].reduce((sum, array) => sum + array.byteLength, 0);
  if (numbers.length !== expected) {
    throw wrong(path, `must hold ${expected} bytes of numbers, but holds ${numbers.length}`, DELETE);
  }
  const tensors = [...state.parameters].map(([name, { shape }]) => `${name} [${shape}]`).join();
  if (header.tensors?.map(({ name, shape }) => `${name} [${shape}]`).join() !== tensors) {
    throw wrong(path, 'must hold the parameters of this model, but holds those of another', DELETE);
  }
  if (createHash('sha256').update(numbers).digest('hex') !== header.sha256) {
    throw wrong(path, 'must match the checksum in its header, but its numbers have changed', DELETE);
  }
}

const DELETE = 'Delete the file to start this stage again.';

function differing(saved: Settings, wanted: Settings): string | undefined {
  const key = (Object.keys(wanted) as (keyof Settings)[]).find((name) => saved?.[name] !== wanted[name]);
  return (
    key && `must be of a training with ${key} ${wanted[key]}, but was written with ${key} ${saved?.[key]}`
  );
}

function wrong(path: string, what: string, fix: string): Error {
  return new Error(`checkpoint: ${path} ${what}. ${fix}`);
}
