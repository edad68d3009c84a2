import type { Property } from './case.ts';
import type { Expectation } from './expectation.ts';
import type { Outcome, PropertyResult } from './result.ts';

/** One property of a case: the worst error in units of the bound, or why it failed; nothing if it was skipped. */
export interface Measurement {
  readonly property: Property;
  readonly expectation: Expectation | undefined;
  readonly measured: number | Error | undefined;
}

/** The outcome of a case, those of its properties, and what to print. */
export interface Judgement {
  readonly outcome: Outcome;
  readonly properties: Readonly<Partial<Record<Property, PropertyResult>>>;
  readonly messages: readonly string[];
}

/**
 * Compares what was measured with what is expected. If an expected failure names properties, each of these must fail; if it
 * names none, at least one property must.
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

/** Three lines about an expected failure: why it is expected, where to read more, its message. */
function explain({ reason, link }: Expectation, { message }: Error): string {
  return [reason, ...(link === undefined ? [] : [link]), message].join('\n');
}

/** The outcome of a case: that of its worst property; `skip` only if all were skipped. */
function overall(all: readonly Outcome[]): Outcome {
  return (['fail', 'xpass', 'xfail', 'pass'] as const).find((outcome) => all.includes(outcome)) ?? 'skip';
}
