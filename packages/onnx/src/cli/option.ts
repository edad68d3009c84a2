import type { ValueKinds } from './readValue.ts';

/** An option of a command, declared once: the parser, the type of its value and the help are made from this. */
export interface Option {
  /** The kind of its value; an option without a kind is a flag. */
  readonly kind?: keyof ValueKinds;
  /** The placeholder of the value in the help: `N`, `FILE`. */
  readonly value?: string;
  /** Whether it may come several times. */
  readonly isRepeated?: boolean;
  /** A single letter that names it too. */
  readonly short?: string;
  /** What it does, in a line or several. */
  readonly help: string;
  /** Further forms of the value, each with help of its own. */
  readonly forms?: readonly (readonly [value: string, help: string])[];
  /** Heading that the help puts before this option and those that follow. */
  readonly heading?: string;
}

/** Options by their names, in the order of the help. */
export type Options = Readonly<Record<string, Option>>;

/** The value of each option: `true` for a flag, a list where it may be repeated. */
export type Values<T extends Options> = {
  readonly [K in keyof T]?:
    | (T[K] extends { readonly kind: infer Kind extends keyof ValueKinds }
        ? T[K] extends { readonly isRepeated: true }
          ? readonly ValueKinds[Kind][]
          : ValueKinds[Kind]
        : boolean)
    | undefined;
};
