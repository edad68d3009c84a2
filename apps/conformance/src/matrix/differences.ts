import type { Property, Row } from '@ggem/conformance';

/** A wrong value, as the suite reported it. */
export interface Difference {
  readonly property: Property;
  /** Position in the output, `[0, 3]`; `sum over tokens [0, 3]` for a sum. */
  readonly index: string;
  readonly position: readonly number[] | undefined;
  readonly expected: string;
  readonly got: string;
  readonly error: string | undefined;
  /** The largest allowed error; `undefined` where the value must be exact, or is not finite. */
  readonly bound: string | undefined;
}

/** The differences in the message of a row, and its other lines: a reason, a link, an error of the device. */
export function readMessage(row: Row): {
  readonly differences: readonly Difference[];
  readonly notes: readonly string[];
} {
  const lines = (row.message ?? '').split('\n').filter((line) => line !== '');
  const read = lines.map((line) => readLine(row, line));
  return {
    differences: read.filter((one) => one !== undefined),
    notes: lines.filter((_, i) => read[i] === undefined).map((line) => withoutId(row, line)),
  };
}

const pattern =
  /^(?:: )?(y|dx|dp|w)?(?:: )?(sum over tokens )?(\[[\d, ]*\]): expected (\S+), but (\S+) came(?: \((.*)\))?\.$/;

function readLine(row: Row, line: string): Difference | undefined {
  if (!line.startsWith(row.case)) return undefined;
  const found = pattern.exec(line.slice(row.case.length));
  if (!found) return undefined;
  const [, property = 'value', sum = '', index = '', expected = '', got = '', rule = ''] = found;
  const [, error, bound] = /^off by (\S+), bound (\S+)$/.exec(rule) ?? [];
  return {
    property: property as Property,
    index: sum + index,
    position: index.match(/\d+/g)?.map(Number),
    expected,
    got,
    error,
    bound,
  };
}

function withoutId({ case: id }: Row, line: string): string {
  return line.startsWith(`${id}: `) ? line.slice(id.length + 2) : line;
}
