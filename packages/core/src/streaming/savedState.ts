import { GgemError, readingPlainData, show } from '../errors.ts';
import { parseSpec } from '../facts/parseSpec.ts';
import { channelsPooled } from '../spec/attended.ts';
import {
  isRecord,
  listOf,
  number,
  numberOr,
  oneOf,
  optional,
  type Rule,
  type Rules,
  readKeys,
  ruleOf,
  unknownKey,
  wholeNumber,
} from '../spec/rules.ts';
import type { PoolingSpec, PoolingSpecInput } from '../spec/spec.ts';
import { emptyState, type PoolingState } from './poolingState.ts';

/** A number as JSON has to spell it. */
type Spelled = number | Special;
type Special = 'NaN' | 'Infinity' | '-Infinity' | '-0';

/** A state in plain JSON. Every number comes back exactly. */
export interface SavedState {
  readonly format: 'ggem-state';
  readonly version: 1;
  readonly spec: PoolingSpec;
  readonly batch: number;
  readonly channels: number;
  readonly value: readonly Spelled[];
  readonly heaviest: readonly Spelled[];
  readonly total: readonly Spelled[];
  readonly best?: readonly Spelled[];
  readonly position?: readonly Spelled[];
  readonly lowest?: readonly Spelled[];
}

const arrays = ['value', 'heaviest', 'total', 'best', 'position', 'lowest'] as const;
const listRule = 'must be an array of numbers, "NaN", "Infinity", "-Infinity" or "-0".';
const list: Rule<readonly Spelled[]> = listOf(
  numberOr(number(listRule), ['NaN', 'Infinity', '-Infinity', '-0'], listRule),
  listRule,
);
const keys: Rules<Omit<SavedState, 'spec'> & { readonly spec: PoolingSpecInput }> = {
  format: oneOf(['ggem-state'], 'must be "ggem-state".'),
  version: ruleOf('must be 1.', { const: 1 }, (value) => value === 1),
  spec: ruleOf('must be a spec.', {}, () => true),
  batch: wholeNumber(0, 'must be a whole number from 0.'),
  channels: wholeNumber(1, 'must be a whole number from 1.'),
  value: list,
  heaviest: list,
  total: list,
  best: optional(list),
  position: optional(list),
  lowest: optional(list),
};

/** A state as plain JSON, to keep in a file or send anywhere. */
export function saveState(state: PoolingState): SavedState {
  const { spec, batch, channels } = state;
  const spelled = arrays.flatMap((name) => {
    const values = state[name];
    return values === undefined ? [] : [[name, Array.from(values, spell)] as const];
  });
  const lists = Object.fromEntries(spelled) as unknown as Pick<SavedState, (typeof arrays)[number]>;
  return { format: 'ggem-state', version: 1, spec, batch, channels, ...lists };
}

/**
 * The state that was saved, from parsed JSON of unknown origin. Throws a `GgemError` with code `format` that names the
 * key, the rule and what came; a broken spec inside with code `spec`.
 */
export function loadState(saved: unknown): PoolingState {
  return readingPlainData('format', 'saved state', () => load(saved));
}

function load(saved: unknown): PoolingState {
  const fail = (message: string): never => {
    throw new GgemError('format', `saved state: ${message}. Save it again with saveState.`);
  };
  if (!isRecord(saved)) return fail(`it must be an object, but ${show(saved)} came`);
  const data = readKeys(keys, saved, '', (path, words, value) =>
    fail(`${path} ${words.replace(/\.$/, '')}, but ${show(value)} came`),
  );
  const unknown = unknownKey(keys, saved);
  if (unknown !== undefined) fail(`unknown key ${show(unknown)}`);
  const { batch, channels } = data;
  const numbers = (name: (typeof arrays)[number]): Float64Array | undefined =>
    data[name] && Float64Array.from(data[name], Number);
  const spec = parseSpec(data.spec);
  // Checked before an array of that size is made.
  const values = batch * channelsPooled(spec, channels);
  if (data.value.length !== values) fail(`value must hold ${values} values, but ${data.value.length} came`);
  const empty = emptyState(spec, { batch, channels, lowest: numbers('lowest') });
  const state: Record<string, Float64Array> = {};
  for (const name of arrays) {
    const wanted = empty[name]?.length;
    const values = numbers(name);
    if (values?.length !== wanted) {
      fail(`${name} must hold ${wanted ?? 'no'} values, but ${values?.length ?? 'none'} came`);
    }
    if (values) state[name] = values;
  }
  const groups = batch === 0 ? 1 : state.total!.length / batch;
  for (let b = 0; b < batch; b++) {
    const heaviest = state.heaviest![b]!;
    const totals = state.total!.subarray(b * groups, (b + 1) * groups);
    const isWeight =
      heaviest === 0
        ? totals.every((total) => total === 0)
        : heaviest > 0 && heaviest < Number.POSITIVE_INFINITY;
    if (!isWeight)
      fail(`heaviest must be a finite weight, 0 where total is 0, but ${heaviest} came for image ${b}`);
    // In units of the heaviest token, which is one of those summed; where tokens attend, times its share of the best.
    const least = state.best === undefined ? 1 : 0;
    const wrong = totals.find(
      (total) => !(Number.isNaN(total) ? least === 0 : total >= least && total < Number.POSITIVE_INFINITY),
    );
    if (heaviest > 0 && wrong !== undefined) {
      fail(`total must be at least ${least} where something was kept, but ${wrong} came for image ${b}`);
    }
    const position = state.position?.[b] ?? 0;
    if (!(Number.isInteger(position) && position >= -1)) {
      fail(`position must hold whole numbers from -1, but ${position} came for image ${b}`);
    }
  }
  return { ...empty, ...state };
}

function spell(value: number): Spelled {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : (String(value) as Special);
}
