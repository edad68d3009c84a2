import {
  exponentLayout,
  GgemError,
  isPowerMean,
  type PoolingSpec,
  type PowerMeanSpec,
  parseSpec,
  pool,
} from '@ggem/core';
import type { PoolingGraphOptions } from './options.ts';
import type { RecordedInputs } from './recordInputs.ts';
import type { Value } from './value.ts';
import { wholePower } from './wholePower.ts';

/** Means of powers between these have small logarithms, so that their roots are as exact as the stable formula. */
const safe = { least: 1e-6, most: 1e6 } as const;

/** For exponents nearer to 0, the root of a mean of powers is too inexact. */
const nearestToZero = 0.5;

/**
 * A power mean that tries the plain formula `(mean x^p)^(1/p)` first. The means of powers show whether it can be trusted: a
 * power that overflowed makes a mean infinite, and powers that vanished do not count in a mean that is not small. Only `If`
 * a mean lies outside of these bounds, or a token is NaN, which `Clip` may lose, the stable graph runs.
 */
export function withShortcut(
  spec: PoolingSpec,
  recorded: RecordedInputs,
  options: PoolingGraphOptions,
): Value {
  const { recorder, ops, inputs, compute } = recorded;
  const { node, constant, branch } = recorder;
  checkShortcut(spec, recorded, options);
  const p = inputs.parameters!.p!.values!;
  const perChannel = (values: readonly number[]): Value => {
    if (new Set(values).size === 1) return constant(compute, [values[0]!]);
    return ops.spread(ops.constant(values), exponentLayout(spec, inputs.channels));
  };
  const x = spec.prefixTokens === 0 ? inputs.tokens : ops.slice(inputs.tokens, spec.prefixTokens);
  const held = ops.clamp(x, spec.eps, Number.POSITIVE_INFINITY);
  // onnxruntime has a faster implementation for these two exponents.
  const isOne = p.every((value) => value === p[0]);
  const isQuick = isOne && (p[0] === 2 || p[0] === 3);
  const powers = isQuick
    ? node('Pow', [held, perChannel(p)], held)
    : (wholePower(ops, held, isOne ? p[0]! : perChannel(p)) ??
      ops.exp(ops.mul(ops.log(held), perChannel(p))));
  const mean = ops.div(ops.sum(powers), ops.count(x));
  const overall = (op: string, value: Value): Value =>
    node(op, [value], { kind: compute, dims: [] }, { keepdims: 0 });
  const both = (a: Value, b: Value): Value => node('And', [a, b], { kind: 'bool', dims: [] });
  const total = overall('ReduceSum', ops.sum(x));
  const isSafe = both(
    both(ops.less(overall('ReduceMax', mean), safe.most), ops.less(safe.least, overall('ReduceMin', mean))),
    ops.equal(total, total),
  );
  const root = node('Pow', [mean, perChannel(p.map((value) => 1 / value))], mean);
  const { after, ...before } = spec;
  const pooled = branch(isSafe, root, pool(ops, before, inputs));
  if (after === undefined) return pooled;
  return pool(ops, parseSpec({ type: 'token', index: 0, after }), { ...inputs, tokens: pooled });
}

function checkShortcut(
  spec: PoolingSpec,
  { inputs, offsets }: RecordedInputs,
  { poolingWeights }: PoolingGraphOptions,
): asserts spec is PowerMeanSpec {
  const fail = (came: string): never => {
    throw new GgemError(
      'value',
      `onnx: shortcut must be asked for a gem or ggem with negatives "clamp" and baked, finite p from ${nearestToZero} on, tokens and no more, but ${came} came. Leave shortcut out.`,
    );
  };
  if (!isPowerMean(spec)) return fail(spec.type);
  if (spec.negatives !== 'clamp') fail(`negatives "${spec.negatives}"`);
  const others = {
    mask: inputs.mask,
    tokenWeights: inputs.tokenWeights,
    offsets,
    poolingWeights: poolingWeights || undefined,
  };
  const besides = Object.entries(others).find(([, value]) => value !== undefined);
  if (besides !== undefined) fail(besides[0]);
  const values = inputs.parameters?.p?.values ?? fail('p as an input');
  const near = values.find((p) => !Number.isFinite(p) || Math.abs(p) < nearestToZero);
  if (near !== undefined) fail(`p ${near}`);
}
