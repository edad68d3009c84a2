/** An option, declared once: the parser, the types and the help are made from this. */
export interface Option {
  /** What its value is; an option without a kind is a flag. */
  readonly kind?: keyof Kinds;
  /** The placeholder of the value in the help. */
  readonly value?: string;
  readonly isRepeated?: boolean;
  readonly help: string;
  /** Heading that the help puts before this option and those that follow. */
  readonly heading?: string;
}

/** Options by their names, in the order of the help. */
export type Options = Readonly<Record<string, Option>>;

/** What the kinds of values are read as. */
export interface Kinds {
  readonly text: string;
  readonly count: number;
  readonly natural: number;
  readonly number: number;
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
  readonly counts: readonly number[];
  readonly naturals: readonly number[];
  readonly exponents: readonly (number | string)[];
}

/** The value of each option: `true` for a flag, a list where it may be repeated. */
export type Values<T extends Options> = {
  readonly [K in keyof T]?:
    | (T[K] extends { readonly kind: infer Kind extends keyof Kinds }
        ? T[K] extends { readonly isRepeated: true }
          ? readonly Kinds[Kind][]
          : Kinds[Kind]
        : boolean)
    | undefined;
};
