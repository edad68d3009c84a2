import type { Property } from './case.ts';
import type { Expectation } from './expectation.ts';
import type { Outcome, PropertyResult } from './result.ts';

/** One property of a case that ran: the worst error in units of the bound, why it failed, or nothing if it was skipped. */
export interface Measurement {
  readonly property: Property;
  readonly expectation: Expectation | undefined;
  readonly measured: number | Error | undefined;
}

export interface Judgement {
  readonly outcome: Outcome;
  readonly properties: Readonly<Partial<Record<Property, PropertyResult>>>;
  readonly messages: readonly string[];
}

/**
 * Holds what was measured against what was expected. An expected failure that names properties must show in each of
 * them; one that names none must show in any.
 */
export function judge(id: string, all: readonly Measurement[]): Judgement {
  const failedAsExpected = new Set(
    all.filter(({ measured }) => measured instanceof Error).map(({ expectation }) => expectation),
  );
  const judged = all.map(
    ({ property, expectation, measured }): readonly [Property, PropertyResult, string?] => {
      if (measured === undefined) return [property, { outcome: 'skip' }, expectation!.reason];
      if (measured instanceof Error) {
        return expectation
          ? [property, { outcome: 'xfail' }, explain(expectation, measured)]
          : [property, { outcome: 'fail' }, measured.message];
      }
      const worst = Number(measured.toPrecision(3));
      const mayPass = expectation?.properties === undefined && failedAsExpected.has(expectation);
      if (!expectation || mayPass) return [property, { outcome: 'pass', worst }];
      const message = `${id}: ${property} passes, but was expected to fail: ${expectation.reason} Take the expectation out.`;
      return [property, { outcome: 'xpass', worst }, message];
    },
  );
  const messages = judged.flatMap(([, , message]) => (message === undefined ? [] : [message]));
  return {
    outcome: overall(judged.map(([, { outcome }]) => outcome)),
    properties: Object.fromEntries(judged.map(([property, result]) => [property, result])),
    messages: [...new Set(messages)],
  };
}

/** Why a failure is expected, where to read more, and what it looks like: a line each. */
function explain({ reason, link }: Expectation, { message }: Error): string {
  return [reason, ...(link === undefined ? [] : [link]), message].join('\n');
}

/** A case is as bad as its worst property, and skipped where all of it is. */
function overall(all: readonly Outcome[]): Outcome {
  return (['fail', 'xpass', 'xfail', 'pass'] as const).find((outcome) => all.includes(outcome)) ?? 'skip';
}
