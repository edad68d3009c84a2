import type { Case, Property } from './case.ts';
import { globToRegExp } from './glob.ts';

/** A known deviation, with a reason for users to read. Adapters keep a list of them beside their harness. */
export interface Expectation {
  /** Ids of the cases that deviate; `*` stands for anything. */
  readonly cases: string;
  /** Properties that deviate: each must fail. Default: all properties, of which at least one must fail. */
  readonly properties?: readonly Property[];
  /** Devices that deviate, by name. Default: all of the harness. */
  readonly devices?: readonly string[];
  /** `xfail`: the case runs, and must fail. `skip`: it does not run. */
  readonly outcome: 'xfail' | 'skip';
  readonly reason: string;
  /** Address of the report of the library's fault. */
  readonly link?: string;
}

/** Finds the first expectation for a case and property on a device. */
export class Expectations {
  private readonly entries: readonly { readonly expectation: Expectation; readonly pattern: RegExp }[];

  constructor(expectations: readonly Expectation[], device: string) {
    this.entries = expectations
      .filter(({ devices }) => devices === undefined || devices.includes(device))
      .map((expectation) => ({ expectation, pattern: globToRegExp(expectation.cases) }));
  }

  find(id: string, property: Property): Expectation | undefined {
    return this.entries.find(({ expectation, pattern }) => {
      const about = expectation.properties;
      return (about === undefined || about.includes(property)) && pattern.test(id);
    })?.expectation;
  }

  /** Expectations that match none of the cases, such as those left over when cases were renamed. */
  idle(cases: readonly Case[]): readonly Expectation[] {
    return this.entries.flatMap(({ expectation, pattern }) => {
      const about = expectation.properties;
      const matches = cases.some(
        (one) =>
          pattern.test(one.id) &&
          (about === undefined || propertiesOf(one).some((name) => about.includes(name))),
      );
      return matches ? [] : [expectation];
    });
  }
}

/** The properties that a case has expected values for. */
export function propertiesOf(one: Case): readonly Property[] {
  if (one.kind === 'operation') return ['value'];
  return ['y', 'dx', ...(one.dp ? (['dp'] as const) : []), ...(one.w ? (['w'] as const) : [])];
}
