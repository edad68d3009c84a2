import type { Outcome, Property, Row, Totals } from '@ggem/conformance';
import { countOutcomes } from '../run/countOutcomes.ts';

/** The columns of a device's table. Operations have one value, whose cell spans all columns. */
export const columns: readonly Property[] = ['y', 'dx', 'dp', 'w'];

/** All rows of one device, family of cases and property. */
export interface Cell {
  readonly device: string;
  /** First part of the case ids: a pooling, `operation` or `edge`. */
  readonly family: string;
  readonly property: Property;
  readonly rows: readonly Row[];
  readonly totals: Totals;
  /** Worst error in units of the bound; undefined where nothing was compared to the end. */
  readonly worst: number | undefined;
}

/** Cells of a device by family, families in the order in which their cases come. */
export type DeviceCells = ReadonlyMap<string, ReadonlyMap<Property, Cell>>;

/** Sorts rows into cells, a map for each device. Only rows whose case id contains the text count. */
export function cellsOf(rows: readonly Row[], text = ''): ReadonlyMap<string, DeviceCells> {
  const wanted = text.trim().toLowerCase();
  const sorted = new Map<string, Map<string, Map<Property, Row[]>>>();
  for (const row of rows) {
    if (!row.case.toLowerCase().includes(wanted)) continue;
    // A device that is unavailable has rows without properties.
    for (const property of Object.keys(row.properties) as Property[]) {
      const families = entry(sorted, row.device, () => new Map<string, Map<Property, Row[]>>());
      const properties = entry(families, familyOf(row), () => new Map<Property, Row[]>());
      entry(properties, property, () => []).push(row);
    }
  }
  return mapValues(sorted, (families, device) =>
    mapValues(new Map(inOrder(families)), (properties, family) =>
      mapValues(properties, (own, property) => cell(device, family, property, own)),
    ),
  );
}

/** The outcome that a cell shows: the worst one. */
export function gravest(totals: Totals): Outcome {
  const order = ['fail', 'xpass', 'xfail', 'unavailable', 'pass', 'skip'] as const;
  return order.find((outcome) => totals[outcome] > 0) ?? 'skip';
}

function cell(device: string, family: string, property: Property, rows: readonly Row[]): Cell {
  const results = rows.map((row) => row.properties[property]!);
  const errors = results.flatMap(({ worst }) => (worst === undefined ? [] : [worst]));
  const worst = errors.length > 0 ? errors.reduce((a, b) => Math.max(a, b)) : undefined;
  return { device, family, property, rows, totals: countOutcomes(results), worst };
}

function familyOf({ case: id }: Row): string {
  return id.slice(0, id.indexOf('/'));
}

/** Operations, then poolings with the simplest first, then families not known here, then the edge cases. */
function inOrder<V>(families: ReadonlyMap<string, V>): readonly (readonly [string, V])[] {
  const known = ['operation', 'token', 'mean', 'max', 'gem', 'ggem'];
  const rank = (family: string): number => {
    if (family === 'edge') return known.length + 1;
    return known.includes(family) ? known.indexOf(family) : known.length;
  };
  return [...families].sort(([a], [b]) => rank(a) - rank(b));
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

function mapValues<K, V, W>(map: ReadonlyMap<K, V>, change: (value: V, key: K) => W): Map<K, W> {
  return new Map([...map].map(([key, value]) => [key, change(value, key)]));
}
