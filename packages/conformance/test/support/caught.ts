import type { FloatArray, RaggedOps } from '@ggem/core';
import type { CaseOps, Device, PoolInput, PoolOutput } from '../../src/index.ts';
import { arrayHarness } from './arrayHarness.ts';
import { failed, run } from './cases.ts';
import { float32Ops } from './float32Ops.ts';

/** A quick part of the suite: every operation, and poolings in small shapes. */
const small = [
  'operation/*',
  'edge/*-eps-*',
  'edge/*-kept-*',
  'edge/dropped-nan-*',
  'edge/*ties-*',
  'edge/shift-*',
  'edge/finite-p-*',
  'edge/weights-of-*',
  'edge/x-to-the-p-would-overflow/*',
  'edge/around-*',
  '*/normal/3x7x5',
  '*/3x7x6',
  '*prefix=1/*',
  '*p=25/*/3x7x5/*',
  'mean/*/3x7x5/*',
  'ragged/*/4+0+*',
  'ragged/*/0+6+*',
  'layout/*/2x3x4x*',
];

/** The cases in which one token among 4,097 makes a difference. */
export const large: readonly string[] = ['operation/*', 'edge/a-divisor-*', 'edge/p=1-*'];

/** A backend that is not broken. */
export const right: RaggedOps<FloatArray> = float32Ops({ order: 'forward' });

/** Runs a broken backend and gives the cases that caught it. */
export async function caught(
  ops: CaseOps<FloatArray>,
  alter: ((device: Device) => Device) | undefined = undefined,
  only: readonly string[] = small,
): Promise<readonly string[]> {
  return failed(await run({ harness: arrayHarness(ops, alter) }, only));
}

/** A device that gets other inputs than it is given, or gives other outputs than it computed. */
export function tampered(
  before: (input: PoolInput) => PoolInput,
  after: (output: PoolOutput, input: PoolInput) => PoolOutput = (output) => output,
): (device: Device) => Device {
  return (device) => ({
    ...device,
    pool: async (input, wanted) => after(await device.pool(before(input), wanted), input),
  });
}

/** Inputs as they are. */
export const same = (input: PoolInput): PoolInput => input;

/** `0..n-1`. */
export const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);
