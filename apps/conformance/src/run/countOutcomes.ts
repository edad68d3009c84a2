import { type Outcome, outcomes, type Totals } from '@ggem/conformance';

/** How many of these have each outcome. */
export function countOutcomes(all: Iterable<{ readonly outcome: Outcome }>): Totals {
  const totals = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  for (const { outcome } of all) totals[outcome]++;
  return totals;
}
