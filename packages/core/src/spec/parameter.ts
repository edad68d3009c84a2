import type { PRange } from './spec.ts';

/** One named array of numbers that a pooling computes with. Core describes it, the adapter allocates it. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  /** What each axis counts, such as `groups`. */
  readonly axes: readonly string[];
  /** Values before training, one for each entry. */
  readonly start: readonly number[];
  readonly trainable: boolean;
  /** The interval that training keeps it in; see `toRange`. */
  readonly range: PRange | null;
  /** Present where no spec can hold it: it must be given even where nothing is trained. */
  readonly required?: true;
}

/** A parameter whose start values are made when somebody reads them: a spec from a file may claim any size. */
export function startingFrom(parameter: Omit<Parameter, 'start'>, start: () => readonly number[]): Parameter {
  let made: readonly number[] | undefined;
  return {
    ...parameter,
    get start() {
      made ??= start();
      return made;
    },
  };
}

/** The same parameter under another name. */
export function renamed(parameter: Parameter, name: string): Parameter {
  const own = Object.getOwnPropertyDescriptors(parameter);
  return Object.defineProperties({}, { ...own, name: { ...own.name, value: name } }) as Parameter;
}
