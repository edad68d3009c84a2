import { GgemError, inside } from '../errors.ts';
import { channelsThrough, stepOf } from '../pooling/after/after.ts';
import { attends } from '../pooling/attend/attends.ts';
import { attendOf, channelsPooled } from '../spec/attended.ts';
import { partsOf } from '../spec/parts.ts';
import type { PoolingSpec } from '../spec/spec.ts';
import { definitionOf } from './poolings.ts';

/** How many channels the pooled vector has. */
export function outputChannels(spec: PoolingSpec, channels: number): number {
  return channelsThrough(spec.after ?? [], pooledChannels(spec, channels)).at(-1)!;
}

/** How many channels the pooled vector has before the steps of `after`. */
export function pooledChannels(spec: PoolingSpec, channels: number): number {
  return definitionOf(spec).width(spec, channelsPooled(spec, channels), widthsOfParts(spec, channels));
}

/** How many channels the pooling weights have: those of the tokens, once for each vector that is put side by side. */
export function weightChannels(spec: PoolingSpec, channels: number): number {
  const parts = partsOf(spec).map((part) => weightChannels(part.spec, channels));
  return definitionOf(spec).width(spec, channelsPooled(spec, channels), parts);
}

/** Throws where a spec does not fit the channels: groups or heads that do not divide them, parts that differ in theirs. */
export function checkChannels(spec: PoolingSpec, channels: number): void {
  checkedWidth(spec, channels);
}

/** `outputChannels`, and every check in the same walk: nested specs are visited once. */
function checkedWidth(spec: PoolingSpec, channels: number): number {
  const parts = partsOf(spec).map(({ path, spec: part }) =>
    inside(`${spec.type}: ${path}`, () => checkedWidth(part, channels)),
  );
  const definition = definitionOf(spec);
  const attend = attendOf(spec);
  if (attend !== undefined)
    inside(`${spec.type}: attend`, () => attends.get('attend').check(attend, channels));
  const pooled = channelsPooled(spec, channels);
  definition.checkChannels(spec, pooled, parts);
  const steps = spec.after ?? [];
  const widths = channelsThrough(steps, definition.width(spec, pooled, parts));
  for (const [i, step] of steps.entries()) {
    const refusal = stepOf(step).refusal(step, widths[i]!);
    if (refusal !== undefined) throw new GgemError('shape', `${spec.type}: after.${i} ${refusal}`);
  }
  return widths.at(-1)!;
}

function widthsOfParts(spec: PoolingSpec, channels: number): readonly number[] {
  return partsOf(spec).map((part) => outputChannels(part.spec, channels));
}
