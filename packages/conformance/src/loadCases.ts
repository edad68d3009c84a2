import type {
  Argument,
  Case,
  Expected,
  ExpectedSample,
  OperationCase,
  PoolingCase,
  Tensor,
  TensorRecipe,
} from './case.ts';
import { ConformanceError } from './conformanceError.ts';
import { makeValues } from './values.ts';

/** Reads one data file of this package by name, such as `gem.json`, and parses its JSON. */
export type ReadData = (file: string) => Promise<unknown>;

/** Reads data files over HTTP from the folder `base`, which ends in a slash: for browsers. */
export function fetchData(base: string | URL): ReadData {
  return async (file) => {
    const url = new URL(file, base);
    const response = await fetch(url);
    if (!response.ok) {
      throw new ConformanceError(
        `conformance: ${url} answered ${response.status}, but the case files must be there. Serve the package's data folder.`,
      );
    }
    return response.json();
  };
}

/**
 * All cases, operations first: a failing operation is reported before the poolings that need it.
 *
 * Throws where a file does not hold as many cases as the index says.
 */
export async function loadCases(read: ReadData): Promise<readonly Case[]> {
  const { files } = (await read('index.json')) as DataIndex;
  const loaded = await Promise.all(
    files.map(async ({ file, kind, cases }) => {
      const { cases: stored } = (await read(file)) as { cases: readonly unknown[] };
      if (stored.length !== cases) {
        throw new ConformanceError(
          `conformance: ${file} must hold ${cases} cases, but ${stored.length} came. Reinstall the package or run tools/goldens.`,
        );
      }
      return stored.map((one) =>
        kind === 'operation' ? operationCase(one as never) : poolingCase(one as never),
      );
    }),
  );
  return loaded.flat();
}

interface DataIndex {
  readonly files: readonly { readonly file: string; readonly kind: Case['kind']; readonly cases: number }[];
}

/** A number in a case file: JSON has no NaN and no infinities, so that they are texts. */
type Spelled = number | 'NaN' | 'Infinity' | '-Infinity';

interface SpelledExpected {
  readonly value: readonly (Spelled | null)[];
  readonly scale?: readonly number[];
}

interface SpelledSample extends SpelledExpected {
  readonly at?: readonly number[];
  readonly sum?: readonly (Spelled | null)[];
  readonly sumScale?: readonly number[];
}

type SpelledPooling = Omit<PoolingCase, 'kind' | 'mayThrow' | 'y' | 'dx' | 'dp' | 'w'> & {
  readonly mayThrow?: true;
  readonly y: SpelledExpected;
  readonly dx: SpelledSample;
  readonly dp?: SpelledExpected;
  readonly w?: SpelledSample;
};

function poolingCase({ y, dx, dp, w, mayThrow, ...rest }: SpelledPooling): PoolingCase {
  return {
    kind: 'pooling',
    ...rest,
    mayThrow: mayThrow ?? false,
    y: expected(y),
    dx: sample(dx),
    ...(dp && { dp: expected(dp) }),
    ...(w && { w: sample(w) }),
  };
}

type SpelledArgument =
  | Spelled
  | readonly Spelled[]
  | null
  | { readonly shape: Tensor['shape']; readonly value: readonly Spelled[] }
  | TensorRecipe
  | Extract<Argument, { readonly groups: number }>;

type SpelledOperation = Omit<OperationCase, 'kind' | 'args' | 'expected'> & {
  readonly args: readonly SpelledArgument[];
  readonly expected: SpelledExpected & { readonly shape: Tensor['shape'] };
};

function operationCase({ id, op, args, expected: stored }: SpelledOperation): OperationCase {
  return {
    kind: 'operation',
    id,
    op,
    args: args.map((arg) => argument(arg, id)),
    expected: { ...expected(stored), shape: stored.shape },
  };
}

function argument(arg: SpelledArgument, id: string): Argument {
  if (arg === null) return null;
  if (typeof arg !== 'object') return Number(arg);
  if (isList(arg)) return arg.map(Number);
  if ('groups' in arg) return arg;
  const { shape } = arg;
  if ('value' in arg) return { shape, data: Float32Array.from(arg.value, Number) };
  return { shape, data: makeValues(arg.values, `${id}#${arg.stream}`, shape) };
}

const isList = (arg: SpelledArgument & object): arg is readonly Spelled[] => Array.isArray(arg);

function sample({ at, sum, sumScale, ...values }: SpelledSample): ExpectedSample {
  return {
    ...expected(values),
    ...(at && { at }),
    ...(sum && { sum: expected({ value: sum, ...(sumScale && { scale: sumScale }) }) }),
  };
}

function expected({ value, scale }: SpelledExpected): Expected {
  return {
    value: value.map((one) => (one === null ? null : Number(one))),
    scale: scale ?? new Array<number>(value.length).fill(0),
  };
}
