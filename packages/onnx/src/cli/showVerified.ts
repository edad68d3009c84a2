import type { ComparedOutput } from '../verify/compareOutputs.ts';
import type { Verified } from '../verify/verifyModel.ts';
import type { VerifiedPooling } from '../verify/verifyPooling.ts';
import { table } from './table.ts';

/** The result of verify, as lines of text. */
export function showVerified({ inputs, poolings, outputs }: Verified): readonly string[] {
  const ran = inputs.map(({ name, shape, holds }) => [name, `[${shape.join(', ')}]`, holds]);
  const beside =
    outputs.length === 0 ? [] : ['Beside the original', ...table(outputs.map(rowOf)).map(indented)];
  return ['Ran on', ...table(ran).map(indented), ...poolings.flatMap(linesOf), ...beside];
}

function linesOf(pooling: VerifiedPooling): readonly string[] {
  const { output, spec, tokensShape, error, at, model, reference, relative, scale, allowed } = pooling;
  const isClose = relative <= allowed;
  return [
    `${output}: ${spec.type} of ${tokensShape.join(' × ')} tokens`,
    `  largest error ${short(error)} at [${at.join(', ')}]: the model gives ${short(model)}, the reference ${short(reference)}`,
    `  ${short(relative)} of the largest value ${short(scale)}; ${short(allowed)} is allowed: ${isClose ? 'good' : 'WRONG'}`,
    ...(pooling.fault === undefined ? [] : [`  WRONG place: ${pooling.fault}.`]),
  ];
}

function rowOf({ name, shape, follows, relative = 0, isGood }: ComparedOutput): readonly string[] {
  const what = follows
    ? 'follows from the pooling, not compared'
    : `largest error ${short(relative)} of the largest value: ${isGood ? 'good' : 'WRONG'}`;
  return [name, `[${shape.join(', ')}]`, what];
}

function indented(line: string): string {
  return `  ${line}`;
}

function short(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size < 1e-3 || size >= 1e6 ? value.toExponential(1) : String(Number(value.toPrecision(5)));
}
