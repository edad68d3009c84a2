import type { Case, Property } from './case.ts';
import { globToRegExp } from './glob.ts';

/** A deviation that is known: kept in a list beside the adapter, each with a reason that a user can read. */
export interface Expectation {
  /** Case ids it is about; `*` stands for anything. */
  readonly cases: string;
  /** Properties it is about, each of which fails. Default: all, of which any fails. */
  readonly properties?: readonly Property[];
  /** Devices it is about, by name. Default: all of the harness. */
  readonly devices?: readonly string[];
  /** `xfail`: it runs, and must fail. `skip`: it does not run. */
  readonly outcome: 'xfail' | 'skip';
  readonly reason: string;
  /** Where the library's fault is reported. */
  readonly link?: string;
}

/** Finds the first expectation for a case and property on a device, and remembers which were of use. */
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

  /** Expectations that match none of the cases: left over from a rename, they would hide nothing or the wrong thing. */
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
