import { HEAD_NAMES, type HeadName } from '../../model/heads.ts';
import { exponent, percent } from '../format.ts';
import { groupReading, prediction, type Reading, type Readings } from '../inference/reading.ts';
import { headTexts } from './headTexts.ts';
import { noDigit } from './noDigit.ts';

/** The text for screen readers after an answer: one sentence if the networks agree. */
export function summary({ heads, looksLikeDigit }: Readings, override: number | undefined): string {
  const verdict = looksLikeDigit ? verdicts(heads) : noDigit.says;
  return `${verdict}${override === undefined ? '' : spread(heads, override)}`;
}

/** How many patches the poolings use at this p, which the slider is there to show. */
function spread(readings: ReadonlyMap<HeadName, Reading>, p: number): string {
  const uses = (['gem', 'ggem'] as const)
    .filter((name) => readings.has(name))
    .map(
      (name) => `${headTexts[name].name} ${groupReading(readings.get(name)!, undefined).inUse.toFixed(1)}`,
    );
  return ` With p = ${p === Number.POSITIVE_INFINITY ? 'infinity' : exponent(p)}, patches a channel: ${uses.join(', ')}.`;
}

function verdicts(readings: ReadonlyMap<HeadName, Reading>): string {
  const votes = HEAD_NAMES.filter((name) => readings.has(name)).map((name) => ({
    name: headTexts[name].name,
    ...prediction(readings.get(name)!),
  }));
  const first = votes[0];
  if (!first) return '';
  if (votes.every(({ digit }) => digit === first.digit)) {
    const lowest = Math.min(...votes.map(({ confidence }) => confidence));
    return `All five read ${first.digit}, each with at least ${percent(lowest)}.`;
  }
  return `${votes.map(({ name, digit, confidence }) => `${name} ${digit}, ${percent(confidence)}`).join('; ')}.`;
}
