import { type AttendSpec, parseSpec, poolArray } from '@ggem/core';
import type { Specified } from '../meaning.ts';
import { groupsOf } from './headGroups.ts';
import { type Head, HeadProbe } from './headProbe.ts';
import { gated, queries } from './headScores.ts';

/** How far a head may be from the spec that is found for it, in units of its largest number. */
const tolerance = 1e-6;

/** Tokens of an image that differ from zeros when a head is compared with a spec; zeros are counted too. */
const compared = 16;

/**
 * The spec of a head of attention with learned queries, or of scores by a small network (ABMIL), with its parameters.
 *
 * The head is computed for tokens that tell its matrices apart: zeros and units. What is found is a spec only if both give
 * the same for other tokens. `undefined` where it is more than a spec says, or where it is computed in another way.
 */
export function attendedSpec(head: Head): Specified | undefined {
  const probe = HeadProbe.of(head);
  const groups = probe && groupsOf(probe);
  if (probe === undefined || groups === undefined) return undefined;
  const nodes = [...head.inside].map((at) => head.graph.graph.node[at]!);
  const scored = nodes.some(({ opType }) => opType === 'Tanh')
    ? gated(probe, groups, nodes)
    : queries(probe, groups);
  const values = scored && valuesOf(probe);
  if (scored === undefined || values === undefined) return undefined;
  const { channels, prefix: prefixTokens } = probe;
  const { bias, matrix, width } = values;
  const largest = matrix.flat().reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const isBiased = bias.some((x) => Math.abs(x) > tolerance * largest);
  const isPlain = width === channels && matrix.every((row, c) => row.every((x, o) => x === Number(c === o)));
  const attend = { ...scored.attend, groups: groups.count, value: isPlain ? null : width } as AttendSpec;
  const parameters = { ...scored.parameters, ...(!isPlain && { value: matrix.flat() }) };
  const spec = parseSpec({ type: 'mean', prefixTokens, attend });
  const found = Object.fromEntries(Object.entries(parameters).map(([key, list]) => [`attend.${key}`, list]));
  const tokens = probe.tokens((b, n, c) =>
    n % Math.ceil(probe.count / compared) === 0 ? Math.sin(1 + b + 3 * n + 7.13 * c) : 0,
  );
  const shape = [probe.images, probe.count + prefixTokens, channels] as const;
  const wanted = poolArray({ data: tokens, shape }, spec, { parameters: found });
  const shifted = wanted.map((x, i) => x + (isBiased ? bias[i % width]! : 0));
  const y = probe.run(tokens).value(head.site.name)?.data;
  if (y === undefined || !isSame(y, shifted)) return undefined;
  if (isBiased) return { why: 'its values have a bias, which no spec adds. Replace it as a whole' };
  return { spec, values: found };
}

function isSame(y: readonly number[], wanted: Float64Array): boolean {
  const largest = wanted.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return y.length === wanted.length && wanted.every((x, i) => Math.abs(x - y[i]!) <= tolerance * largest);
}

/** What is pooled of a token: `matrix` `[channels][width]` times it, and a bias. */
function valuesOf(probe: HeadProbe) {
  const { images, channels } = probe;
  const matrix = Array.from({ length: channels }, (): readonly number[] => []);
  let [run, bias, isKnown] = [probe.run(probe.tokens(() => 0)), [] as readonly number[], true];
  probe.eachUnit(
    channels,
    (token) => {
      run = probe.run(probe.tokens(token));
    },
    (image, token, unit) => {
      const all = probe.vectors(run, (_, n) => Number(n === token));
      isKnown &&= all !== undefined;
      const width = (all?.length ?? 0) / images;
      const vector = all?.slice(image * width, (image + 1) * width) ?? [];
      if (unit === 0) bias = vector;
      else matrix[unit - 1] = vector.map((x, o) => x - bias[o]!);
    },
  );
  return isKnown ? { matrix, bias, width: bias.length } : undefined;
}
