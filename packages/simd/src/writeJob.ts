import type { FlatOptions } from '@ggem/core';
import { channelExponents, groupExponents } from './exponents.ts';
import { jobAt } from './generated/layout.ts';
import type { KernelSpec } from './hasKernels.ts';
import { negativesCode, poolingCode } from './kernelCodes.ts';
import type { Shape } from './tokenArray.ts';
import { evenWeights, writeWeights } from './tokenWeights.ts';
import type { KernelTask, Placement, Workspace } from './workspace.ts';
import { writePlans } from './writePlans.ts';

/** A task for the kernels. */
export interface Task {
  readonly spec: KernelSpec;
  readonly shape: Shape;
  readonly call: FlatOptions;
  /** Where the tokens are. */
  readonly tokens: number;
  readonly half: boolean;
  readonly task: KernelTask;
  /** How many channels of an image a thread takes at a time; a multiple of `CHUNK`. */
  readonly span: number;
}

/** Writes all that the kernels read besides the tokens. */
export function writeJob(workspace: Workspace, placed: Placement, task: Task): void {
  const { spec, shape, tokens, half, span } = task;
  const [batch, count, channels] = shape;
  const view = workspace.view();
  const write = (field: keyof typeof jobAt, value: number) =>
    view.setInt32(workspace.job + jobAt[field], value, true);
  const writeFloat = (field: keyof typeof jobAt, value: number) =>
    view.setFloat32(workspace.job + jobAt[field], value, true);
  write('tokens', tokens);
  write('batch', batch);
  write('count', count);
  write('channels', channels);
  write('prefix', spec.prefixTokens);
  write('half', Number(half));
  write('pooling', poolingCode[spec.type]);
  write('negatives', 'negatives' in spec ? negativesCode[spec.negatives] : negativesCode.clamp);
  writeFloat('eps', 'eps' in spec ? spec.eps : Number.NEGATIVE_INFINITY);
  for (const field of ['norms', 'y', 'dy', 'dx', 'dp'] as const) write(field, placed[field]);
  write('span', span);
  write('plans', workspace.plans);
  writeShares(workspace, placed, task, write, writeFloat);
  planExponents(workspace, view, task);
}

/** Writes how much each token weighs. */
function writeShares(
  workspace: Workspace,
  placed: Placement,
  { spec, shape, call }: Task,
  write: (field: 'weights', value: number) => void,
  writeFloat: (field: 'evenly', value: number) => void,
): void {
  const [batch, count] = shape;
  const norms = workspace.doubles(placed.norms, batch);
  if (call.mask === undefined && call.tokenWeights === undefined) {
    const { each, norm } = evenWeights(count - spec.prefixTokens);
    norms.fill(norm);
    write('weights', 0);
    writeFloat('evenly', each);
  } else {
    const weights = workspace.floats(placed.weights, batch * count);
    writeWeights(shape, spec, call, weights, norms);
    write('weights', placed.weights);
  }
}

/** Writes the plans unless they are those of the call before. */
function planExponents(workspace: Workspace, view: DataView, { spec, shape, call, task }: Task): void {
  const p = groupExponents(spec, call.parameters?.p);
  const { planned } = workspace;
  const isPlanned =
    planned !== undefined && planned.task === task && planned.p.every((value, g) => value === p[g]);
  if (isPlanned) return;
  writePlans(view, workspace.plans, channelExponents(spec, shape[2], p), task);
  workspace.planned = { p: Float64Array.from(p), task };
}
