import { GgemError, inside } from '../errors.ts';
import { channelsBefore } from '../pooling/after/steps.ts';
import { partsOf } from '../spec/parts.ts';
import type { PoolingSpec } from '../spec/spec.ts';
import { outputChannels } from './channels.ts';

/** Throws where a spec does not fit the channels: groups or heads that do not divide them, parts that differ in theirs. */
export function checkChannels(spec: PoolingSpec, channels: number): void {
  for (const { path, spec: part } of partsOf(spec)) {
    inside(`${spec.type}: ${path}`, () => checkChannels(part, channels));
  }
  if (spec.type === 'ggem') checkDivides(spec.type, 'groups', spec.groups, channels);
  if (spec.type === 'attention') checkDivides(spec.type, 'heads', spec.heads, channels);
  if (spec.type === 'mix') {
    const widths = spec.parts.map((part) => outputChannels(part, channels));
    const other = widths.findIndex((width) => width !== widths[0]);
    if (other >= 0) {
      throw new GgemError(
        'shape',
        `mix: parts must give as many channels as the first, ${widths[0]}, but parts.${other} gives ${widths[other]}. Use concat.`,
      );
    }
  }
  checkWhitening(spec, channels);
}

function checkWhitening(spec: PoolingSpec, channels: number): void {
  const steps = spec.after ?? [];
  for (const [i, step] of steps.entries()) {
    if (step === 'l2') continue;
    const before = channelsBefore(spec, steps, i, channels);
    if (step.whiten > before) {
      throw new GgemError(
        'shape',
        `${spec.type}: after.${i} must not whiten to more channels than the ${before} that come to it, but ${step.whiten} came. Use ${before} or fewer.`,
      );
    }
  }
}

function checkDivides(type: string, name: string, count: number, channels: number): void {
  if (channels % count === 0) return;
  const divisors = Array.from({ length: channels }, (_, i) => i + 1).filter((n) => channels % n === 0);
  const nearest = divisors
    .sort((a, b) => Math.abs(Math.log(a / count)) - Math.abs(Math.log(b / count)))
    .slice(0, 3)
    .sort((a, b) => a - b);
  const listed =
    nearest.length > 1 ? `${nearest.slice(0, -1).join(', ')} or ${nearest.at(-1)}` : `${nearest[0]}`;
  throw new GgemError(
    'shape',
    `${type}: ${name} must divide channels, but ${count} does not divide ${channels}. Use a divisor such as ${listed}.`,
  );
}
