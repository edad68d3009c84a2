import { definitionOf } from '../facts/poolings.ts';
import { lift } from '../ops/lift.ts';
import { scoreOf } from '../pooling/attend/scores.ts';
import type { StreamedAttend } from '../pooling/streamRule.ts';
import { arrayOps } from '../reference/arrayOps.ts';
import type { FlatOptions } from '../reference/arrayOptions.ts';
import type { FloatArray } from '../reference/floatArray.ts';
import { type ArrayTokens, fittingInputs } from '../reference/poolArray.ts';
import type { PoolingSpec } from '../spec/spec.ts';

/** The scores of all tokens of a piece, `[batch, tokens, groups]`. */
export function scoresOf(
  spec: PoolingSpec,
  { attend, under }: StreamedAttend,
  tokens: ArrayTokens,
  options: FlatOptions,
): ArrayLike<number> {
  const inputs = fittingInputs(spec, tokens, { parameters: options.parameters }, 'given');
  const { interleaved } = definitionOf(spec).groups(spec);
  const { scores } = scoreOf(attend).of<FloatArray>(lift(arrayOps), {
    attend,
    tokens: { x: inputs.tokens, q: 1, total: { unit: 1, sum: 1 } },
    layout: { groups: attend.groups, channels: inputs.channels, interleaved },
    parameter: (name) => inputs.parameters![`${under}${name}`]!.tensor,
  });
  return (scores as FloatArray).data;
}
