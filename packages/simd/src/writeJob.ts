import type { FlatOptions } from '@ggem/core';
import type { Exponents } from './exponents.ts';
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
  /** How many tokens come first that are not pooled. */
  readonly prefix: number;
  readonly shape: Shape;
  readonly exponents: Exponents;
  readonly weights: Weights;
  /** Where the tokens are. */
  readonly tokens: number;
  readonly half: boolean;
  readonly task: KernelTask;
  /** How many channels of a group of an image a thread takes at a time; a multiple of `CHUNK`. */
  readonly span: number;
}

/** How much each token weighs: all the same, or a number for each token in each group of channels. */
export interface Weights {
  readonly groups: number;
  /** Writes the weights and the factors for sums, or, where all tokens weigh the same, only the factors. */
  readonly write: (weights: Float32Array, norms: Float64Array) => void;
  /** The weight of each token where all weigh the same. */
  readonly evenly: number | undefined;
}

/** Writes all that the kernels read besides the tokens. */
export function writeJob(workspace: Workspace, placed: Placement, task: Task): void {
  const { spec, shape, tokens, half, span, weights } = task;
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
  write('prefix', task.prefix);
  write('half', Number(half));
  write('pooling', poolingCode[spec.type]);
  write('negatives', 'negatives' in spec ? negativesCode[spec.negatives] : negativesCode.clamp);
  writeFloat('eps', 'eps' in spec ? spec.eps : Number.NEGATIVE_INFINITY);
  for (const field of ['norms', 'y', 'dy', 'dx', 'dp', 'shares'] as const) write(field, placed[field]);
  write('span', span);
  write('plans', workspace.plans);
  write('groups', weights.groups);
  write('weights', weights.evenly === undefined ? placed.weights : 0);
  writeFloat('evenly', weights.evenly ?? 0);
  weights.write(
    workspace.floats(placed.weights, batch * weights.groups * count),
    workspace.doubles(placed.norms, batch * weights.groups),
  );
  planExponents(workspace, view, task);
}

/** The weights that a call gives, the same for all channels. */
export function weightsOf(spec: KernelSpec, shape: Shape, call: FlatOptions): Weights {
  if (call.mask === undefined && call.tokenWeights === undefined) {
    const { each, norm } = evenWeights(shape[1] - spec.prefixTokens);
    return { groups: 1, evenly: each, write: (_, norms) => void norms.fill(norm) };
  }
  return {
    groups: 1,
    evenly: undefined,
    write: (weights, norms) => writeWeights(shape, spec, call, weights, norms),
  };
}

/** Writes the plans unless they are those of the call before. */
function planExponents(workspace: Workspace, view: DataView, { exponents, task }: Task): void {
  const p = exponents.ofGroups;
  const { planned } = workspace;
  const isPlanned =
    planned !== undefined && planned.task === task && planned.p.every((value, g) => value === p[g]);
  if (isPlanned) return;
  writePlans(view, workspace.plans, exponents.ofChannels(p), task);
  workspace.planned = { p: Float64Array.from(p), task };
}
