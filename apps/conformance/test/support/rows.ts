import type { Outcome, Property, Row } from '@ggem/conformance';

/** A row as the suite makes it; properties by outcome, or by the worst error of a pass. */
export function row(
  device: string,
  id: string,
  properties: Readonly<Partial<Record<Property, Outcome | number>>>,
  message?: string,
): Row {
  const results = Object.entries(properties).map(([name, value]) => {
    return [
      name,
      typeof value === 'number' ? { outcome: 'pass', worst: value } : { outcome: value },
    ] as const;
  });
  const order = ['fail', 'xpass', 'xfail', 'pass', 'skip'] as const;
  const outcomes = results.map(([, result]) => result.outcome as Outcome);
  return {
    device,
    case: id,
    outcome: order.find((outcome) => outcomes.includes(outcome)) ?? 'unavailable',
    properties: Object.fromEntries(results),
    ms: 1.5,
    ...(message !== undefined && { message }),
  };
}
